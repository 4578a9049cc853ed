/**
 * Reads damaged PNG and JPEG files, each twice, with different bytes in freed memory. Pixels that differ are foreign memory.
 *
 * Arguments: seed, count, case file. Prints its counts now and then, as a line of JSON, and each fault.
 */

import { existsSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { AkmError, readPicture, writePicture } from '../../dist/node/index.js';
import { repairPng } from '../../test/support/io-files.mjs';
import { peakBytes } from '../lib/peak.mjs';
import { openCaseFile } from './case-file.mjs';
import { damageBytes } from './damage.mjs';
import { damage } from './model.mjs';

const [seed, count] = process.argv.slice(2, 4).map(Number);
const keepCase = openCaseFile(process.argv[4]);
const CORPUS = fileURLToPath(new URL('../../../shared/corpus/formats/', import.meta.url));
const SPEAK_EVERY = 500;
/** Bytes that identify a format, and bytes that decide most of the rest. */
const SIGNATURE = 8;
const HEAD = 300;

Error.stackTraceLimit = 0;

/** Small pictures that this part makes, and those of the corpus if it exists. */
function loadSources() {
  const data = Uint8Array.from({ length: 33 * 21 * 4 }, (_, i) => (i % 4 === 3 ? 255 - (i % 7) : (i * i) >> 5));
  const image = { width: 33, height: 21, data };
  const own = [writePicture(image, 'png'), writePicture(image, 'jpeg')];
  if (!existsSync(CORPUS)) return own;
  const names = readdirSync(CORPUS, { recursive: true }).filter((name) => /\.(png|jpg)$/.test(name));
  const corpus = names.sort().map((name) => readFileSync(CORPUS + name));
  return [...own, ...corpus.filter((bytes) => bytes.length < 40_000)];
}

/** Fills free memory, and the pool of small buffers, with a value. */
function pollute(value) {
  for (let size = 1024; size <= 2 ** 20; size *= 4) Buffer.allocUnsafeSlow(size).fill(value);
  for (let i = 0; i < 8; i++) Buffer.allocUnsafe(2000).fill(value);
}

function read(bytes) {
  try {
    return readPicture(bytes, { maxPixels: 2 ** 22 }).image;
  } catch (error) {
    if (!(error instanceof AkmError) || error.code === 'option') throw error;
    return undefined;
  }
}

const sources = loadSources();
const tally = { pictures: 0, read: 0, slowest: 0, peakBytes: 0, sources: sources.length };
let spokenAt = 0;

function examine({ source, spoilt, repairs }) {
  const damaged = damageBytes(sources[source], spoilt, SIGNATURE, HEAD);
  const bytes = repairs && damaged[1] === 0x50 ? repairPng(damaged) : damaged;
  keepCase(bytes);
  pollute(0x5a);
  const start = performance.now();
  const one = read(bytes);
  tally.slowest = Math.max(tally.slowest, performance.now() - start);
  tally.pictures++;
  if (one !== undefined) {
    tally.read++;
    pollute(0xa5);
    const other = read(bytes);
    if (other === undefined || !Buffer.from(one.data).equals(Buffer.from(other.data))) throw new Error('pixels differ');
  }
  const now = performance.now();
  if (now - spokenAt > SPEAK_EVERY) speak(now);
}

function speak(now) {
  spokenAt = now;
  tally.peakBytes = peakBytes();
  writeSync(1, `${JSON.stringify(tally)}\n`);
}

const pictures = fc.record({
  source: fc.nat(sources.length - 1),
  spoilt: fc.array(damage, { minLength: 1, maxLength: 2 }),
  repairs: fc.boolean(),
});
const { failed, errorInstance } = fc.check(fc.property(pictures, examine), {
  seed,
  numRuns: count,
  endOnFailure: true,
});
speak(performance.now());
if (failed) writeSync(1, `${JSON.stringify({ fault: String(errorInstance) })}\n`);
