/** A plane's indices chosen for least D + lambda * R: passes of matching, each priced by the tokens of the one before. */

import { type Costs, makeCosts, setCosts } from '../deflate/cost-model.js';
import { measureRate } from '../deflate/index.js';
import {
  DISTANCE_SYMBOL,
  END_OF_BLOCK,
  FIRST_DISTANCE,
  LENGTH_SYMBOL,
  LITLEN_SYMBOLS,
  SYMBOLS,
} from '../deflate/symbols.js';
import type { MatchedPlane, MatchLimits } from './lossy-match.js';
import { makePlaneMatcher } from './lossy-match-kernel.js';
import { priceTokens } from './match-prices.js';
import { measureError, type WeightedPixels } from './plane-pixels.js';

/** How often to match, and how hard to look. */
export interface MatchEffort extends MatchLimits {
  /** Passes, each but the first with the costs of the one before; 1 or more. */
  readonly passes: number;
}

/** Share of the pixels that a first guess takes for literals, and for matches. */
const LITERAL_SHARE = 0.35;
const MATCH_SHARE = 1 / 12;
/** In the first guess each length symbol is so much rarer than the one before. */
const LENGTH_DECAY = 0.75;

/**
 * Matching prices a literal by the error that it mends where it stands, not by that of all the copies made of it later: at a great
 * lambda, a plane of rare good literals and many poor copies may come out worse than the nearest entries. Then it is
 * matched again, so many times at most, with a lambda divided by this factor.
 */
const MILDER_FACTOR = 4;
const MILDER_TRIES = 2;

/** Costs of literals in later passes are this part of what they were in the pass before: a good literal is copied again. */
const LITERAL_DISCOUNT = 0.8;

/**
 * Chooses the indices of a plane: those of the best pass by D + lambda * R, the nearest entries being pass 0.
 *
 * @param entries - `k * 4` coordinates of the palette, k from 1 to 256, in the space of the pixels' own
 * @param lambda - code units squared of error that a bit is worth, above 0
 * @param effort - how often to match, and how hard
 * @returns one index a pixel
 */
export function optimisePlane(
  plane: WeightedPixels,
  entries: Float64Array,
  lambda: number,
  { passes, ...limits }: MatchEffort,
): Uint8Array<ArrayBuffer> {
  const price = (indices: Uint8Array) => measureError(plane, entries, indices) + lambda * 8 * measureRate(indices);
  const nearest = plane.labels.slice();
  let best = nearest;
  let bestPrice = price(nearest);
  const matcher = makePlaneMatcher(plane, entries, limits);
  const consider = (matched: MatchedPlane) => {
    const matchedPrice = price(matched.indices);
    if (matchedPrice >= bestPrice) return;
    best = matched.indices;
    bestPrice = matchedPrice;
  };
  const costs = guessCosts(plane);
  for (let pass = 0; pass < passes; pass++) {
    const matched = matcher.match(priceTokens(costs, lambda));
    consider(matched);
    if (pass + 1 < passes) learnCosts(costs, matched);
  }
  let milder = lambda;
  for (let n = 0; n < MILDER_TRIES && best === nearest; n++) {
    milder /= MILDER_FACTOR;
    consider(matcher.match(priceTokens(guessCosts(plane), milder)));
  }
  return best;
}

/** Sets the costs to what a pass used. */
function learnCosts(costs: Costs, matched: MatchedPlane): void {
  setCosts(costs, countTokens(matched));
  for (let i = 0; i < costs.literals.length; i++) costs.literals[i] = Math.floor(costs.literals[i] * LITERAL_DISCOUNT);
}

/** Costs before there are tokens: literals as frequent as their colours, short matches more frequent than long ones. */
function guessCosts({ labels, count }: WeightedPixels): Costs {
  const histogram = new Uint32Array(SYMBOLS);
  const occurrences = new Uint32Array(256);
  for (let i = 0; i < count; i++) occurrences[labels[i]]++;
  for (let index = 0; index < 256; index++) histogram[index] = Math.floor(occurrences[index] * LITERAL_SHARE);
  let share = (count * MATCH_SHARE * (1 - LENGTH_DECAY)) | 0;
  for (let symbol = END_OF_BLOCK + 1; symbol < LITLEN_SYMBOLS; symbol++) {
    histogram[symbol] = share;
    share = Math.floor(share * LENGTH_DECAY);
  }
  for (let symbol = FIRST_DISTANCE; symbol < SYMBOLS; symbol++) histogram[symbol] = 1;
  const costs = makeCosts();
  setCosts(costs, histogram);
  return costs;
}

function countTokens({ indices, lengths, distances }: MatchedPlane): Uint32Array {
  const histogram = new Uint32Array(SYMBOLS);
  histogram[END_OF_BLOCK] = 1;
  let at = 0;
  for (let token = 0; token < lengths.length; token++) {
    if (distances[token] === 0) {
      histogram[indices[at]]++;
    } else {
      histogram[LENGTH_SYMBOL[lengths[token]]]++;
      histogram[FIRST_DISTANCE + DISTANCE_SYMBOL[distances[token]]]++;
    }
    at += lengths[token];
  }
  return histogram;
}
