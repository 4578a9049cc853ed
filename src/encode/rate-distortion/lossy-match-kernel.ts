/** Lossy matching as a WebAssembly kernel, where there is one to be had. */

import { MAX_DISTANCE, MAX_MATCH } from '../deflate/tokens.js';
import { instantiateKernel, type Kernel, MemoryLayout } from '../kernels/instantiate.js';
import { MODULE } from '../kernels/wasm/lossy-match.js';
import { DIMENSIONS } from '../kmeans/colour-space.js';
import { HASH_BITS, type MatchedPlane, type MatchLimits, matchPlane, readTokens } from './lossy-match.js';
import type { WeightedPixels } from './plane-pixels.js';
import { cheapestOf, LITERAL_CANDIDATES, type MatchPrices } from './token-prices.js';

/** Parses one plane, as often as asked. */
export interface PlaneMatcher {
  /** @param prices - what each token is expected to cost */
  match(prices: MatchPrices): MatchedPlane;
}

interface Functions {
  beginPlane(count: number, points: number, weights: number, labels: number, above: number): void;
  beginPalette(k: number, entries: number, candidates: number, neighbours: number, distances: number): void;
  beginPath(
    literals: number,
    pricesOfLiterals: number,
    costs: number,
    lastLength: number,
    lastDistance: number,
    indices: number,
    isOnPath: number,
    branch: number,
  ): void;
  beginSearch(
    active: number,
    maxActive: number,
    slotOf: number,
    head: number,
    previous: number,
    chainLength: number,
  ): void;
  priceLiterals(from: number, to: number, literalPrices: number, cheapest: number): void;
  beginRun(lengthPrices: number, distancePrices: number): void;
  run(from: number, to: number): void;
}

/** Pixels a call: better code, once compiled, takes over between calls only. */
const CALL_PIXELS = 4096;

/** Bytes of a distance in progress. */
const ACTIVE_BYTES = 32;

/**
 * @param entries - `k * 4` coordinates of the palette, k from 1 to 256
 * @param limits - how hard to look
 * @returns the kernel, or else its reference
 */
export function makePlaneMatcher(plane: WeightedPixels, entries: Float64Array, limits: MatchLimits): PlaneMatcher {
  const { parts, bytes } = layOut(plane.count, entries.length / DIMENSIONS, limits);
  const kernel = instantiateKernel<Functions>(MODULE, bytes);
  if (kernel === undefined) return { match: (prices) => matchPlane(plane, entries, prices, limits) };
  return openMatcher(kernel, parts, plane, entries, limits);
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
    head: layout.reserve(4 << HASH_BITS),
    previous: layout.reserve(4 * count),
  };
  return { parts, bytes: layout.bytes };
}

function openMatcher(
  { call, memory }: Kernel<Functions>,
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
  call.beginPath(
    at.literals,
    at.pricesOfLiterals,
    at.costs,
    at.lastLength,
    at.lastDistance,
    at.indices,
    at.isOnPath,
    at.branch,
  );
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
  };
}
