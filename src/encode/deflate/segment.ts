/**
 * Tokens and blocks of one segment: parse, split, gather statistics, parse again, and keep what was smallest.
 *
 * @see `squeeze.c` of zopfli; `deflate_compress_near_optimal` of libdeflate
 */

import { type BlockPlan, planBlock } from './block.js';
import { splitBlocks } from './block-split.js';
import { makeCosts, setCosts } from './costs.js';
import type { DeflateOptions } from './options.js';
import type { CostRange } from './parse.js';
import type { SegmentParser } from './segment-parser.js';
import { addToHistogram, countBlockSymbols, countTokenBytes, SYMBOLS, type Tokens } from './tokens.js';

/** The first split serves statistics alone: its chunks are so many times longer. */
const FIRST_CHUNK_FACTOR = 2;

/**
 * How far statistics are carried on in the direction in which they changed last: each pass undoes some more of the first
 * parse's habits, and this anticipates the next one. Worth one pass of three; of 0, 0.5, 0.7 and 1 the best one there.
 */
const OVERSHOOT = 0.7;
/** Counts are multiplied by this before, to keep fractions. */
const OVERSHOOT_UNIT = 16;

/** Tokens, where their blocks end, and what the blocks cost. */
export interface BlockedTokens {
  readonly tokens: Tokens;
  /** One past the last token of each block. */
  readonly ends: readonly number[];
  readonly plans: readonly BlockPlan[];
  /** Of each block. */
  readonly histograms: readonly Uint32Array[];
  /** Of all blocks, if none is stored. */
  readonly bits: number;
}

/** Plans the blocks of tokens that end at given tokens. */
export function planBlocks(tokens: Tokens, ends: readonly number[], thorough: boolean): BlockedTokens {
  const plans: BlockPlan[] = [];
  const histograms: Uint32Array[] = [];
  let bits = 0;
  let start = 0;
  for (const end of ends) {
    const histogram = new Uint32Array(SYMBOLS);
    countBlockSymbols(tokens, start, end, histogram);
    const plan = planBlock(histogram, thorough);
    histograms.push(histogram);
    plans.push(plan);
    bits += plan.bits;
    start = end;
  }
  return { tokens, ends, plans, histograms, bits };
}

/**
 * Finds tokens and blocks for the segment whose matches were found last.
 *
 * @param from - its first position
 * @returns its tokens are one of the parser's buffers
 */
export function optimiseSegment(parser: SegmentParser, from: number, options: DeflateOptions): BlockedTokens {
  const [first] = parser.buffers;
  parser.parseGreedily(first);
  const { chunkTokens, boundaryMoves } = options;
  const firstEnds = splitBlocks(first, chunkTokens * FIRST_CHUNK_FACTOR, boundaryMoves);
  let previous: BlockedTokens | undefined;
  let current = planBlocks(first, firstEnds, false);
  let best = current;
  for (let pass = 0; pass < options.passes; pass++) {
    const ranges = makeCostRanges(from, current, previous);
    const next = parser.buffers.find(
      (tokens) => tokens !== previous?.tokens && tokens !== current.tokens && tokens !== best.tokens,
    )!;
    parser.parse(ranges, next);
    previous = current;
    current = planBlocks(next, splitBlocks(next, chunkTokens, boundaryMoves), false);
    if (current.bits < best.bits) best = current;
  }
  return best;
}

/** Costs for the next pass: of each block of the last one, from its counts and those of the pass before. */
function makeCostRanges(from: number, current: BlockedTokens, previous: BlockedTokens | undefined): CostRange[] {
  const ends: number[] = [];
  let to = from;
  current.ends.forEach((end, b) => {
    to += countTokenBytes(current.tokens, b === 0 ? 0 : current.ends[b - 1], end);
    ends.push(to);
  });
  const before = previous && countByPosition(previous.tokens, from, ends);
  return ends.map((end, b) => {
    const histogram = current.histograms[b];
    const costs = makeCosts();
    setCosts(costs, before ? overshoot(histogram, before[b]) : histogram);
    return { to: end, costs };
  });
}

/** Histograms of the tokens that begin before each of some positions, and not before the one before it. */
function countByPosition(tokens: Tokens, from: number, ends: readonly number[]): Uint32Array[] {
  const { values, distances, count } = tokens;
  let position = from;
  let next = 0;
  return ends.map((end) => {
    const first = next;
    for (; position < end && next < count; next++) position += distances[next] === 0 ? 1 : values[next];
    const histogram = new Uint32Array(SYMBOLS);
    addToHistogram(tokens, first, next, histogram);
    return histogram;
  });
}

/** Counts carried on in the direction in which they changed, but not below their half. */
function overshoot(counts: Uint32Array, before: Uint32Array): Uint32Array {
  return counts.map((count, s) => {
    const further = OVERSHOOT_UNIT * (count + OVERSHOOT * (count - before[s]));
    return Math.max(Math.floor(further), (OVERSHOOT_UNIT / 2) * count);
  });
}
