// Builds what pages load into dist/browser: bundles of the library, the studio, and the script and style of study pages. Nothing in them is left to resolve.

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const ROOT = new URL('../', import.meta.url);
const TARGET = new URL('dist/browser/', ROOT);

/** Files of dist/browser, and the sources that they are made of. */
export const ENTRIES = {
  'decode.js': 'src/decode/index.ts',
  'element.js': 'src/browser/element/index.ts',
  'decode-worker.js': 'src/browser/element/decode-worker.ts',
  'service-worker.js': 'src/browser/service-worker/index.ts',
};

/** The studio: a folder of static files that works wherever it is put. */
const STUDIO = {
  source: 'src/apps/studio/page/',
  scripts: { 'studio.js': 'index.ts', 'studio-worker.js': 'worker/index.ts' },
  copies: ['index.html', 'icon.svg'],
  /** One style sheet of these, in this order. */
  styles: [
    'src/apps/compare/compare.css',
    ...['base', 'head', 'viewer', 'panel', 'screens'].map((name) => `src/apps/studio/page/style/${name}.css`),
  ],
  samples: ['scene.png', 'screenshot.png', 'pixel-art.png'],
};

/**
 * Calls that fill pako's tables of deflate when its module is loaded. Only deflate uses the tables, and nothing here uses
 * deflate. Without these calls, the bundler can leave all of deflate out.
 */
const DEFLATE_ONLY = ['zero', 'tr_static_init', 'Config', 'StaticTreeDesc', 'makeTable'];
const TREESHAKE = { manualPureFunctions: DEFLATE_ONLY, propertyWriteSideEffects: false };

/** Builds everything. Vitest calls this too, before the first test in a browser. */
export async function buildBrowser() {
  mkdirSync(TARGET, { recursive: true });
  for (const [file, source] of Object.entries(ENTRIES)) {
    const { code } = await bundleEntry(source);
    writeFileSync(new URL(file, TARGET), code);
  }
  await buildStudio();
  await buildStudyPage();
}

/**
 * Bundles one entry of the library.
 *
 * @param {string} source - path below the project's folder
 * @returns {Promise<{ code: string, modules: string[] }>} the code, and the paths of what went in
 */
export async function bundleEntry(source) {
  const define = { 'process.env.NODE_ENV': '"production"' };
  const options = { transform: { define }, treeshake: TREESHAKE };
  const { code, moduleIds } = await bundle(source, options, { format: 'esm', comments: false });
  return { code, modules: moduleIds.map((id) => id.replace(fileURLToPath(ROOT), '')) };
}

async function buildStudio() {
  const target = new URL('viewer/', TARGET);
  const source = new URL(STUDIO.source, ROOT);
  mkdirSync(new URL('samples/', target), { recursive: true });
  for (const [file, entry] of Object.entries(STUDIO.scripts)) {
    // One classic script, so that a page opened as a file can at least say what it lacks.
    const { code } = await bundle(STUDIO.source + entry, {}, { format: 'iife' });
    writeFileSync(new URL(file, target), code);
  }
  writeFileSync(new URL('studio.css', target), joinFiles(STUDIO.styles));
  for (const file of STUDIO.copies) copyFileSync(new URL(file, source), new URL(file, target));
  for (const file of STUDIO.samples) copyFileSync(new URL(`samples/${file}`, ROOT), new URL(`samples/${file}`, target));
  // The server of `akm view` answers with the files it was given; a static host has none.
  writeFileSync(new URL('files.json', target), '[]\n');
}

/** What `akm study` puts into its pages. */
async function buildStudyPage() {
  const target = new URL('study/', TARGET);
  mkdirSync(target, { recursive: true });
  const { code } = await bundle('src/apps/study/page/index.ts', {}, { format: 'iife' });
  writeFileSync(new URL('study.js', target), code);
  writeFileSync(
    new URL('study.css', target),
    joinFiles(['src/apps/compare/compare.css', 'src/apps/study/page/style.css']),
  );
  copyFileSync(new URL('src/apps/study/page/chart.css', ROOT), new URL('chart.css', target));
}

function joinFiles(paths) {
  return paths.map((path) => readFileSync(new URL(path, ROOT), 'utf8')).join('\n');
}

/** One file from a source and all that it imports. */
async function bundle(source, options, outputOptions) {
  const made = await rolldown({
    input: fileURLToPath(new URL(source, ROOT)),
    platform: 'browser',
    logLevel: 'warn',
    onLog(level, log, handler) {
      handler(log.code === 'UNRESOLVED_IMPORT' ? 'error' : level, log);
    },
    ...options,
  });
  try {
    const { output } = await made.generate({ minify: true, codeSplitting: false, ...outputOptions });
    return output[0];
  } finally {
    await made.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildBrowser();
