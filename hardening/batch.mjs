/**
 * A batch of many small pictures, some of them faulty in many ways. All good ones must come out right. Each faulty one
 * must be named with a reason, in the given order. Open files and memory must stay bounded.
 *
 * npm run soak:batch [-- --short] [--seed N] [--jobs N]     10,000 pictures, 500 faulty; short: 200 and 20
 */

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { crc32 } from '../dist/bits/crc32.js';
import { readPicture, writePicture } from '../dist/io/index.js';
import { decode } from '../dist/node/index.js';

const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const { values } = parseArgs({
  options: {
    short: { type: 'boolean' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '2' },
  },
});
const [COUNT, FAULTY] = values.short ? [200, 20] : [10_000, 500];
const FOLDERS = 50;
/** Bounds on the process with two jobs at a time. An idle process needs about 25 files and 60 MB. */
const MAX_OPEN_FILES = 128;
const MAX_OPEN_FILES_LATER = 40;
const MAX_MEMORY = 600e6;
/** Growth of memory from the first quarter of a long run to its second half; a short one is still warming up. */
const MAX_GROWTH = 100e6;

/** Park and Miller's generator. */
function makeRandom(seed) {
  let state = (seed % 2147483646) + 1;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}
const random = makeRandom(Number(values.seed));

/** A small picture of few colours, which must come back exactly. */
function drawPicture() {
  const [width, height, colours] = [1 + random(24), 1 + random(24), 1 + random(12)];
  const palette = Array.from({ length: colours }, () => [random(256), random(256), random(256), 255]);
  const data = new Uint8Array(width * height * 4);
  for (let at = 0; at < data.length; at += 4) data.set(palette[random(colours)], at);
  return { width, height, data };
}

/** A PNG with bytes of its header changed, and its CRC made right again. */
function withHeader(offset, bytes) {
  const png = Buffer.from(writePicture(drawPicture(), 'png'));
  png.set(bytes, offset);
  png.writeUInt32BE(crc32(png, 12, 29), 29);
  return png;
}

const png = () => Buffer.from(writePicture(drawPicture(), 'png'));
const write = (make) => (path) => writeFileSync(path, make());

/** Ways in which an input can be useless. Each makes something at the given path. */
const FAULTS = {
  empty: write(() => ''),
  'cut short': write(() => png().subarray(0, -20)),
  'cut within the header': write(() => png().subarray(0, 20)),
  'a text': write(() => 'this is no picture, whatever its name says'),
  'a GIF': write(() => 'GIF89a\x01\x00\x01\x00'),
  'random bytes': write(() => Uint8Array.from({ length: 500 }, () => random(256))),
  'random bytes behind a signature': write(() =>
    Uint8Array.from({ length: 500 }, (_, i) => png()[i] && (i < 8 ? png()[i] : random(256))),
  ),
  'a wrong CRC': write(() => {
    const bytes = png();
    bytes[30] ^= 1;
    return bytes;
  }),
  'a header of 30000 x 30000': write(() => withHeader(16, [0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30])),
  'a header of 12000 x 12000': write(() => withHeader(16, [0, 0, 0x2e, 0xe0, 0, 0, 0x2e, 0xe0])),
  'a header of 0 x 0': write(() => withHeader(16, [0, 0, 0, 0, 0, 0, 0, 0])),
  'a depth that does not exist': write(() => withHeader(24, [3])),
  'a PPM cut short': write(() => writePicture(drawPicture(), 'ppm').subarray(0, -1)),
  'a PPM without a maxval': write(() => 'P6\n3 3\n0\n123456789012345678901234567'),
  'a JPEG cut short': write(() => writePicture(drawPicture(), 'jpeg').subarray(0, 300)),
  'a JPEG of 65500 x 65500': write(() => {
    const jpeg = Buffer.from(writePicture(drawPicture(), 'jpeg'));
    jpeg.set([0xff, 0xdc, 0xff, 0xdc], jpeg.indexOf(Buffer.from([0xff, 0xc0])) + 5);
    return jpeg;
  }),
  'a folder': (path) => mkdirSync(path),
  'a link to nowhere': (path) => symlinkSync('nowhere.png', path),
  'a link to itself': (path) => symlinkSync(path, path),
  // Root can read every file, so it gets a pipe without a writer instead.
  'not to be read': (path) => {
    if (process.getuid?.() === 0) execFileSync('mkfifo', [path]);
    else {
      writeFileSync(path, png());
      chmodSync(path, 0);
    }
  },
};
const FAULT_NAMES = Object.keys(FAULTS);
/** Inputs that are found only by name: below a folder, a folder is searched instead. */
const NAMED_ONLY = new Set(['a folder']);

/** Makes all inputs in three trees: one to be walked, one to be matched, one whose files are named one by one. */
function makeInputs(folder) {
  const trees = { walked: [], matched: [], named: [] };
  const faultOf = new Map();
  for (let i = 0; i < COUNT; i++) {
    const fault = i % (COUNT / FAULTY) === 0 ? FAULT_NAMES[(i / (COUNT / FAULTY)) % FAULT_NAMES.length] : undefined;
    const tree = NAMED_ONLY.has(fault) || i % 10 === 9 ? 'named' : i % 2 === 0 ? 'walked' : 'matched';
    const format = fault === undefined ? ['png', 'png', 'ppm', 'jpeg'][random(4)] : 'png';
    const name = `${tree}/${String(i % FOLDERS).padStart(2, '0')}/picture ${String(i).padStart(5, '0')}.${format === 'jpeg' ? 'jpg' : format}`;
    mkdirSync(join(folder, dirname(name)), { recursive: true });
    if (fault === undefined) writeFileSync(join(folder, name), writePicture(drawPicture(), format));
    else FAULTS[fault](join(folder, name));
    trees[tree].push(name);
    if (fault !== undefined) faultOf.set(name, fault);
  }
  for (const names of Object.values(trees)) names.sort();
  return {
    args: ['walked', 'matched/**/*.{png,jpg,ppm}', ...trees.named],
    names: Object.values(trees).flat(),
    faultOf,
  };
}

/** Watches a process: most memory and threads, and memory and open files over time. Nothing where there is no /proc. */
function watch(pid) {
  const seen = { memory: 0, threads: 0, memories: [], files: [] };
  const timer = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      const field = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0);
      const memory = field('VmRSS') * 1024;
      seen.memories.push(memory);
      seen.memory = Math.max(seen.memory, memory);
      seen.threads = Math.max(seen.threads, field('Threads'));
      seen.files.push(readdirSync(`/proc/${pid}/fd`).length);
    } catch {
      // No /proc, or the process has just ended.
    }
  }, 50);
  return () => {
    clearInterval(timer);
    return seen;
  };
}

/** Runs akm; its lines as objects. */
async function akm(args, cwd) {
  const child = spawn(process.execPath, [MAIN, ...args, '--json'], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const stopWatching = watch(child.pid);
  const startedAt = performance.now();
  const errors = [];
  createInterface({ input: child.stderr }).on('line', (line) => errors.push(line));
  const lines = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line)));
  const [code] = await once(child, 'close');
  const seconds = (performance.now() - startedAt) / 1000;
  return { code, lines, errors, seconds, seen: stopWatching() };
}

const failures = [];
function check(isTrue, claim) {
  console.log(`${isTrue ? 'ok    ' : 'FAILED'} ${claim}`);
  if (!isTrue) failures.push(claim);
}

/** Whether each good picture came back: exactly, except a JPEG, whose size must be right. */
function countRight(folder, names, outputs) {
  let right = 0;
  for (const name of names) {
    const source = readPicture(readFileSync(join(folder, name))).image;
    const drawn = decode(readFileSync(join(folder, outputs.get(name))));
    const isSize = source.width === drawn.width && source.height === drawn.height;
    if (isSize && (name.endsWith('.jpg') || Buffer.compare(source.data, drawn.data) === 0)) right++;
  }
  return right;
}

/** The output of the batch: exit code, a line for each input, a line for each failure, the summary. */
function checkReports({ code, lines, errors }, { names, good, faultOf }) {
  const results = lines.slice(0, -1);
  const summary = lines.at(-1);
  const failed = results.filter(({ status }) => status === 'failed');
  const areFaulty = failed.every((each) => faultOf.has(each.input) && each.message && each.code !== 'bug');
  const areNamed = failed.every(({ input }, i) => errors[i]?.startsWith(`akm: ${input}`));
  const isInOrder = results.map(({ input }) => input).join('\n') === names.join('\n');
  const isSummed = summary?.status === 'summary' && summary.done === good.length && summary.failed === FAULTY;
  check(code === 1, `the exit code is 1: ${code}`);
  check(isInOrder, `one line an input, in their order: ${results.length}`);
  check(areFaulty && failed.length === FAULTY, `exactly the faulty are reported, with a reason: ${failed.length}`);
  check(areNamed && errors.length === FAULTY, `a line on standard error for each, and no other: ${errors.length}`);
  check(isSummed, `the summary agrees: ${summary?.done} done, ${summary?.failed} failed`);
}

/** What the batch wrote. */
async function checkOutputs(folder, results, good) {
  const encoded = results.filter(({ status }) => status === 'encoded');
  const outputs = new Map(encoded.map(({ input, output }) => [input, output]));
  const entries = readdirSync(join(folder, 'out'), { recursive: true, withFileTypes: true });
  const written = entries.filter((entry) => entry.isFile());
  const areAkm = written.every(({ name }) => name.endsWith('.akm'));
  check(areAkm && written.length === good.length, `as many files as good inputs, and no other: ${written.length}`);
  const right = outputs.size === good.length ? countRight(folder, good, outputs) : 0;
  check(right === good.length, `each has its picture: ${right}`);
  const { code, lines, seconds } = await akm(['verify', '-r', 'out'], folder);
  const valid = lines.filter(({ status }) => status === 'valid').length;
  check(code === 0 && valid === good.length, `akm verify finds all valid: ${valid}, in ${seconds.toFixed(1)} s`);
}

/** The memory and files of the batch. Modules are loaded at the start, many files at a time. Later, only the jobs' files are open. */
function checkResources({ memories, files, threads }) {
  if (memories.length < 8) {
    console.log('       there is no /proc here: open files and memory were not measured');
    return;
  }
  const most = (values) => Math.max(...values);
  const later = (values) => values.slice(values.length / 2);
  const megabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;
  const [atStart, atEnd] = [most(files), most(later(files))];
  check(atStart <= MAX_OPEN_FILES, `open files at most ${MAX_OPEN_FILES}: ${atStart}`);
  check(most(memories) <= MAX_MEMORY, `memory at most ${megabytes(MAX_MEMORY)}: ${megabytes(most(memories))}`);
  console.log(`       ${threads} threads; in the second half ${atEnd} open files`);
  if (values.short) return;
  check(atEnd <= MAX_OPEN_FILES_LATER, `open files in the second half at most ${MAX_OPEN_FILES_LATER}: ${atEnd}`);
  const growth = most(later(memories)) - most(memories.slice(0, memories.length / 4));
  check(growth <= MAX_GROWTH, `growth from the first quarter to the second half: ${megabytes(growth)}`);
}

async function run(folder) {
  const { args, names, faultOf } = makeInputs(folder);
  const good = names.filter((name) => !faultOf.has(name));
  const ways = new Set(faultOf.values()).size;
  console.log(`${names.length} inputs, ${faultOf.size} of them faulty in ${ways} ways, seed ${values.seed}`);
  const encode = ['encode', '-r', ...args, '--out-dir', 'out', '--effort', '1', '--jobs', values.jobs];
  const batch = await akm(encode, folder);
  console.log(`encoded in ${batch.seconds.toFixed(1)} s: ${(names.length / batch.seconds).toFixed(0)} a second`);
  checkReports(batch, { names, good, faultOf });
  await checkOutputs(folder, batch.lines.slice(0, -1), good);
  const again = await akm([...encode, '--skip-existing'], folder);
  const { skipped, done } = again.lines.at(-1);
  const isResumed = again.code === 1 && skipped === good.length && done === 0;
  check(isResumed, `with --skip-existing none is made anew: ${skipped} skipped, in ${again.seconds.toFixed(1)} s`);
  checkResources(batch.seen);
}

const folder = mkdtempSync(join(tmpdir(), 'akm-soak-batch-'));
try {
  await run(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (failures.length > 0) process.exitCode = 1;
