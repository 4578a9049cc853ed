/**
 * Decodes mutants, seed after seed, in a process that its parent can end.
 *
 * Arguments: first seed, end, step, mutants a seed, case file, and `loop` to plant an endless loop, to test the watchdog.
 * Prints a line of JSON at the beginning of a seed, now and then, when a mutant did harm, and at the end of a seed.
 */

import { writeSync } from 'node:fs';
import { getHeapStatistics } from 'node:v8';
import fc from 'fast-check';
import { AkmError, decode, decodeIndexed, inflateWithPako, readInfo, readMetadata } from '../../dist/decode/index.js';
import { salvage } from '../../dist/decode/salvage.js';
import { inflateWithZlib } from '../../dist/node/inflate.js';
import { smallVectors } from '../lib/vectors.mjs';
import { openCaseFile } from './case-file.mjs';
import { mutantBytes, mutants } from './model.mjs';

const [first, end, step, count] = process.argv.slice(2, 6).map(Number);
const [caseFile, plant] = process.argv.slice(6);

const MAX_PIXELS = 2 ** 20;
const MAX_MILLISECONDS = 250;
/** A mutant that takes longer is timed again. */
const DOUBTFUL_MILLISECONDS = 30;
const SPEAK_EVERY = 250;
/** Bytes that a decoder may take for a file of `size` bytes: 8 times the largest inflated size, and a little more. */
const maxBytes = (size) => 2 ** 20 + 8 * 1032 * size;

// Millions of errors are thrown. Their traces are most of their cost.
Error.stackTraceLimit = 0;

const say = (value) => writeSync(1, `${JSON.stringify(value)}\n`);
const keepCase = openCaseFile(caseFile);
const vectors = smallVectors().map(({ bytes }) => bytes);

const inflateForEver = () => {
  for (;;);
};
const inflate = plant === 'loop' ? inflateForEver : inflateWithPako;
const portable = { maxPixels: MAX_PIXELS, inflate };
/** As `akm/node` decodes. */
const platform = { maxPixels: MAX_PIXELS, inflate: inflateWithZlib };

/** Further functions that read hostile bytes, one for every second mutant. */
const OTHERS = [readInfo, readMetadata, decodeIndexed, salvage];

function outcomeOf(run) {
  try {
    return { code: 'decoded', value: run() };
  } catch (error) {
    if (!(error instanceof AkmError) || error.code === 'option') throw error;
    return { code: error.code };
  }
}

/** Decodes every second mutant by both decoders, which must agree. Decodes the others once, and reads them by a further function. */
function examine(bytes, turn) {
  const one = outcomeOf(() => decode(bytes, portable));
  if (turn % 2 === 1) {
    outcomeOf(() => OTHERS[(turn >> 1) % OTHERS.length](bytes, platform));
    return one.code;
  }
  const other = outcomeOf(() => decode(bytes, platform));
  if (one.code !== other.code) throw new Error(`akm/decode: ${one.code}, akm/node: ${other.code}`);
  if (one.value && Buffer.compare(one.value.data, other.value.data) !== 0) throw new Error('pixels differ');
  return one.code;
}

/** Examines a slow mutant again, because the machine may have been busy. Memory is that of one attempt. */
function examineTimed(bytes, turn) {
  let milliseconds = Number.POSITIVE_INFINITY;
  let taken = 0;
  let code = '';
  for (let attempt = 0; attempt < 3 && milliseconds > DOUBTFUL_MILLISECONDS; attempt++) {
    const before = getHeapStatistics().external_memory;
    const start = performance.now();
    code = examine(bytes, turn);
    milliseconds = Math.min(milliseconds, performance.now() - start);
    taken = Math.max(taken, getHeapStatistics().external_memory - before);
  }
  return { code, milliseconds, taken };
}

/** A seed's results so far. */
const makeTally = () => ({ mutants: 0, slowest: 0, mostBytes: 0, outcomes: {} });
let spokenAt = 0;

function measure(bytes, tally) {
  keepCase(bytes);
  const { code, milliseconds, taken } = examineTimed(bytes, tally.mutants);
  tally.mutants++;
  tally.slowest = Math.max(tally.slowest, milliseconds);
  tally.mostBytes = Math.max(tally.mostBytes, taken);
  tally.outcomes[code] = (tally.outcomes[code] ?? 0) + 1;
  if (milliseconds > MAX_MILLISECONDS) throw new Error(`took ${milliseconds.toFixed(0)} ms`);
  // Two decodes, each within the bound.
  if (taken > 2 * maxBytes(bytes.length)) throw new Error(`took ${taken} bytes of memory`);
  const now = performance.now();
  if (now - spokenAt > SPEAK_EVERY) {
    spokenAt = now;
    say({});
  }
}

for (let seed = first; seed < end; seed += step) {
  say({ seed });
  let tally = makeTally();
  const property = fc.property(mutants(vectors.length), (mutant) => measure(mutantBytes(mutant, vectors), tally));
  const { failed, counterexample, errorInstance } = fc.check(property, { seed, numRuns: count });
  if (failed) {
    const bytes = mutantBytes(counterexample[0], vectors);
    say({ found: Buffer.from(bytes).toString('hex'), what: String(errorInstance) });
    tally = { ...tally, mutants: 0 };
  }
  say({ done: tally });
  // Node keeps every stream that failed, 2 kB each, until the event loop has its turn.
  await new Promise((resume) => setImmediate(resume));
}
