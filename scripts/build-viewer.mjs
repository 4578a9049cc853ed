// Builds the studio into dist/browser/viewer: a folder of static files that works in any place.

import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { replaceFile } from './replace-file.mjs';

const ROOT = new URL('../', import.meta.url);
const SOURCE = new URL('src/apps/studio/page/', ROOT);
const TARGET = new URL('dist/browser/viewer/', ROOT);

const SCRIPTS = { 'studio.js': 'index.ts', 'studio-worker.js': 'worker/index.ts' };
const COPIES = ['index.html', 'icon.svg'];
/** Joined to one style sheet, in this order. */
const STYLES = ['base', 'head', 'viewer', 'panel', 'screens'];
const SAMPLES = ['scene.png', 'screenshot.png', 'pixel-art.png'];

/** Vitest calls this too, before the first test in a browser. */
export async function buildViewer() {
  mkdirSync(new URL('samples/', TARGET), { recursive: true });
  for (const [file, source] of Object.entries(SCRIPTS)) replaceFile(new URL(file, TARGET), await bundle(source));
  const styles = STYLES.map((name) => readFileSync(new URL(`style/${name}.css`, SOURCE), 'utf8'));
  replaceFile(new URL('studio.css', TARGET), styles.join('\n'));
  for (const file of COPIES) copyFileSync(new URL(file, SOURCE), new URL(file, TARGET));
  for (const file of SAMPLES) copyFileSync(new URL(`samples/${file}`, ROOT), new URL(`samples/${file}`, TARGET));
  // The pictures of the command line: the server of `akm view` lists them, a static host has none.
  replaceFile(new URL('files.json', TARGET), '[]\n');
}

/** One classic script, so that a page opened as a file can say what is missing. */
async function bundle(source) {
  const made = await rolldown({
    input: fileURLToPath(new URL(source, SOURCE)),
    platform: 'browser',
    logLevel: 'warn',
    onLog(level, log, handler) {
      handler(log.code === 'UNRESOLVED_IMPORT' ? 'error' : level, log);
    },
  });
  try {
    const { output } = await made.generate({ format: 'iife', minify: true, codeSplitting: false });
    return output[0].code;
  } finally {
    await made.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildViewer();
