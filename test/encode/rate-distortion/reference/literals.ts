/** The cheapest literal of each pixel, in TypeScript: the reference for the kernel `lossy-match`. */

import { DIMENSIONS, squaredDistance } from '../../../../src/encode/kmeans/colour-space.js';
import type { WeightedPixels } from '../../../../src/encode/rate-distortion/plane-pixels.js';
import { cheapestOf, LITERAL_CANDIDATES } from '../../../../src/encode/rate-distortion/token-prices.js';

/** One literal a pixel. */
export interface Literals {
  readonly indices: Uint8Array;
  /** Weighted squared error plus lambda times bits. */
  readonly prices: Float64Array;
}

/**
 * Chooses among the nearest entry of each pixel and that entry's neighbours, nearest first. Stops where no entry can be
 * cheaper, by the triangle inequality.
 *
 * @param literalPrices - what each entry costs as a literal, of `MatchPrices`
 */
export function priceLiterals(plane: WeightedPixels, entries: Float64Array, literalPrices: Float64Array): Literals {
  const { count, points, weights, labels } = plane;
  const k = entries.length / DIMENSIONS;
  const candidates = Math.min(LITERAL_CANDIDATES, k);
  const { neighbours, distances } = findNeighbours(entries, candidates);
  const cheapest = cheapestOf(literalPrices, k);
  const indices = new Uint8Array(count);
  const prices = new Float64Array(count);
  for (let i = 0, at = 0; i < count; i++, at += DIMENSIONS) {
    const first = labels[i] * candidates;
    const weight = weights[i];
    let best = Number.POSITIVE_INFINITY;
    let nearest = 0;
    for (let n = first; n < first + candidates; n++) {
      const beyond = distances[n] - nearest;
      if (beyond > 0 && weight * beyond * beyond + cheapest >= best) break;
      const index = neighbours[n];
      const from = index * DIMENSIONS;
      const x = points[at] - entries[from];
      const y = points[at + 1] - entries[from + 1];
      const z = points[at + 2] - entries[from + 2];
      const w = points[at + 3] - entries[from + 3];
      const squared = x * x + y * y + z * z + w * w;
      if (n === first) nearest = Math.sqrt(squared);
      const price = weight * squared + literalPrices[index];
      if (price < best) {
        best = price;
        indices[i] = index;
      }
    }
    prices[i] = best;
  }
  return { indices, prices };
}

/** Of each entry the nearest ones, itself first, with their distances: `k * count` each. */
function findNeighbours(entries: Float64Array, count: number): { neighbours: Uint8Array; distances: Float64Array } {
  const k = entries.length / DIMENSIONS;
  const neighbours = new Uint8Array(k * count);
  const distances = new Float64Array(k * count);
  for (let a = 0; a < k; a++) {
    const first = a * count;
    // The entry first, even if other entries are equal to it; then an insertion sort of the entries so far.
    neighbours[first] = a;
    let found = 1;
    for (let b = 0; b < k; b++) {
      if (b === a) continue;
      const squared = squaredDistance(entries, a * DIMENSIONS, entries, b * DIMENSIONS);
      if (found === count && (count === 1 || squared >= distances[first + count - 1])) continue;
      let at = found < count ? found++ : count - 1;
      for (; at > 1 && distances[first + at - 1] > squared; at--) {
        neighbours[first + at] = neighbours[first + at - 1];
        distances[first + at] = distances[first + at - 1];
      }
      neighbours[first + at] = b;
      distances[first + at] = squared;
    }
  }
  return { neighbours, distances: distances.map(Math.sqrt) };
}
