/** The independent decoder, written in Python from the specification only, must agree with the library's. */

import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { AkmError, decode } from '../../dist/node/index.js';
import { formatCount, markdownTable } from '../lib/parts.mjs';
import { invalidVectors, smallVectors, validVectors } from '../lib/vectors.mjs';
import { mutantBytes, mutants, wholePictures } from './model.mjs';
import { withoutTraces } from './rejection.mjs';

const DECODER = fileURLToPath(new URL('../../test/independent/akm_decoder.py', import.meta.url));
const FULL = { valid: 10_000, mutants: 100_000 };
const SHORT = { valid: 200, mutants: 1500 };
/** Number of files for each process of Python. */
const BATCH = 2000;
/** The limit of both, in pixels. */
const MAX_PIXELS = 2 ** 20;

/** The library's result for a file, in the form of the other decoder. */
function answerOf(bytes) {
  try {
    const { width, height, data } = decode(bytes, { maxPixels: MAX_PIXELS });
    return `${width}x${height} ${crc32(data).toString(16).padStart(8, '0')}`;
  } catch (error) {
    if (!(error instanceof AkmError)) throw error;
    return error.code;
  }
}

function wordOf({ error, width, height, crc32: checksum }) {
  return error ?? `${width}x${height} ${checksum}`;
}

/** Python's results for files. */
function askPython(files) {
  const child = spawn('python3', [DECODER, '--stream'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const parts = files.flatMap((bytes) => {
    const size = Buffer.alloc(4);
    size.writeUInt32LE(bytes.length);
    return [size, bytes];
  });
  child.stdin.end(Buffer.concat(parts));
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (more) => {
      text += more;
    });
    child.on('error', reject);
    child.on('close', () =>
      resolve(
        text
          .trim()
          .split('\n')
          .map((line) => wordOf(JSON.parse(line))),
      ),
    );
  });
}

/** Compares files, batch after batch. Returns how many decode, and the files with different results. */
async function compare(files) {
  const result = { files: 0, decoded: 0, differences: [] };
  for (let batch = take(files, BATCH); batch.length > 0; batch = take(files, BATCH)) {
    const theirs = askPython(batch);
    const ours = batch.map(answerOf);
    (await theirs).forEach((word, i) => {
      if (word !== ours[i])
        result.differences.push(`ours: ${ours[i]}, theirs: ${word}: ${Buffer.from(batch[i]).toString('hex')}`);
    });
    result.files += batch.length;
    result.decoded += ours.filter((word) => /^\d+x/.test(word)).length;
  }
  return result;
}

/** The next items of an iterator. */
function take(iterator, count) {
  const items = [];
  while (items.length < count) {
    const { done, value } = iterator.next();
    if (done) break;
    items.push(value);
  }
  return items;
}

/** Files of a model, a thousand descriptions at a time. */
function* sample(model, count, seed, vectors) {
  for (let made = 0; made < count; made += 1000) {
    const numRuns = Math.min(1000, count - made);
    for (const description of fc.sample(model, { seed: seed + made, numRuns })) yield mutantBytes(description, vectors);
  }
}

/** @type {import('../lib/parts.mjs').Part} */
export const independent = {
  name: 'independent',
  promise: 'An independent decoder, written from the specification alone, agrees',
  asked: 'all vectors, 10,000 random valid files and 100,000 mutants: same pixels, same verdict',
  run: ({ short, seed, count }) =>
    withoutTraces(async () => {
      if (spawnSync('python3', ['--version']).status !== 0) return { skipped: 'python3 is not installed' };
      const numbers = short ? SHORT : FULL;
      const small = smallVectors().map(({ bytes }) => bytes);
      // A file with a fault in its metadata only is a valid picture.
      const vectors = [...validVectors(), ...invalidVectors()].map(({ bytes }) => bytes);
      const results = {
        vectors: await compare(vectors.values()),
        'random valid files': await compare(sample(wholePictures(), count ?? numbers.valid, seed)),
        mutants: await compare(sample(mutants(small.length), count ?? numbers.mutants, seed, small)),
      };
      const differences = Object.values(results).flatMap((result) => result.differences);
      const valid = results['random valid files'];
      return {
        reached: `${Object.entries(results)
          .map(([what, { files }]) => `${formatCount(files)} ${what}`)
          .join(', ')} from seed ${seed}: ${differences.length} differences`,
        holds: differences.length === 0 && valid.decoded === valid.files,
        lines: [
          ...differences.slice(0, 20),
          ...markdownTable(
            ['files', 'number', 'decoded', 'differences'],
            Object.entries(results).map(([what, { files, decoded, differences }]) => [
              ...[what, formatCount(files), formatCount(decoded), String(differences.length)],
            ]),
          ),
        ],
      };
    }),
};
