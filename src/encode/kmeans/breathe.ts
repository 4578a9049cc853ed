/**
 * Moves Lloyd iterations out of poor local optima. It adds centres where the error is large and iterates. Then it removes the
 * centres whose removal costs least, iterates, and keeps the result if it is better.
 *
 * @see Fritzke 2021, The breathing k-means algorithm; here without randomness, by cuts across the principal axis
 */

import { DIMENSIONS, squaredDistance } from './colour-space.js';
import type { WeightedPoints } from './histogram.js';
import { Lloyd } from './lloyd.js';
import { Partition } from './partition.js';
import type { Seeds } from './seed.js';

/** How many rounds and iterations to run. */
export interface BreatheOptions {
  /** Maximum number of rounds, 0 or more. */
  readonly rounds: number;
  /** Lloyd iterations after each addition and each removal. */
  readonly iterations: number;
  /** The first `fixed` centres never move and are never removed. */
  readonly fixed: number;
}

/** Share of the distortion that a round must save to count as a success. */
const LEAST_GAIN = 1e-4;
/** Share of the centres that the first round exchanges. */
const FIRST_SHARE = 1 / 8;
/** Maximum number of centres of an assigner. */
const MAX_CENTRES = 4096;

/**
 * Improves centres on which Lloyd iterations have converged.
 *
 * @param lloyd - has run on these centres; its labels are hints afterwards
 * @param centres - `k * 4` coordinates, k from 1 to 4096; overwritten when something better is found
 * @returns the distortion of the resulting `centres`, never above what it was
 */
export function breatheCentres(
  points: WeightedPoints,
  lloyd: Lloyd,
  centres: Float64Array,
  options: BreatheOptions,
): number {
  const k = centres.length / DIMENSIONS;
  const settling = { maxIterations: options.iterations, tolerance: 0 };
  let extra = Math.min(Math.ceil((k - options.fixed) * FIRST_SHARE), MAX_CENTRES - k);
  let best = lloyd.distortion;
  for (let round = 0; round < options.rounds && extra > 0; round++) {
    const more = addCentres(points, centres, lloyd.assigner.labels, extra);
    if (more.centres.length === centres.length) break;
    const inhaled = new Lloyd(points, more.centres.length / DIMENSIONS, options.fixed, more.labels);
    inhaled.run(more.centres, settling);
    const candidate = removeCentres(more.centres, inhaled.weights, k, options.fixed);
    lloyd.run(candidate, settling);
    if (lloyd.distortion < best * (1 - LEAST_GAIN)) {
      best = lloyd.distortion;
      centres.set(candidate);
    } else {
      extra >>= 1;
      lloyd.assigner.assign(centres);
    }
  }
  return best;
}

/** The centres, and up to `extra` more in the far halves of the clusters with the largest errors. */
function addCentres(points: WeightedPoints, centres: Float64Array, labels: Uint16Array, extra: number): Seeds {
  const k = centres.length / DIMENSIONS;
  const partition = new Partition(points, labels, k, k + extra);
  while (partition.size < k + extra && partition.cutWorst()) {}
  const more = partition.means();
  more.set(centres);
  return { centres: more, labels: partition.labels() };
}

/**
 * Removes centres until `k` are left: those that cost least to remove, but never both of a pair of stand-ins.
 *
 * @returns the remaining centres; those of the first `k` keep their numbers
 */
function removeCentres(centres: Float64Array, weights: Float64Array, k: number, fixed: number): Float64Array {
  const { costs, standIns } = measureMerges(centres, weights);
  const order = Array.from(costs.keys()).slice(fixed);
  order.sort((a, b) => costs[a] - costs[b] || a - b);
  const gone = new Uint8Array(costs.length);
  const needed = new Uint8Array(costs.length);
  let left = costs.length;
  for (const mayTakeStandIns of [false, true]) {
    for (const id of order) {
      if (left === k) break;
      if (gone[id] === 1 || (needed[id] === 1 && !mayTakeStandIns)) continue;
      gone[id] = 1;
      needed[standIns[id]] = 1;
      left--;
    }
  }
  const kept = centres.slice(0, k * DIMENSIONS);
  let next = k;
  for (let id = 0; id < k; id++) {
    if (gone[id] === 0) continue;
    while (gone[next] === 1) next++;
    kept.set(centres.subarray(next * DIMENSIONS, (next + 1) * DIMENSIONS), id * DIMENSIONS);
    next++;
  }
  return kept;
}

/** For each centre, how much the distortion rises if it merges with its best partner, and that partner (Ward 1963). */
function measureMerges(centres: Float64Array, weights: Float64Array): { costs: Float64Array; standIns: Uint16Array } {
  const count = weights.length;
  const costs = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const standIns = new Uint16Array(count);
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      const share = (weights[a] * weights[b]) / (weights[a] + weights[b]);
      const cost = share * squaredDistance(centres, a * DIMENSIONS, centres, b * DIMENSIONS);
      if (cost < costs[a]) {
        costs[a] = cost;
        standIns[a] = b;
      }
      if (cost < costs[b]) {
        costs[b] = cost;
        standIns[b] = a;
      }
    }
  }
  return { costs, standIns };
}
