/** Initial centres: by cutting clusters, or at random in proportion to the error. */

import { DIMENSIONS, squaredDistance } from './colour-space.js';
import type { WeightedPoints } from './histogram.js';
import { Partition } from './partition.js';
import type { Random } from './random.js';

/** Centres to start from. */
export interface Seeds {
  /** Up to `k * 4` coordinates: fewer when there are fewer distinct points. */
  readonly centres: Float64Array;
  /** A likely centre of each point. */
  readonly labels: Uint16Array;
}

/**
 * Means of `k` clusters, found by cutting the worst cluster repeatedly; see `partition.ts`.
 *
 * @param k - 1..4096
 */
export function seedByCutting(points: WeightedPoints, k: number): Seeds {
  const partition = new Partition(points, new Uint16Array(points.weights.length), 1, k);
  while (partition.size < k && partition.cutWorst()) {}
  return { centres: partition.means(), labels: partition.labels() };
}

/**
 * Greedy k-means++. Each next centre is a point drawn with a probability proportional to its weight times its squared
 * distance to the present centres. Of several draws, the one that lowers the sum most is taken.
 *
 * @param k - 1..4096
 * @param given - `g * 4` coordinates of existing centres; the result begins with them
 * @see Arthur and Vassilvitskii 2007, k-means++: the advantages of careful seeding
 */
export function seedAtRandom(
  points: WeightedPoints,
  k: number,
  random: Random,
  given: Float64Array = new Float64Array(0),
): Seeds {
  const draws = 2 + ((32 - Math.clz32(k)) >> 1);
  const field = new ErrorField(points);
  const first = given.length / DIMENSIONS;
  for (let g = 0; g < first; g++) field.include(given, g);
  const centres = new Float64Array((first + k) * DIMENSIONS);
  centres.set(given);
  let size = first;
  for (; size < first + k; size++) {
    const best = field.drawBest(random, size === 0 ? 1 : draws);
    if (best < 0) break;
    for (let d = 0; d < DIMENSIONS; d++) centres[size * DIMENSIONS + d] = points.coordinates[best * DIMENSIONS + d];
    field.include(centres, size);
  }
  return { centres: centres.slice(0, size * DIMENSIONS), labels: field.labels };
}

/** Squared distance of each point to the present centres, and draws in proportion to it. */
class ErrorField {
  /** The nearest centre of each point. */
  readonly labels: Uint16Array;
  readonly #points: WeightedPoints;
  readonly #squared: Float64Array;
  readonly #cumulative: Float64Array;
  #empty = true;

  constructor(points: WeightedPoints) {
    this.#points = points;
    this.labels = new Uint16Array(points.weights.length);
    this.#squared = new Float64Array(points.weights.length).fill(1);
    this.#cumulative = new Float64Array(points.weights.length);
  }

  /** Adds the centre with number `id` in a list. */
  include(centres: Float64Array, id: number): void {
    const squared = this.#squared;
    const coordinates = this.#points.coordinates;
    for (let i = 0; i < squared.length; i++) {
      const distance = squaredDistance(coordinates, i * DIMENSIONS, centres, id * DIMENSIONS);
      if (!this.#empty && distance >= squared[i]) continue;
      squared[i] = distance;
      this.labels[i] = id;
    }
    this.#empty = false;
  }

  /** The best of several drawn points, ties to the first drawn; -1 when every point sits on a centre. */
  drawBest(random: Random, draws: number): number {
    const weights = this.#points.weights;
    const cumulative = this.#cumulative;
    let total = 0;
    for (let i = 0; i < weights.length; i++) {
      total += weights[i] * this.#squared[i];
      cumulative[i] = total;
    }
    if (!(total > 0)) return -1;
    let best = this.#locate(random.nextUnit() * total);
    if (draws === 1) return best;
    let bestError = this.#errorWith(best);
    for (let draw = 1; draw < draws; draw++) {
      const candidate = this.#locate(random.nextUnit() * total);
      const error = this.#errorWith(candidate);
      if (error < bestError) {
        bestError = error;
        best = candidate;
      }
    }
    return best;
  }

  /** The first point whose cumulative error is above the target. */
  #locate(target: number): number {
    let low = 0;
    let high = this.#cumulative.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#cumulative[middle] > target) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Weighted sum of squared distances if this point became a centre. */
  #errorWith(candidate: number): number {
    const { coordinates, weights } = this.#points;
    const squared = this.#squared;
    let error = 0;
    for (let i = 0; i < squared.length; i++) {
      const distance = squaredDistance(coordinates, i * DIMENSIONS, coordinates, candidate * DIMENSIONS);
      error += weights[i] * (distance < squared[i] ? distance : squared[i]);
    }
    return error;
  }
}
