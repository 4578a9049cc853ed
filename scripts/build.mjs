// npm run build: makes dist/ from the sources. With `--check`, only says whether dist/ is up to date. With `--if-stale`, makes it
// if it is not.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const TSC = createRequire(import.meta.url)
  .resolve('@typescript/native/package.json')
  .replace('package.json', 'bin/tsc');

/** What decides the content of dist/: files, and folders with all that is in them. */
const SOURCES = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'scripts', 'src'];

/** Made by the build from other sources. */
const MADE = 'src/wasm/modules';

/** Holds the digest of the sources that dist/ was made from. It is not published. */
const STAMP = `${ROOT}dist/.sources`;

/** Whether dist/ is missing, or was made from other sources than those that are there now. */
export function isBuildStale() {
  try {
    return readFileSync(STAMP, 'utf8') !== digestSources();
  } catch {
    return true;
  }
}

/** Makes dist/ from scratch, so that no file of a renamed module outlives its source. */
function build() {
  const digest = digestSources();
  runNode('scripts/build-kernels.mjs');
  rmSync(`${ROOT}dist`, { recursive: true, force: true });
  runNode(TSC, '-p', 'tsconfig.build.json');
  cpSync(ROOT + MADE, `${ROOT}dist/wasm/modules`, { recursive: true });
  removeScripts('dist/browser');
  runNode('scripts/bundle-cli.mjs');
  runNode('scripts/build-browser.mjs');
  // Last, so that a build that fails is not taken for a whole one.
  writeFileSync(STAMP, digest);
}

/** Runs a step, and ends the build where it fails: the step has said why. */
function runNode(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** Of what pages load, only the types are kept: pages load bundles of the sources. */
function removeScripts(folder) {
  for (const file of listFiles(folder)) if (file.endsWith('.js')) rmSync(ROOT + file);
}

function digestSources() {
  const hash = createHash('sha256');
  for (const path of SOURCES.flatMap(listFiles))
    hash
      .update(`${path}\0`)
      .update(readFileSync(ROOT + path))
      .update('\0');
  return hash.digest('hex');
}

/** The path of a file; of a folder, the paths of all files in it. Sorted. */
function listFiles(path) {
  if (/\.\w+$/.test(path)) return [path];
  return readdirSync(ROOT + path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length).replaceAll('\\', '/'))
    .filter((file) => !file.startsWith(MADE))
    .sort();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [option] = process.argv.slice(2);
  if (option === undefined || (option === '--if-stale' && isBuildStale())) build();
  else if (option === '--check' && isBuildStale()) {
    console.error('dist/ is older than the sources: run `npm run build`');
    process.exitCode = 1;
  }
}
