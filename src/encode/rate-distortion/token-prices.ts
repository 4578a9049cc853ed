/** Prices of deflate's tokens in units of the error (bits times lambda). */

import { COST_UNIT, type Costs } from '../deflate/costs.js';
import { DISTANCE_SYMBOL, MAX_DISTANCE, MIN_MATCH } from '../deflate/tokens.js';

/** Prices of tokens, in code units squared. */
export interface MatchPrices {
  /** Prices of the 256 literals. */
  readonly literals: Float64Array;
  /** By length, 0..258; lengths that are too short for a match cost as much as the shortest match. */
  readonly lengths: Float64Array;
  /** By distance, 1..32768. */
  readonly distances: Float64Array;
}

/** @param lambda - code units squared of error that a bit is worth, above 0 */
export function priceTokens(costs: Costs, lambda: number): MatchPrices {
  const unit = lambda / COST_UNIT;
  const bySymbol = Float64Array.from(costs.distances, (cost) => unit * cost);
  const distances = new Float64Array(MAX_DISTANCE + 1);
  for (let d = 1; d <= MAX_DISTANCE; d++) distances[d] = bySymbol[DISTANCE_SYMBOL[d]];
  return {
    literals: Float64Array.from(costs.literals, (cost) => (lambda * cost) / COST_UNIT),
    lengths: Float64Array.from(
      costs.lengths,
      (cost, length) => unit * (length < MIN_MATCH ? costs.lengths[MIN_MATCH] : cost),
    ),
    distances,
  };
}

/** Number of entries near the nearest one that are considered. */
export const LITERAL_CANDIDATES = 12;

/** Price of the cheapest of the first k literals. */
export function cheapestOf(literalPrices: Float64Array, k: number): number {
  let cheapest = literalPrices[0];
  for (let index = 1; index < k; index++) cheapest = Math.min(cheapest, literalPrices[index]);
  return cheapest;
}
