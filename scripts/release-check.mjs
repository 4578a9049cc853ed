// npm run release:check: checks that this commit can be released, and prints what it checked. It publishes nothing.
// `-- --no-tests` skips the tests, and prints that.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const MANIFEST = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));

/** What the package may hold. A new kind of file must be added here, so that nothing is published by accident. */
const ALLOWED = [
  /^(package\.json|README\.md|CHANGELOG\.md|SECURITY\.md|LICENSE)$/,
  /^docs\/[\w-]+\.md$/,
  /^spec\/(akm\.md|akm\.ksy|rationale\.md)$/,
  // The library, module by module.
  /^dist\/[a-z-]+\.(js|d\.ts)$/,
  /^dist\/(bits|codec|decode|encode|format|inflate|io|metrics|node|wasm)\/([a-z0-9-]+\/)*[a-z0-9-]+\.(js|d\.ts)$/,
  // The command line, and the bundles of pages with their types.
  /^dist\/cli\/[\w-]+\.js$/,
  /^dist\/browser\/(decode|decode-worker|element|service-worker)\.js$/,
  /^dist\/browser\/(element|service-worker|stream)\/[a-z-]+\.d\.ts$/,
  // The studio, and what goes into the pages of studies.
  /^dist\/browser\/study\/(study\.js|study\.css|chart\.css)$/,
  /^dist\/browser\/viewer\/(index\.html|icon\.svg|files\.json|studio\.css|studio\.js|studio-worker\.js)$/,
  /^dist\/browser\/viewer\/samples\/[a-z-]+\.png$/,
];

/** Bytes of all files: a little over their present size. More is probably a file that does not belong here. */
const MAX_UNPACKED_BYTES = 5_000_000;

const takesTests = !process.argv.includes('--no-tests');
const folder = mkdtempSync(join(tmpdir(), 'akm-release-'));
const failed = [];
try {
  await check('clean tree', checkTree);
  await check('manifest', checkManifest);
  await check('changelog', checkChangelog);
  await check('build', () => void run('npm', ['run', '-s', 'build']));
  const packed = await check('pack', pack);
  if (packed !== undefined) {
    const tarball = join(folder, packed.filename);
    await check('contents', () => checkContents(packed));
    await check('publint', () => void run('npx', ['--no-install', 'publint', 'run', tarball, '--strict']));
    // The package has ES modules only: `require` and the resolution of Node 10 are not supported.
    const profile = ['--profile', 'esm-only', '--no-color', '--format', 'table-flipped'];
    await check('are the types wrong', () => void run('npx', ['--no-install', 'attw', tarball, ...profile]));
  }
  if (takesTests) await check('tests', () => void run('npx', ['--no-install', 'vitest', 'run'], 'inherit'));
  else console.log('left out  tests');
  await check('tree still clean', checkTree);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (failed.length > 0) {
  console.error(`\n${MANIFEST.name} ${MANIFEST.version} can't be released: ${failed.join(', ')}`);
  process.exitCode = 1;
} else
  console.log(
    `\n${MANIFEST.name} ${MANIFEST.version} ${takesTests ? 'can be released' : 'was checked without its tests'}`,
  );

/** Does one check and prints its result. @returns what the check returns; undefined when it fails */
async function check(name, perform) {
  try {
    const result = await perform();
    console.log(`ok        ${name}${typeof result === 'string' ? `: ${result}` : ''}`);
    return result;
  } catch (error) {
    failed.push(name);
    console.log(`FAILED    ${name}: ${error.message}`);
    return undefined;
  }
}

/** @throws with what the program printed, when it fails */
function run(program, args, output = 'pipe') {
  try {
    return execFileSync(program, args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', output, output] });
  } catch (error) {
    throw new Error(`${program} ${args.join(' ')}\n${error.stdout ?? ''}${error.stderr ?? ''}`);
  }
}

function checkTree() {
  const changed = run('git', ['status', '--porcelain']).trim();
  if (changed !== '') throw new Error(`not committed:\n${changed}`);
  return run('git', ['rev-parse', '--short', 'HEAD']).trim();
}

function checkManifest() {
  const needed = [
    'name',
    'version',
    'description',
    'keywords',
    'license',
    'type',
    'engines',
    'files',
    'exports',
    'bin',
  ];
  const missing = needed.filter((field) => MANIFEST[field] === undefined);
  if (missing.length > 0) throw new Error(`package.json lacks ${missing.join(', ')}`);
  const lock = JSON.parse(readFileSync(`${ROOT}package-lock.json`, 'utf8'));
  if (lock.version !== MANIFEST.version) throw new Error(`package-lock.json has version ${lock.version}`);
  return `${MANIFEST.name} ${MANIFEST.version}`;
}

/** The version has its section; entries of a version that is not named yet are not an error, but worth a line. */
function checkChangelog() {
  const sections = readFileSync(`${ROOT}CHANGELOG.md`, 'utf8').split(/^## /m);
  const section = sections.find((text) => text.startsWith(`[${MANIFEST.version}] - `));
  if (section === undefined) throw new Error(`CHANGELOG.md has no section "[${MANIFEST.version}] - DATE"`);
  const unreleased = sections.find((text) => text.startsWith('[Unreleased]')) ?? '';
  const [heading] = section.split('\n', 1);
  return unreleased.includes('\n- ')
    ? `${heading}; NOTE: [Unreleased] has entries, so the version is to be raised`
    : heading;
}

function pack() {
  const [packed] = JSON.parse(run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]));
  return packed;
}

function checkContents({ files, size, unpackedSize }) {
  const paths = files.map(({ path }) => path);
  const strangers = paths.filter((path) => !ALLOWED.some((pattern) => pattern.test(path)));
  if (strangers.length > 0) throw new Error(`not on the list of scripts/release-check.mjs:\n${strangers.join('\n')}`);
  const named = [MANIFEST.exports, MANIFEST.bin].flatMap(listPaths).map((path) => path.replace(/^\.\//, ''));
  const missing = named.filter((path) => !paths.includes(path));
  if (missing.length > 0) throw new Error(`named in package.json, but not packed: ${missing.join(', ')}`);
  if (unpackedSize > MAX_UNPACKED_BYTES) throw new Error(`${unpackedSize} bytes, more than ${MAX_UNPACKED_BYTES}`);
  return `${paths.length} files, ${size} bytes packed, ${unpackedSize} bytes unpacked`;
}

/** All paths in a tree of conditions. */
function listPaths(tree) {
  return typeof tree === 'string' ? [tree] : Object.values(tree).flatMap(listPaths);
}
