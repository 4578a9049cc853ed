/** What each literal, length and distance is expected to cost, from the statistics of an earlier parse. */

import { log2 } from './log2.js';
import {
  DISTANCE_SYMBOLS,
  EXTRA_BITS,
  FIRST_DISTANCE,
  LENGTH_SYMBOL,
  LITLEN_SYMBOLS,
  MAX_MATCH,
  MIN_MATCH,
  SYMBOLS,
} from './symbols.js';

/** Costs are integers: multiples of 1 / COST_UNIT bit. */
export const COST_UNIT = 64;

/** No deflate code word is longer. */
const MAX_CODE_COST = 15 * COST_UNIT;
const MIN_CODE_COST = COST_UNIT;

/** Costs of tokens, in 1 / {@link COST_UNIT} bit. */
export interface Costs {
  /** Of the 256 literals. */
  readonly literals: Int32Array;
  /** Of the lengths 3..258, extra bits included; by length. */
  readonly lengths: Int32Array;
  /** Of the distances, extra bits included; by symbol 0..29. */
  readonly distances: Int32Array;
}

/** Costs to be set. */
export function makeCosts(): Costs {
  return {
    literals: new Int32Array(256),
    lengths: new Int32Array(MAX_MATCH + 1),
    distances: new Int32Array(DISTANCE_SYMBOLS),
  };
}

const symbolCosts = new Int32Array(SYMBOLS);

/**
 * Sets costs to the entropy of a histogram's symbols; one that does not occur costs as if it occurred once.
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
