/**
 * Tokens and blocks of one segment: parse, split, gather statistics, parse again, and keep the smallest result.
 *
 * @see `squeeze.c` of zopfli; `deflate_compress_near_optimal` of libdeflate
 */

import { type BlockPlan, planBlock } from './block.js';
import { splitBlocks } from './block-split.js';
import { type Costs, estimateBlockBits, makeCosts, setCosts } from './costs.js';
import type { DeflateOptions } from './options.js';
import type { CostRange, SegmentParser } from './segment-parser.js';
import { addToHistogram, countBlockSymbols, countTokenBytes, END_OF_BLOCK, SYMBOLS, type Tokens } from './tokens.js';

/** The first split only serves statistics, so its chunks are longer by this factor. */
const FIRST_CHUNK_FACTOR = 2;

/**
 * How far statistics are extrapolated in the direction of their last change. Each pass undoes more of the first parse's
 * bias, and this anticipates the next pass. It saves about one pass of three. Of 0, 0.5, 0.7 and 1, 0.7 was best.
 */
const OVERSHOOT = 0.7;
/** Counts are multiplied by this first, to keep fractions. */
const OVERSHOOT_UNIT = 16;

/** Tokens, where their blocks end, and what the blocks cost. */
export interface BlockedTokens {
  readonly tokens: Tokens;
  /** One past the last token of each block. */
  readonly ends: readonly number[];
  readonly plans: readonly BlockPlan[];
  /** One for each block. */
  readonly histograms: readonly Uint32Array[];
  /** Bits of all blocks, if none is stored. */
  readonly bits: number;
}

/** Plans the blocks of tokens, given where the blocks end. */
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

/** Segments up to this size are parsed from both starts: it takes little time, and one in three gets smaller. */
const SMALL_SEGMENT = 2 ** 14;

/** Up to this number of tokens, chunks of the finest size are tried too. */
const FEW_TOKENS = 1024;
const FINEST_CHUNK = 32;

/** Before matches are known, each of their symbols is assumed to occur once in this number of bytes. */
const BYTES_A_SYMBOL = 512;

/**
 * Finds tokens and blocks for the segment whose matches were found last.
 *
 * Passes start from the statistics of the greedy parse. If that parse takes more bits than literals, as it does for noise,
 * its matches mislead all later passes. Those passes then start from the statistics of the bytes.
 *
 * @param bytes - the whole input
 * @param from - the segment's first position
 * @returns its tokens are one of the parser's buffers
 */
export function optimiseSegment(
  parser: SegmentParser,
  bytes: Uint8Array,
  from: number,
  options: DeflateOptions,
): BlockedTokens {
  const [first] = parser.buffers;
  parser.parseGreedily(first);
  const greedy = planFirst(first, options);
  if (options.passes === 0) return greedy;
  const to = from + countTokenBytes(first, 0, first.count);
  const literals = countLiterals(bytes, from, to);
  const isNoise = estimateBlockBits(literals) < greedy.bits;
  const isSmall = to - from <= SMALL_SEGMENT;
  let best = greedy;
  if (isSmall || !isNoise) best = runPasses(parser, from, options, greedy, best);
  if (!isSmall && !isNoise) return best;
  const second = parser.buffers.find((tokens) => tokens !== best.tokens)!;
  parser.parse([{ to, costs: costsOfLiterals(literals, to - from) }], second);
  return runPasses(parser, from, options, planFirst(second, options), best);
}

/** The blocks of the tokens that the passes start from. */
function planFirst(tokens: Tokens, { chunkTokens, boundaryMoves }: DeflateOptions): BlockedTokens {
  return planBlocks(tokens, splitBlocks(tokens, chunkTokens * FIRST_CHUNK_FACTOR, boundaryMoves), false);
}

/** The histogram of bytes as a block without matches. */
function countLiterals(bytes: Uint8Array, from: number, to: number): Uint32Array {
  const histogram = new Uint32Array(SYMBOLS);
  for (let i = from; i < to; i++) histogram[bytes[i]]++;
  histogram[END_OF_BLOCK] = 1;
  return histogram;
}

/** Costs if only those of literals are known. */
function costsOfLiterals(literals: Uint32Array, byteCount: number): Costs {
  const guessed = literals.map((count, symbol) =>
    symbol > END_OF_BLOCK ? Math.floor((OVERSHOOT_UNIT * byteCount) / BYTES_A_SYMBOL) : OVERSHOOT_UNIT * count,
  );
  const costs = makeCosts();
  setCosts(costs, guessed);
  return costs;
}

/**
 * Parses repeatedly, each time with the statistics of the last parses.
 *
 * @param start - the parse before the first one
 * @param best - the best result so far; it is kept if no pass finds a better one
 */
function runPasses(
  parser: SegmentParser,
  from: number,
  { passes, chunkTokens, boundaryMoves }: DeflateOptions,
  start: BlockedTokens,
  best: BlockedTokens,
): BlockedTokens {
  let previous: BlockedTokens | undefined;
  let current = start;
  let found = start.bits < best.bits ? start : best;
  for (let pass = 0; pass < passes; pass++) {
    const ranges = makeCostRanges(from, current, previous);
    const next = parser.buffers.find(
      (tokens) => tokens !== previous?.tokens && tokens !== current.tokens && tokens !== found.tokens,
    )!;
    parser.parse(ranges, next);
    // The same tokens for the third time: all further passes would find them, too.
    if (previous && areSame(next, current.tokens) && areSame(current.tokens, previous.tokens)) break;
    previous = current;
    current = planSplit(next, chunkTokens, boundaryMoves);
    if (current.bits < found.bits) found = current;
  }
  return found;
}

function areSame(a: Tokens, b: Tokens): boolean {
  if (a.count !== b.count) return false;
  for (let i = 0; i < a.count; i++) if (a.values[i] !== b.values[i] || a.distances[i] !== b.distances[i]) return false;
  return true;
}

/** The tokens in blocks. Few tokens are also split more finely, and the smaller result is kept. */
function planSplit(tokens: Tokens, chunkTokens: number, boundaryMoves: number): BlockedTokens {
  const usual = planBlocks(tokens, splitBlocks(tokens, chunkTokens, boundaryMoves), false);
  if (tokens.count > FEW_TOKENS || chunkTokens <= FINEST_CHUNK) return usual;
  const fine = planBlocks(tokens, splitBlocks(tokens, FINEST_CHUNK, boundaryMoves), false);
  return fine.bits < usual.bits ? fine : usual;
}

/** Costs for the next pass, for each block of the last one, from its counts and those of the pass before. */
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

/** Histograms of the tokens that begin between one position and the next. */
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

/** Counts extrapolated in the direction of their last change, but not below half of what they were. */
function overshoot(counts: Uint32Array, before: Uint32Array): Uint32Array {
  return counts.map((count, s) => {
    const further = OVERSHOOT_UNIT * (count + OVERSHOOT * (count - before[s]));
    return Math.max(Math.floor(further), (OVERSHOOT_UNIT / 2) * count);
  });
}
