/** A quick estimate of a dynamic block's size from its histogram: entropies instead of codes. */

import { LOG2_TABLE, LOG2_TABLE_LAST, log2 } from './log2.js';
import { DISTANCE_SYMBOLS, EXTRA_BITS, FIRST_DISTANCE, LITLEN_SYMBOLS } from './symbols.js';

const CODE_LENGTH_SYMBOLS = 19;
/** Of a header, beside the run-length encoded code lengths: counts, and the lengths of their own code. */
const HEADER_BITS = 3 + 14 + 44;
const MAX_CODE_BITS = 15;

/** How often the header would use each symbol of the code-length code, and its extra bits. */
const headerCounts = new Uint32Array(CODE_LENGTH_SYMBOLS);
let headerExtraBits = 0;

/**
 * Bits that a dynamic block takes, about.
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
 * A long function, since a split calls it thousands of times: in small ones it takes twice as long.
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

/** Adds equal code lengths behind the first of them to the header's counts. */
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
