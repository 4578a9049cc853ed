/** Hundreds of thousands of encodings and decodings in one process: memory and open files must not grow. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { salvage } from '../../dist/decode/salvage.js';
import { decode, encode, encodeAsync, loadBytes, readPicture, saveBytes, writePicture } from '../../dist/node/index.js';
import { formatCount, markdownTable } from '../lib/parts.mjs';
import { withScratch } from '../lib/scratch.mjs';

const FULL = 200_000;
const SHORT = 400;
/** Points at which memory is measured. */
const POINTS = 20;
/** Cycles in which files are written and read too, and threads are started; 1 in so many. */
const FILES_EVERY = 100;
const THREADS_EVERY = 2000;
/** Bytes by which 10,000 cycles may raise the held memory. */
const MAX_SLOPE = 1e6;
const SLOPE_CYCLES = 10_000;
/** Short runs have too few cycles for an accurate slope. */
const MIN_CYCLES = 50_000;

function makeImage(turn) {
  const [width, height] = [4 + (turn % 13), 4 + (turn % 7)];
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < data.length; i++) data[i] = i % 4 === 3 ? 255 - (turn % 3) : (i * (turn % 31) + turn) & 255;
  return { width, height, data };
}

async function doCycle(turn, at) {
  const image = makeImage(turn);
  const options = { effort: turn % 20 === 0 ? 5 : 1, quality: 1 + (turn % 100) };
  const bytes = encode(image, options);
  decode(bytes);
  if (turn % 10 === 0) fail(() => decode(bytes.subarray(0, turn % bytes.length)));
  if (turn % 10 === 5) salvage(bytes);
  if (turn % FILES_EVERY === 0) {
    saveBytes(at('cycle.png'), writePicture(image, 'png'), { force: true });
    readPicture(loadBytes(at('cycle.png')));
    saveBytes(at('cycle.akm'), bytes, { force: true });
    fail(() => saveBytes(join(at('cycle.akm'), 'x'), bytes));
  }
  if (turn % THREADS_EVERY === 0) await encodeAsync(image, { ...options, threads: 2 });
}

function fail(run) {
  try {
    run();
  } catch {
    // The errors do not matter here, only the memory that they leave.
  }
}

/** Bytes held after garbage collection, and open descriptors. */
async function takeStock(cycle) {
  await new Promise((resume) => setTimeout(resume, 20));
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  const files = process.platform === 'linux' ? readdirSync('/proc/self/fd').length : Number.NaN;
  return { cycle, held: heapUsed + external, rss, files };
}

/** Slope of a straight line through points, by least squares. */
function slopeOf(points, field) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const middle = mean(points.map(({ cycle }) => cycle));
  const level = mean(points.map((point) => point[field]));
  const covariance = mean(points.map((point) => (point.cycle - middle) * (point[field] - level)));
  return covariance / mean(points.map(({ cycle }) => (cycle - middle) ** 2));
}

async function runCycles(count, at, say) {
  const points = [];
  const every = Math.ceil(count / POINTS);
  for (let turn = 1; turn <= count; turn++) {
    await doCycle(turn, at);
    if (turn % every !== 0) continue;
    points.push(await takeStock(turn));
    say(`  cycles: ${formatCount(turn)}`);
  }
  return points;
}

/** @type {import('../lib/parts.mjs').Part} */
export const cycles = {
  name: 'cycles',
  promise: 'Nothing leaks',
  asked: '200,000 encode/decode cycles of small pictures: memory slope below 1 MB per 10,000, file descriptors flat',
  run: ({ short, count = short ? SHORT : FULL, say }) =>
    withScratch(async (at) => {
      if (globalThis.gc === undefined) return { skipped: 'needs node --expose-gc, which npm run soak gives' };
      const points = await runCycles(count, at, say);
      // The first points still hold memory of the compiler.
      const settled = points.slice(points.length >> 2);
      const [held, rss] = ['held', 'rss'].map((field) => slopeOf(settled, field) * SLOPE_CYCLES);
      const files = settled.map((point) => point.files);
      const isLong = count >= MIN_CYCLES;
      const grown = settled.at(-1).held - settled[0].held;
      const isFlat = isLong ? held < MAX_SLOPE && rss < MAX_SLOPE : grown < MAX_SLOPE;
      return {
        reached:
          `${formatCount(count)} cycles: what is held grows by ${(held / 1e6).toFixed(3)} MB per 10,000, resident memory by ` +
          `${(rss / 1e6).toFixed(3)} MB; ${Math.min(...files)} to ${Math.max(...files)} descriptors`,
        holds: isFlat && (Number.isNaN(files[0]) || Math.max(...files) === Math.min(...files)),
        lines: markdownTable(
          ['cycles', 'held, MB', 'resident, MB', 'descriptors'],
          points.map((point) => [
            formatCount(point.cycle),
            ...[point.held, point.rss].map((bytes) => (bytes / 1e6).toFixed(2)),
            String(point.files),
          ]),
        ),
      };
    }),
};
