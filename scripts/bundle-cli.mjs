// Joins the command line's modules, as compiled, to a few files in dist/cli: to load a hundred and fifty of them, in the
// process and again in each of its threads, takes longer than to encode a small picture. The library's entries stay as
// they are. All files lie side by side, since they look for each other's scripts beside themselves.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const MANIFEST = new URL('../package.json', import.meta.url);

/** The process, and the scripts of its threads. */
const ENTRIES = [
  'cli/start',
  'cli/batch/work-thread',
  'cli/work/study-thread',
  'node/encode-worker',
  'apps/study/cell-worker',
].map((name) => `${DIST}${name}.js`);
/** Importers of the library do not need these, so only the joined form is kept. */
const JOINED = ['cli', 'apps'];
/** Loaded by the process before it knows the command. Only the process needs commander, not its threads. */
const FIRST = listImports(`${DIST}cli/main.js`);
for (const name of ['main', 'program']) FIRST.delete(`${DIST}cli/${name}.js`);
/** Needed by nearly every command: joined to one file. The rest is loaded by the commands that need it. */
const SHARED = /^(error|check|image|steps|batches|bits|inflate|format|codec|decode|encode|metrics|io|node)\b/;
/** Loads jpeg-js, which only commands that write pictures need. */
const WRITERS = /^io\/(jpeg-write|write-picture)\b/;

const { dependencies } = JSON.parse(readFileSync(MANIFEST, 'utf8'));

const bundle = await rolldown({
  input: ENTRIES,
  platform: 'node',
  // Modules of the shared file are loaded with it, for any importer.
  checks: { ineffectiveDynamicImport: false },
  external: Object.keys(dependencies),
  // The package's manifest says that modules do nothing when they are loaded; this one is the program.
  treeshake: { moduleSideEffects: [{ test: /cli[/\\]main\.js$/, sideEffects: true }] },
});
const { output } = await bundle.generate({
  format: 'esm',
  // The first step is the file that is started. It loads the rest.
  entryFileNames: ({ name }) => (name === 'start' ? 'main.js' : '[name].js'),
  chunkFileNames: ({ name }) => (name === 'main' ? 'command-line.js' : '[name].js'),
  codeSplitting: {
    groups: [
      { name: 'first', test: (id) => FIRST.has(id), priority: 1 },
      { name: 'codec', test: isShared },
    ],
  },
});
await bundle.close();

for (const folder of JOINED) rmSync(`${DIST}${folder}`, { recursive: true });
mkdirSync(`${DIST}cli`);
for (const { fileName, code } of output) writeFileSync(`${DIST}cli/${fileName}`, code);

/** The module, and all modules that are loaded with it: its imports, and theirs. */
function listImports(module, found = new Set()) {
  if (found.has(module)) return found;
  found.add(module);
  const text = readFileSync(module, 'utf8');
  for (const [, target] of text.matchAll(/^(?:import|export)\b[^;'"]*?from\s*['"](\.[^'"]+)['"]/gm)) {
    listImports(join(dirname(module), target), found);
  }
  return found;
}

/** Entries act when they are loaded, so no other module may contain them. */
function isShared(id) {
  return (
    id.startsWith(DIST) &&
    SHARED.test(id.slice(DIST.length)) &&
    !WRITERS.test(id.slice(DIST.length)) &&
    !ENTRIES.includes(id)
  );
}
