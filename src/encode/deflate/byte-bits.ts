/** What each byte of an input costs when it is deflated. */

import { COST_UNIT, type Costs, makeCosts, setCosts } from './costs.js';
import { DEFLATE_EFFORTS } from './options.js';
import { makeQuickParser } from './quick-parse.js';
import { addToHistogram, DISTANCE_SYMBOL, END_OF_BLOCK, SYMBOLS, type Tokens } from './tokens.js';

/** The statistics of this number of bytes give the costs of their tokens. */
const PIECE = 1 << 16;

/**
 * The approximate bits of each byte, by a quick parse. The bits of a match are shared by the bytes that it stands for.
 *
 * @returns one number a byte
 */
export function measureByteBits(bytes: Uint8Array): Float32Array {
  const bits = new Float32Array(bytes.length);
  const parser = makeQuickParser(bytes, DEFLATE_EFFORTS[0], Math.min(PIECE, bytes.length));
  const costs = makeCosts();
  try {
    for (let from = 0; from < bytes.length; from += PIECE) {
      const tokens = parser.parse(Math.min(from + PIECE, bytes.length));
      const histogram = new Uint32Array(SYMBOLS);
      addToHistogram(tokens, 0, tokens.count, histogram);
      histogram[END_OF_BLOCK] = 1;
      setCosts(costs, histogram);
      shareCosts(tokens, costs, bits, from);
    }
  } finally {
    parser.close();
  }
  return bits;
}

function shareCosts({ values, distances, count }: Tokens, costs: Costs, bits: Float32Array, from: number): void {
  let at = from;
  for (let i = 0; i < count; i++) {
    const value = values[i];
    const distance = distances[i];
    if (distance === 0) {
      bits[at++] = costs.literals[value] / COST_UNIT;
      continue;
    }
    const share = (costs.lengths[value] + costs.distances[DISTANCE_SYMBOL[distance]]) / COST_UNIT / value;
    bits.fill(share, at, at + value);
    at += value;
  }
}
