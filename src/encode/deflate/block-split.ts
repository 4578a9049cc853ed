/**
 * Where to end a block and begin another with new codes.
 *
 * Chunks of a fixed number of tokens are merged, the most profitable pair of neighbours first. Then each boundary moves to
 * the place where the codes of the next block become cheaper.
 */

import { estimateBlockBits, log2 } from './costs.js';
import {
  countBlockSymbols,
  DISTANCE_SYMBOL,
  DISTANCE_SYMBOLS,
  END_OF_BLOCK,
  EXTRA_BITS,
  FIRST_DISTANCE,
  LENGTH_SYMBOL,
  LITLEN_SYMBOLS,
  SYMBOLS,
  type Tokens,
} from './tokens.js';

/** Maximum number of chunks; a longer sequence gets longer chunks. */
const MAX_CHUNKS = 1024;

/** Consecutive blocks; arrays of one entry a block. */
interface Blocks {
  /** One past the last token. */
  ends: number[];
  histograms: Uint32Array[];
}

/**
 * Splits tokens into blocks.
 *
 * @param chunkTokens - tokens of a chunk; blocks are made of whole chunks at first
 * @param boundaryMoves - how often each boundary is then moved
 * @returns one past the last token of each block; one block at least
 */
export function splitBlocks(tokens: Tokens, chunkTokens: number, boundaryMoves: number): number[] {
  let blocks = cutIntoChunks(tokens, Math.max(chunkTokens, Math.ceil(tokens.count / MAX_CHUNKS)));
  mergeBlocks(blocks);
  for (let i = 0; i < boundaryMoves && blocks.ends.length > 1; i++) {
    moveBoundaries(tokens, blocks);
    blocks = makeBlocks(tokens, blocks.ends);
  }
  return blocks.ends;
}

function cutIntoChunks(tokens: Tokens, size: number): Blocks {
  const ends: number[] = [];
  for (let end = size; end < tokens.count; end += size) ends.push(end);
  ends.push(tokens.count);
  return makeBlocks(tokens, ends);
}

/** Counts the symbols of blocks. Empty blocks are left out, unless all are empty. */
function makeBlocks(tokens: Tokens, allEnds: readonly number[]): Blocks {
  const ends = allEnds.filter((end, b) => end > (b === 0 ? 0 : allEnds[b - 1]));
  if (ends.length === 0) ends.push(tokens.count);
  const histograms = ends.map((end, b) => {
    const histogram = new Uint32Array(SYMBOLS);
    countBlockSymbols(tokens, b === 0 ? 0 : ends[b - 1], end, histogram);
    return histogram;
  });
  return { ends, histograms };
}

/** Merges neighbours as long as that saves bits. */
function mergeBlocks({ ends, histograms }: Blocks): void {
  const bits = histograms.map(estimateBlockBits);
  const merged = new Uint32Array(SYMBOLS);
  // For each block but the last: the bits of it and the next one as one block.
  const mergedBits: number[] = [];
  const measure = (b: number) => {
    addHistograms(histograms[b], histograms[b + 1], merged);
    return estimateBlockBits(merged);
  };
  for (let b = 0; b + 1 < ends.length; b++) mergedBits.push(measure(b));
  for (;;) {
    let best = -1;
    let bestGain = 0;
    for (let b = 0; b < mergedBits.length; b++) {
      const gain = bits[b] + bits[b + 1] - mergedBits[b];
      if (gain > bestGain) {
        best = b;
        bestGain = gain;
      }
    }
    if (best < 0) return;
    addHistograms(histograms[best], histograms[best + 1], histograms[best]);
    bits[best] = mergedBits[best];
    ends.splice(best, 1);
    histograms.splice(best + 1, 1);
    bits.splice(best + 1, 1);
    mergedBits.splice(best, 1);
    if (best > 0) mergedBits[best - 1] = measure(best - 1);
    if (best < mergedBits.length) mergedBits[best] = measure(best);
  }
}

/** Adds two blocks' histograms; the sum has one end of block. */
function addHistograms(a: Uint32Array, b: Uint32Array, sum: Uint32Array): void {
  for (let s = 0; s < SYMBOLS; s++) sum[s] = a[s] + b[s];
  sum[END_OF_BLOCK] = 1;
}

/** Moves each boundary to its best place between its neighbours, for the present codes of the blocks. */
function moveBoundaries({ values, distances }: Tokens, { ends, histograms }: Blocks): void {
  const difference = new Float64Array(SYMBOLS);
  let before = symbolBits(histograms[0]);
  for (let b = 0; b + 1 < ends.length; b++) {
    const after = symbolBits(histograms[b + 1]);
    for (let s = 0; s < SYMBOLS; s++) difference[s] = before[s] - after[s];
    const start = b === 0 ? 0 : ends[b - 1];
    let sum = 0;
    let least = 0;
    let place = start;
    for (let i = start; i < ends[b + 1]; i++) {
      const distance = distances[i];
      sum +=
        distance === 0
          ? difference[values[i]]
          : difference[LENGTH_SYMBOL[values[i]]] + difference[FIRST_DISTANCE + DISTANCE_SYMBOL[distance]];
      if (sum < least) {
        least = sum;
        place = i + 1;
      }
    }
    ends[b] = place;
    before = after;
  }
}

/** Bits of each symbol in a block with these counts. A symbol that does not occur counts as if it occurred once. */
function symbolBits(histogram: Uint32Array): Float64Array {
  const bits = new Float64Array(SYMBOLS);
  setSymbolBits(histogram, 0, LITLEN_SYMBOLS, bits);
  setSymbolBits(histogram, FIRST_DISTANCE, DISTANCE_SYMBOLS, bits);
  return bits;
}

function setSymbolBits(histogram: Uint32Array, from: number, symbolCount: number, bits: Float64Array): void {
  let total = 0;
  for (let s = from; s < from + symbolCount; s++) total += histogram[s];
  const totalLog = log2(total);
  for (let s = from; s < from + symbolCount; s++) bits[s] = totalLog - log2(histogram[s]) + EXTRA_BITS[s];
}
