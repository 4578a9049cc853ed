/**
 * Costs in bits before anything is coded: of each literal, length and distance, from the statistics of an earlier parse;
 * and of a whole dynamic block, from its histogram.
 *
 * Both use the entropy of a symbol as the length of its code. Logarithms come from a table that is computed with `+` and
 * `-`, so that they are the same on every machine.
 */

import {
  DISTANCE_SYMBOLS,
  EXTRA_BITS,
  FIRST_DISTANCE,
  LENGTH_SYMBOL,
  LITLEN_SYMBOLS,
  MAX_MATCH,
  MIN_MATCH,
  SYMBOLS,
} from './tokens.js';

/** Costs are integers: multiples of 1 / COST_UNIT bit. */
export const COST_UNIT = 64;

/** The longest deflate code word. */
const MAX_CODE_COST = 15 * COST_UNIT;
const MIN_CODE_COST = COST_UNIT;

/** Costs of tokens, in 1 / {@link COST_UNIT} bit. */
export interface Costs {
  /** Costs of the 256 literals. */
  readonly literals: Int32Array;
  /** Costs of the lengths 3..258 with their extra bits, by length. */
  readonly lengths: Int32Array;
  /** Costs of the distances with their extra bits, by symbol 0..29. */
  readonly distances: Int32Array;
}

/** Makes costs that are not set yet. */
export function makeCosts(): Costs {
  return {
    literals: new Int32Array(256),
    lengths: new Int32Array(MAX_MATCH + 1),
    distances: new Int32Array(DISTANCE_SYMBOLS),
  };
}

const symbolCosts = new Int32Array(SYMBOLS);

/**
 * Sets costs to the entropy of a histogram's symbols. A symbol that does not occur costs as if it occurred once.
 *
 * @param costs - out
 * @param histogram - counts of all symbols, of a block or of several; all may be multiplied by a factor
 */
export function setCosts(costs: Costs, histogram: Uint32Array): void {
  setSymbolCosts(histogram, 0, LITLEN_SYMBOLS);
  setSymbolCosts(histogram, FIRST_DISTANCE, DISTANCE_SYMBOLS);
  costs.literals.set(symbolCosts.subarray(0, 256));
  for (let length = MIN_MATCH; length <= MAX_MATCH; length++) {
    costs.lengths[length] = symbolCosts[LENGTH_SYMBOL[length]];
  }
  costs.distances.set(symbolCosts.subarray(FIRST_DISTANCE));
}

function setSymbolCosts(histogram: Uint32Array, from: number, symbolCount: number): void {
  let total = 0;
  for (let s = from; s < from + symbolCount; s++) total += histogram[s];
  const totalLog = log2(total);
  for (let s = from; s < from + symbolCount; s++) {
    const bits = totalLog - log2(histogram[s]);
    const cost = Math.floor(bits * COST_UNIT + 0.5);
    symbolCosts[s] = Math.min(Math.max(cost, MIN_CODE_COST), MAX_CODE_COST) + EXTRA_BITS[s] * COST_UNIT;
  }
}

const CODE_LENGTH_SYMBOLS = 19;
/** Bits of a block's header without its code lengths: the counts, and the lengths of the code-length code. */
const HEADER_BITS = 3 + 14 + 44;
const MAX_CODE_BITS = 15;

/** How often the header would use each symbol of the code-length code, and its extra bits. */
const headerCounts = new Uint32Array(CODE_LENGTH_SYMBOLS);
let headerExtraBits = 0;

/**
 * The approximate bits of a dynamic block.
 *
 * @param histogram - counts of the block's symbols
 */
export function estimateBlockBits(histogram: Uint32Array): number {
  headerCounts.fill(0);
  headerExtraBits = 0;
  const litlen = estimateAlphabet(histogram, 0, LITLEN_SYMBOLS);
  const distance = estimateAlphabet(histogram, FIRST_DISTANCE, DISTANCE_SYMBOLS);
  return litlen + distance + HEADER_BITS + headerExtraBits + entropyBits(headerCounts);
}

function entropyBits(counts: Uint32Array): number {
  let total = 0;
  let sum = 0;
  for (const count of counts) {
    total += count;
    sum += count * log2(count);
  }
  return total * log2(total) - sum;
}

/**
 * Bits of an alphabet's symbols with their extra bits; its code lengths go into the header's counts.
 *
 * The function is long because block splitting calls it thousands of times. In small functions it takes twice as long.
 */
function estimateAlphabet(histogram: Uint32Array, from: number, symbolCount: number): number {
  const end = from + symbolCount;
  let total = 0;
  for (let s = from; s < end; s++) total += histogram[s];
  if (total === 0) return 0;
  const totalLog = log2(total);
  let logs = 0;
  let extraBits = 0;
  let zeros = 0;
  let previous = 0;
  let repeats = 0;
  for (let s = from; s < end; s++) {
    const count = histogram[s];
    if (count === 0) {
      zeros++;
      continue;
    }
    const log = count <= LOG2_TABLE_LAST ? LOG2_TABLE[count] : log2(count);
    logs += count * log;
    extraBits += count * EXTRA_BITS[s];
    const bits = (totalLog - log + 0.5) | 0;
    const length = bits < 1 ? 1 : bits > MAX_CODE_BITS ? MAX_CODE_BITS : bits;
    if (length === previous && zeros === 0) {
      repeats++;
      continue;
    }
    countRepeats(previous, repeats);
    countZeros(zeros);
    headerCounts[length]++;
    previous = length;
    repeats = 0;
    zeros = 0;
  }
  // Zeros at the end are not stored.
  countRepeats(previous, repeats);
  return total * totalLog - logs + extraBits;
}

/** Adds the repeats of a code length, after its first occurrence, to the header's counts. */
function countRepeats(length: number, repeats: number): void {
  let rest = repeats;
  for (; rest >= 3; rest -= 6) {
    headerCounts[16]++;
    headerExtraBits += 2;
  }
  if (rest > 0) headerCounts[length] += rest;
}

function countZeros(zeros: number): void {
  let rest = zeros;
  for (; rest >= 11; rest -= 138) {
    headerCounts[18]++;
    headerExtraBits += 7;
  }
  if (rest >= 3) {
    headerCounts[17]++;
    headerExtraBits += 3;
  } else if (rest > 0) {
    headerCounts[0] += rest;
  }
}

const TABLE_BITS = 12;
const TABLE_SIZE = 1 << TABLE_BITS;
/** Fraction bits of each entry. */
const FRACTION_BITS = 30;

/** The last entry of {@link LOG2_TABLE}. */
export const LOG2_TABLE_LAST = TABLE_SIZE;

/** Values of {@link log2} for the smallest numbers, for loops that look them up directly. */
export const LOG2_TABLE = Float64Array.from({ length: TABLE_SIZE + 1 }, (_, n) => (n === 0 ? 0 : computeLog2(n)));

/** Computes the bits of the logarithm one by one: squaring a number doubles its logarithm. */
function computeLog2(n: number): number {
  let result = 31 - Math.clz32(n);
  let mantissa = n / (1 << result);
  let bit = 0.5;
  for (let i = 0; i < FRACTION_BITS; i++) {
    mantissa *= mantissa;
    if (mantissa >= 2) {
      mantissa /= 2;
      result += bit;
    }
    bit /= 2;
  }
  return result;
}

/**
 * Binary logarithm, accurate to about eight decimal places.
 *
 * @param n - an integer 0..2^31 - 1; the result for 0 is 0, so that `n * log2(n)` is right there too
 */
export function log2(n: number): number {
  if (n <= TABLE_SIZE) return LOG2_TABLE[n];
  const shift = 32 - Math.clz32(n) - TABLE_BITS;
  const scaled = n / (1 << shift);
  const below = Math.floor(scaled);
  return shift + LOG2_TABLE[below] + (LOG2_TABLE[below + 1] - LOG2_TABLE[below]) * (scaled - below);
}
