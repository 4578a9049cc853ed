/** A plane's indices chosen for least D + lambda * R: passes of matching, each priced by the tokens of the one before. */

import { type Costs, makeCosts, setCosts } from '../deflate/cost-model.js';
import {
  DISTANCE_SYMBOL,
  END_OF_BLOCK,
  FIRST_DISTANCE,
  LENGTH_SYMBOL,
  LITLEN_SYMBOLS,
  SYMBOLS,
} from '../deflate/symbols.js';
import { type MatchedPlane, matchPlane } from './lossy-match.js';
import type { PlanePixels } from './plane-pixels.js';

/** Share of the pixels that a first guess takes for literals, and for matches. */
const LITERAL_SHARE = 0.35;
const MATCH_SHARE = 1 / 12;
/** In the first guess each length symbol is so much rarer than the one before. */
const LENGTH_DECAY = 0.75;

/**
 * Chooses the indices of a plane.
 *
 * @param entries - `k * 4` coordinates of the palette, k from 1 to 256
 * @param lambda - code units squared of error that a bit is worth, above 0
 * @param passes - 1 or more
 * @returns one index a pixel
 */
export function optimisePlane(plane: PlanePixels, entries: Float64Array, lambda: number, passes: number): Uint8Array {
  const costs = guessCosts(plane);
  let matched = matchPlane(plane, entries, lambda, costs);
  for (let pass = 1; pass < passes; pass++) {
    setCosts(costs, countTokens(matched));
    matched = matchPlane(plane, entries, lambda, costs);
  }
  return matched.indices;
}

/** Costs before there are tokens: literals as frequent as their colours, short matches more frequent than long ones. */
function guessCosts({ labels, count }: PlanePixels): Costs {
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
