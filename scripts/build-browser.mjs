// Bundles what pages load into dist/browser: one file an entry, with nothing left to resolve.

import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { buildViewer } from './build-viewer.mjs';
import { replaceFile } from './replace-file.mjs';

const ROOT = new URL('../', import.meta.url);

/** Files of dist/browser, and the sources that they are made of. */
export const ENTRIES = {
  'decode.js': 'src/decode/index.ts',
  'element.js': 'src/browser/element/index.ts',
  'decode-worker.js': 'src/browser/element/decode-worker.ts',
  'service-worker.js': 'src/browser/service-worker/index.ts',
};

/**
 * Calls that fill pako's tables of deflate when its module is loaded. Only deflate uses the tables, and nothing here uses
 * deflate. Without these calls, the bundler can leave all of deflate out.
 */
const DEFLATE_ONLY = ['zero', 'tr_static_init', 'Config', 'StaticTreeDesc', 'makeTable'];
const TREESHAKE = { manualPureFunctions: DEFLATE_ONLY, propertyWriteSideEffects: false };

/**
 * Bundles one entry.
 *
 * @param {string} source - path below the project's folder
 * @returns {Promise<{ code: string, modules: string[] }>} the code, and the paths of what went in
 */
export async function bundleEntry(source) {
  const root = fileURLToPath(ROOT);
  const define = { 'process.env.NODE_ENV': '"production"' };
  const bundle = await rolldown({
    input: root + source,
    platform: 'browser',
    logLevel: 'warn',
    transform: { define },
    treeshake: TREESHAKE,
  });
  try {
    const { output } = await bundle.generate({
      format: 'esm',
      minify: true,
      codeSplitting: false,
      comments: false,
    });
    return { code: output[0].code, modules: output[0].moduleIds.map((id) => id.replace(root, '')) };
  } finally {
    await bundle.close();
  }
}

/** Builds all entries. Vitest calls this too, before the first test in a browser. */
export async function buildBrowser() {
  mkdirSync(new URL('dist/browser/', ROOT), { recursive: true });
  for (const [file, source] of Object.entries(ENTRIES)) {
    const { code } = await bundleEntry(source);
    replaceFile(new URL(`dist/browser/${file}`, ROOT), code);
  }
  await buildViewer();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildBrowser();
