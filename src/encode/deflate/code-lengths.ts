/**
 * The header of a dynamic block: its code lengths, run-length encoded, then Huffman coded.
 *
 * @see RFC 1951, section 3.2.7
 */

import type { BitWriter } from './bit-writer.js';
import { canonicalCodes, limitedCodeLengths } from './huffman.js';
import { DISTANCE_SYMBOLS, FIRST_DISTANCE, LITLEN_SYMBOLS, SYMBOLS } from './tokens.js';

/** Order in which the lengths of the code-length code are stored. */
const STORED_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const CODE_LENGTH_SYMBOLS = 19;
const MAX_CODE_LENGTH_BITS = 7;

/** Repeats the length before 3..6 times. */
const REPEAT = 16;
/** 3..10 zeros. */
const FEW_ZEROS = 17;
/** 11..138 zeros. */
const MANY_ZEROS = 18;

/** For the symbols of the three kinds of run: extra bits, shortest and longest run. */
const RUN_BITS = [2, 3, 7];
const RUN_MIN = [3, 3, 11];
const RUN_MAX = [6, 10, 138];

const MIN_MANY_ZEROS = RUN_MIN[2];
const MAX_MANY_ZEROS = RUN_MAX[2];

/** Assumed cost in bits of a symbol that the last plan did not use. */
const UNUSED_SYMBOL_BITS = 7;

/** Maximum number of plans. Each one uses the costs of the one before. */
const MAX_ROUNDS = 4;

/** How the code lengths of a block are written. */
export interface CodeLengthPlan {
  /** Bits of the whole header after the three bits of the block's type. */
  readonly bits: number;
  readonly litlenCount: number;
  readonly distanceCount: number;
  /** Symbols 0..18, and the length of the run that each of them stands for (1 for a plain length). */
  readonly symbols: Uint8Array;
  readonly runs: Uint8Array;
  /** Lengths of the code-length code. */
  readonly codeLengths: Uint8Array;
}

const sequence = new Uint8Array(SYMBOLS);
const itemSymbols = new Uint8Array(SYMBOLS);
const itemRuns = new Uint8Array(SYMBOLS);
const symbolCounts = new Uint32Array(CODE_LENGTH_SYMBOLS);
const costs = new Uint8Array(CODE_LENGTH_SYMBOLS);
const costToEnd = new Uint32Array(SYMBOLS + 1);
const bestSymbol = new Uint8Array(SYMBOLS);
const bestRun = new Uint8Array(SYMBOLS);
/** Ends of runs of many zeros, see {@link splitIntoCheapestRuns}. */
const queue = new Uint16Array(SYMBOLS);

/**
 * Plans the header of a dynamic block.
 *
 * @param lengths - of all {@link SYMBOLS}, 0..15
 * @param thorough - find the cheapest runs under the code's own costs, instead of always the longest ones
 */
export function planCodeLengths(lengths: Uint8Array, thorough: boolean): CodeLengthPlan {
  const litlenCount = countUpToLast(lengths, 0, LITLEN_SYMBOLS, 257);
  const distanceCount = countUpToLast(lengths, FIRST_DISTANCE, DISTANCE_SYMBOLS, 1);
  sequence.set(lengths.subarray(0, litlenCount));
  sequence.set(lengths.subarray(FIRST_DISTANCE, FIRST_DISTANCE + distanceCount), litlenCount);
  const total = litlenCount + distanceCount;
  let best = makePlan(litlenCount, distanceCount, splitIntoLongestRuns(total));
  for (let round = 0; thorough && round < MAX_ROUNDS; round++) {
    for (let s = 0; s < CODE_LENGTH_SYMBOLS; s++) costs[s] = best.codeLengths[s] || UNUSED_SYMBOL_BITS;
    const plan = makePlan(litlenCount, distanceCount, splitIntoCheapestRuns(total));
    if (plan.bits >= best.bits) break;
    best = plan;
  }
  return best;
}

/** The number of entries to store when zeros at the end are omitted; at least `least`. */
function countUpToLast(lengths: Uint8Array, from: number, symbolCount: number, least: number): number {
  let count = symbolCount;
  while (count > least && lengths[from + count - 1] === 0) count--;
  return count;
}

/** @param itemCount - entries of `itemSymbols` and `itemRuns` that form the plan */
function makePlan(litlenCount: number, distanceCount: number, itemCount: number): CodeLengthPlan {
  symbolCounts.fill(0);
  for (let i = 0; i < itemCount; i++) symbolCounts[itemSymbols[i]]++;
  const codeLengths = new Uint8Array(CODE_LENGTH_SYMBOLS);
  limitedCodeLengths(symbolCounts, 0, CODE_LENGTH_SYMBOLS, MAX_CODE_LENGTH_BITS, codeLengths);
  let bits = 5 + 5 + 4 + 3 * countStoredOrder(codeLengths);
  for (let s = 0; s < CODE_LENGTH_SYMBOLS; s++) bits += symbolCounts[s] * (codeLengths[s] + runBits(s));
  const symbols = itemSymbols.slice(0, itemCount);
  return { bits, litlenCount, distanceCount, symbols, runs: itemRuns.slice(0, itemCount), codeLengths };
}

function runBits(symbol: number): number {
  return symbol < REPEAT ? 0 : RUN_BITS[symbol - REPEAT];
}

function countStoredOrder(codeLengths: Uint8Array): number {
  let count = CODE_LENGTH_SYMBOLS;
  while (count > 4 && codeLengths[STORED_ORDER[count - 1]] === 0) count--;
  return count;
}

/** Fills the items from the first `total` lengths of the sequence, with runs as long as possible; returns their number. */
function splitIntoLongestRuns(total: number): number {
  let items = 0;
  let at = 0;
  while (at < total) {
    const length = sequence[at];
    let same = 1;
    while (at + same < total && sequence[at + same] === length) same++;
    let symbol = length;
    let run = 1;
    if (length === 0 && same >= 3) {
      symbol = same >= 11 ? MANY_ZEROS : FEW_ZEROS;
      run = Math.min(same, RUN_MAX[symbol - REPEAT]);
    } else if (length !== 0 && same >= 3 && at > 0 && sequence[at - 1] === length) {
      symbol = REPEAT;
      run = Math.min(same, RUN_MAX[0]);
    }
    itemSymbols[items] = symbol;
    itemRuns[items++] = run;
    at += run;
  }
  return items;
}

/**
 * The same as {@link splitIntoLongestRuns}, but with the cheapest items under `costs`: a shortest path from the end.
 *
 * Most of an alphabet may be zeros, and a run of many zeros may have 128 lengths. So the ends of such runs are not tried one by
 * one. A queue holds the ends that can still be the best; the best of them is the first.
 */
function splitIntoCheapestRuns(total: number): number {
  costToEnd[total] = 0;
  let same = 0;
  let first = 0;
  let last = 0;
  for (let at = total - 1; at >= 0; at--) {
    same = at + 1 < total && sequence[at] === sequence[at + 1] ? same + 1 : 1;
    costToEnd[at] = costs[sequence[at]] + costToEnd[at + 1];
    bestSymbol[at] = sequence[at];
    bestRun[at] = 1;
    if (at > 0 && sequence[at - 1] === sequence[at]) tryRuns(REPEAT, at, same);
    if (sequence[at] === 0) {
      tryRuns(FEW_ZEROS, at, same);
      if (same < MIN_MANY_ZEROS) first = last;
      else {
        const end = at + MIN_MANY_ZEROS;
        while (last > first && costToEnd[queue[last - 1]] >= costToEnd[end]) last--;
        queue[last++] = end;
        if (queue[first] > at + MAX_MANY_ZEROS) first++;
        tryRun(MANY_ZEROS, at, queue[first] - at);
      }
    }
  }
  let items = 0;
  for (let at = 0; at < total; at += bestRun[at]) {
    itemSymbols[items] = bestSymbol[at];
    itemRuns[items++] = bestRun[at];
  }
  return items;
}

/** Tries all runs that begin at a place, where `same` equal lengths begin. */
function tryRuns(symbol: number, at: number, same: number): void {
  const kind = symbol - REPEAT;
  const longest = Math.min(same, RUN_MAX[kind]);
  for (let run = RUN_MIN[kind]; run <= longest; run++) tryRun(symbol, at, run);
}

function tryRun(symbol: number, at: number, run: number): void {
  const cost = costs[symbol] + RUN_BITS[symbol - REPEAT] + costToEnd[at + run];
  if (cost >= costToEnd[at]) return;
  costToEnd[at] = cost;
  bestSymbol[at] = symbol;
  bestRun[at] = run;
}

/** Writes the header, after the three bits of the block's type. The caller must have reserved the room. */
export function writeCodeLengths(writer: BitWriter, plan: CodeLengthPlan): void {
  const stored = countStoredOrder(plan.codeLengths);
  writer.writeBits(plan.litlenCount - 257, 5);
  writer.writeBits(plan.distanceCount - 1, 5);
  writer.writeBits(stored - 4, 4);
  for (let i = 0; i < stored; i++) writer.writeBits(plan.codeLengths[STORED_ORDER[i]], 3);
  const codes = new Uint16Array(CODE_LENGTH_SYMBOLS);
  canonicalCodes(plan.codeLengths, 0, CODE_LENGTH_SYMBOLS, codes);
  for (let i = 0; i < plan.symbols.length; i++) {
    const symbol = plan.symbols[i];
    writer.writeBits(codes[symbol], plan.codeLengths[symbol]);
    if (symbol >= REPEAT) writer.writeBits(plan.runs[i] - RUN_MIN[symbol - REPEAT], RUN_BITS[symbol - REPEAT]);
  }
}
