/**
 * Rate-distortion optimised matching: parses an index plane into literals and matches. A match may change indices if that
 * saves more bits than it adds error.
 *
 * A dynamic program runs over the plane's positions. `cost[i]` is the least D + lambda * R found for the first `i` pixels. From
 * each position go a literal (the entry with the least weighted error plus price) and matches. Matches are not extended one
 * by one. Instead all distances *in progress* advance together, a pixel at a time, each as "the cheapest way to be inside a
 * match of this distance here". So the work does not grow with the lengths of matches.
 *
 * What a match copies depends on the path before it. The program keeps the indices of the cheapest path to the current
 * position, and matches copy from those. Where paths differ, the assumed cost may be too low. It is replaced by the true cost
 * when the position is reached.
 *
 * The kernel `lossy-match` does this.
 */

import { ACTIVE_BYTES, MATCHER_HASH_BITS, MAX_DISTANCE, MAX_MATCH } from '../../wasm/constants.js';
import { instantiateKernel, type Kernel, MemoryLayout } from '../../wasm/kernel.js';
import { type Exports, MODULE } from '../../wasm/modules/lossy-match.js';
import { DIMENSIONS } from '../kmeans/colour-space.js';
import type { WeightedPixels } from './plane-pixels.js';
import { cheapestOf, LITERAL_CANDIDATES, type MatchPrices } from './token-prices.js';

/** How many matches are considered. */
export interface MatchLimits {
  /** Distances in progress at a time, 1..127. */
  readonly maxActive: number;
  /** Maximum earlier places with the same three nearest entries that are tried at a pixel. */
  readonly chainLength: number;
}

/** A plane after matching. */
export interface MatchedPlane {
  /** One index a pixel. */
  readonly indices: Uint8Array<ArrayBuffer>;
  /** The path's tokens, in order: distance 0 and a length of 1 for a literal. */
  readonly lengths: Uint16Array;
  readonly distances: Uint16Array;
}

/** Parses one plane, any number of times. */
export interface PlaneMatcher {
  /** @param prices - what each token is expected to cost */
  match(prices: MatchPrices): MatchedPlane;
  /** Gives back its memory. What was matched stays. */
  close(): void;
}

/** Pixels in a call to the kernel. An engine switches to faster code only between calls. */
const CALL_PIXELS = 4096;

/**
 * @param entries - `k * 4` coordinates of the palette, k from 1 to 256
 * @param limits - how hard to look
 */
export function makePlaneMatcher(plane: WeightedPixels, entries: Float64Array, limits: MatchLimits): PlaneMatcher {
  const { parts, bytes } = layOut(plane.count, entries.length / DIMENSIONS, limits);
  return openMatcher(instantiateKernel(MODULE, bytes), parts, plane, entries, limits);
}

type Parts = ReturnType<typeof layOut>['parts'];

/** Addresses in the kernel's memory. */
function layOut(count: number, k: number, { maxActive }: MatchLimits) {
  const layout = new MemoryLayout();
  const parts = {
    points: layout.reserve(4 * DIMENSIONS * count),
    weights: layout.reserve(4 * count),
    labels: layout.reserve(count),
    above: layout.reserve(2 * count),
    entries: layout.reserve(8 * DIMENSIONS * k),
    neighbours: layout.reserve(LITERAL_CANDIDATES * k),
    neighbourDistances: layout.reserve(8 * LITERAL_CANDIDATES * k),
    literalPrices: layout.reserve(8 * 256),
    lengthPrices: layout.reserve(8 * (MAX_MATCH + 1)),
    distancePrices: layout.reserve(8 * (MAX_DISTANCE + 1)),
    literals: layout.reserve(count),
    pricesOfLiterals: layout.reserve(8 * count),
    costs: layout.reserve(8 * (count + 1)),
    lastLength: layout.reserve(2 * (count + 1)),
    lastDistance: layout.reserve(2 * (count + 1)),
    indices: layout.reserve(count),
    isOnPath: layout.reserve(count + 1),
    branch: layout.reserve(4 * (count + 1)),
    active: layout.reserve(ACTIVE_BYTES * maxActive),
    slotOf: layout.reserve(MAX_DISTANCE + 1),
    head: layout.reserve(4 << MATCHER_HASH_BITS),
    previous: layout.reserve(4 * count),
  };
  return { parts, bytes: layout.bytes };
}

function openMatcher(
  { call, memory, release }: Kernel<Exports>,
  at: Parts,
  { count, points, weights, labels, above }: WeightedPixels,
  entries: Float64Array,
  { maxActive, chainLength }: MatchLimits,
): PlaneMatcher {
  new Float32Array(memory, at.points, points.length).set(points);
  new Float32Array(memory, at.weights, count).set(weights);
  new Uint8Array(memory, at.labels, count).set(labels);
  new Uint16Array(memory, at.above, count).set(above);
  new Float64Array(memory, at.entries, entries.length).set(entries);
  const k = entries.length / DIMENSIONS;
  call.beginPlane(count, at.points, at.weights, at.labels, at.above);
  call.beginPalette(k, at.entries, Math.min(LITERAL_CANDIDATES, k), at.neighbours, at.neighbourDistances);
  call.beginLiterals(at.literals, at.pricesOfLiterals);
  call.beginPath(at.costs, at.lastLength, at.lastDistance, at.indices, at.isOnPath, at.branch);
  call.beginSearch(at.active, maxActive, at.slotOf, at.head, at.previous, chainLength);
  const lastLength = new Uint16Array(memory, at.lastLength, count + 1);
  const lastDistance = new Uint16Array(memory, at.lastDistance, count + 1);
  return {
    match({ literals, lengths, distances }) {
      new Float64Array(memory, at.literalPrices, literals.length).set(literals);
      new Float64Array(memory, at.lengthPrices, lengths.length).set(lengths);
      new Float64Array(memory, at.distancePrices, distances.length).set(distances);
      const cheapest = cheapestOf(literals, k);
      call.beginRun(at.lengthPrices, at.distancePrices);
      for (let from = 0; from < count; from += CALL_PIXELS) {
        const to = Math.min(from + CALL_PIXELS, count);
        call.priceLiterals(from, to, at.literalPrices, cheapest);
        call.run(from, to);
      }
      return readTokens(new Uint8Array(memory, at.indices, count).slice(), lastLength, lastDistance);
    },
    close: release,
  };
}

/** The tokens of a path, from the last token on the way to each position. */
export function readTokens(
  indices: Uint8Array<ArrayBuffer>,
  lastLength: Uint16Array,
  lastDistance: Uint16Array,
): MatchedPlane {
  let tokens = 0;
  for (let node = indices.length; node > 0; node -= lastLength[node]) tokens++;
  const lengths = new Uint16Array(tokens);
  const distances = new Uint16Array(tokens);
  for (let node = indices.length; node > 0; node -= lastLength[node]) {
    lengths[--tokens] = lastLength[node];
    distances[tokens] = lastDistance[node];
  }
  return { indices, lengths, distances };
}
