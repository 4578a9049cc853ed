/**
 * Lossy matching of a segment of a plane: indices are chosen for least D + lambda * R.
 *
 * Several passes match the segment. Each pass takes the costs of tokens from the pass before.
 */

import { defineTask } from '../define-task.js';
import { type Costs, makeCosts, setCosts } from '../deflate/costs.js';
import { measureRate } from '../deflate/index.js';
import {
  DISTANCE_SYMBOL,
  END_OF_BLOCK,
  FIRST_DISTANCE,
  LENGTH_SYMBOL,
  LITLEN_SYMBOLS,
  SYMBOLS,
} from '../deflate/tokens.js';
import { embedColours, packColours } from '../kmeans/colour-space.js';
import { toErrorSpace } from './error-space.js';
import type { MatchedPlane, MatchLimits } from './lossy-match.js';
import { makePlaneMatcher, type PlaneMatcher } from './lossy-match.js';
import { measureError, type PlanePixels, type WeightedPixels } from './plane-pixels.js';
import { priceTokens } from './token-prices.js';
import type { Tune } from './weights.js';

/** What matching a segment needs: plain data. */
export interface SegmentMatching {
  readonly pixels: PlanePixels;
  /** Whether the picture is opaque. */
  readonly opaque: boolean;
  /** `k * 4` bytes RGBA, k from 1 to 256. */
  readonly palette: Uint8Array;
  /** Code units squared of error that a bit is worth, above 0. */
  readonly lambda: number;
  readonly tune: Tune;
  readonly effort: MatchEffort;
  /** Whether the bytes must grow gradually as lambda falls, see {@link optimisePlane}. */
  readonly isGradual: boolean;
}

/** Chooses one index a pixel for least D + lambda * R. */
export function matchSegment({
  pixels,
  opaque,
  palette,
  lambda,
  tune,
  effort,
  isGradual,
}: SegmentMatching): Uint8Array<ArrayBuffer> {
  const entries = embedColours(packColours(palette), opaque);
  toErrorSpace(entries, tune);
  const points = embedColours(pixels.colours, opaque);
  toErrorSpace(points, tune);
  return optimisePlane({ ...pixels, points: new Float32Array(points) }, entries, lambda, effort, isGradual);
}

/** {@link matchSegment} as a task. */
export const matchSegmentTask = defineTask('match-segment', matchSegment, (indices) => [indices.buffer]);

/** How often to match, and how thoroughly. */
export interface MatchEffort extends MatchLimits {
  /** Passes, 1 or more. */
  readonly passes: number;
}

/** The first guess assumes these shares of the pixels for literals and for matches. */
const LITERAL_SHARE = 0.35;
const MATCH_SHARE = 1 / 12;
/** In the first guess each length symbol is rarer than the one before by this factor. */
const LENGTH_DECAY = 0.75;

/**
 * Matching prices a literal by the error that it saves at one pixel, not at the later copies of that pixel. At a large
 * lambda the result may be worse than the nearest entries. Then the segment is matched again with lambda divided by this
 * factor, at most `MILDER_TRIES` times.
 */
const MILDER_FACTOR = 4;
const MILDER_TRIES = 2;

/**
 * Where the palette holds nearly every colour, the nearest entries have almost no error and about twice the bytes of the
 * matched ones. At some lambda both cost the same. There the cheaper one would change from one quality to the next, and the
 * file would double or halve. So a gradual segment takes no result of more than this factor times the bytes of the matched
 * ones. From one quality to the next the matched ones grow by up to a fifth, which makes a factor of 1.5 in all.
 */
const GRADUAL_FACTOR = 1.25;

/** Later passes multiply the costs of literals by this factor, since a good literal is copied again. */
const LITERAL_DISCOUNT = 0.8;

/** Indices with what they cost. */
interface Priced {
  readonly indices: Uint8Array<ArrayBuffer>;
  readonly bytes: number;
  /** D + lambda * R. */
  readonly price: number;
}

/**
 * Chooses the indices of a plane for the least D + lambda * R: those of a pass, or the nearest entries.
 *
 * @param entries - `k * 4` coordinates of the palette, k from 1 to 256, in the space of the plane's points
 * @param lambda - code units squared of error that a bit is worth, above 0
 * @param effort - how often to match, and how hard
 * @param isGradual - whether the result has at most {@link GRADUAL_FACTOR} times the bytes of the best pass at `lambda`
 * @returns one index a pixel
 */
export function optimisePlane(
  plane: WeightedPixels,
  entries: Float64Array,
  lambda: number,
  { passes, ...limits }: MatchEffort,
  isGradual = false,
): Uint8Array<ArrayBuffer> {
  const matcher = makePlaneMatcher(plane, entries, limits);
  try {
    return chooseIndices(matcher, plane, entries, lambda, passes, isGradual);
  } finally {
    matcher.close();
  }
}

function chooseIndices(
  matcher: PlaneMatcher,
  plane: WeightedPixels,
  entries: Float64Array,
  lambda: number,
  passes: number,
  isGradual: boolean,
): Uint8Array<ArrayBuffer> {
  const price = (indices: Uint8Array<ArrayBuffer>): Priced => {
    const bytes = measureRate(indices);
    return { indices, bytes, price: measureError(plane, entries, indices) + lambda * 8 * bytes };
  };
  const costs = guessCosts(plane);
  let pass = matcher.match(priceTokens(costs, lambda));
  let matched = price(pass.indices);
  for (let n = 1; n < passes; n++) {
    learnCosts(costs, pass);
    pass = matcher.match(priceTokens(costs, lambda));
    matched = cheaperOf(matched, price(pass.indices));
  }
  const nearest = price(plane.labels.slice());
  if (matched.price < nearest.price) return matched.indices;
  const mostBytes = isGradual ? GRADUAL_FACTOR * matched.bytes : Number.POSITIVE_INFINITY;
  const start = nearest.bytes <= mostBytes ? nearest : matched;
  let best = start;
  let milder = lambda;
  for (let n = 0; n < MILDER_TRIES && best === start; n++) {
    milder /= MILDER_FACTOR;
    const result = price(matcher.match(priceTokens(guessCosts(plane), milder)).indices);
    if (result.bytes <= mostBytes) best = cheaperOf(best, result);
  }
  return best.indices;
}

/** The cheaper one, or the first if both cost the same. */
function cheaperOf(first: Priced, second: Priced): Priced {
  return first.price <= second.price ? first : second;
}

/** Sets the costs by the tokens of a pass. */
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
