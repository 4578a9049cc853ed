/** The cheapest literal of each pixel: the entry with the least weighted error plus price. */

import { COST_UNIT, type Costs } from '../deflate/cost-model.js';
import { DIMENSIONS, squaredDistance } from '../kmeans/colour-space.js';
import type { PlanePixels } from './plane-pixels.js';

/** Entries around the nearest one that are looked at. */
const CANDIDATES = 12;

/** One literal a pixel. */
export interface Literals {
  readonly indices: Uint8Array;
  /** Weighted squared error plus lambda times bits. */
  readonly prices: Float64Array;
}

/** Chooses among the nearest entry of each pixel and that entry's own neighbours. */
export function priceLiterals(plane: PlanePixels, entries: Float64Array, lambda: number, costs: Costs): Literals {
  const { count, points, weights, labels } = plane;
  const k = entries.length / DIMENSIONS;
  const candidates = Math.min(CANDIDATES, k);
  const neighbours = findNeighbours(entries, candidates);
  const bits = Float64Array.from(costs.literals.subarray(0, k), (cost) => (lambda * cost) / COST_UNIT);
  const indices = new Uint8Array(count);
  const prices = new Float64Array(count);
  for (let i = 0, at = 0; i < count; i++, at += DIMENSIONS) {
    const first = labels[i] * candidates;
    let best = Number.POSITIVE_INFINITY;
    for (let n = first; n < first + candidates; n++) {
      const index = neighbours[n];
      const from = index * DIMENSIONS;
      const x = points[at] - entries[from];
      const y = points[at + 1] - entries[from + 1];
      const z = points[at + 2] - entries[from + 2];
      const w = points[at + 3] - entries[from + 3];
      const price = weights[i] * (x * x + y * y + z * z + w * w) + bits[index];
      if (price < best) {
        best = price;
        indices[i] = index;
      }
    }
    prices[i] = best;
  }
  return { indices, prices };
}

/** The `count` entries nearest to each entry, itself first; `k * count` indices. */
function findNeighbours(entries: Float64Array, count: number): Uint8Array {
  const k = entries.length / DIMENSIONS;
  const neighbours = new Uint8Array(k * count);
  const distances = new Float64Array(k);
  const order = Array.from({ length: k }, (_, index) => index);
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < k; b++) distances[b] = squaredDistance(entries, a * DIMENSIONS, entries, b * DIMENSIONS);
    order.sort((b, c) => distances[b] - distances[c] || b - c);
    // Equal entries share a distance of 0: the entry itself still comes first.
    const own = order.indexOf(a);
    order.splice(own, 1);
    order.unshift(a);
    neighbours.set(order.slice(0, count), a * count);
  }
  return neighbours;
}
