/**
 * Gets Lloyd iterations out of poor local optima: adds centres where the error is, lets them settle, takes away those
 * that are missed least, lets the rest settle, and keeps the outcome if it is better.
 *
 * @see Fritzke 2021, The breathing k-means algorithm; here without randomness, by cuts across the principal axis
 */

import { DIMENSIONS, squaredDistance } from './colour-space.js';
import type { WeightedPoints } from './histogram.js';
import { Lloyd } from './lloyd.js';
import type { Seeds } from './seed.js';
import { Partition } from './split.js';

/** How long to go on. */
export interface BreatheOptions {
  /** Most rounds, 0 or more. */
  readonly rounds: number;
  /** Lloyd iterations after each addition and each removal. */
  readonly iterations: number;
  /** The first `fixed` centres never move, nor go. */
  readonly fixed: number;
}

/** Part of the distortion that a round must save to count as one. */
const LEAST_GAIN = 1e-4;
/** Share of the centres that the first round exchanges. */
const FIRST_SHARE = 1 / 8;
/** Most centres that an assigner takes. */
const MAX_CENTRES = 4096;

/**
 * Improves centres that have settled.
 *
 * @param lloyd - has run on these centres; its labels are hints afterwards
 * @param centres - `k * 4` coordinates, k from 1 to 4096; overwritten when something better is found
 * @returns the distortion of what is in `centres` now, never above what it was
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

/** The centres, and up to `extra` more at the far halves of the clusters with the largest errors. */
function addCentres(points: WeightedPoints, centres: Float64Array, labels: Uint16Array, extra: number): Seeds {
  const k = centres.length / DIMENSIONS;
  const partition = new Partition(points, labels, k, k + extra);
  while (partition.size < k + extra && partition.cutWorst()) {}
  const more = partition.means();
  more.set(centres);
  return { centres: more, labels: partition.labels() };
}

/**
 * Takes away centres until `k` are left: those that are missed least, but no two that are each other's stand-in.
 *
 * @returns the others; of the first `k` each that is left keeps its number
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

/** For each centre by how much the distortion rises when it merges with another, and with which it rises least (Ward 1963). */
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
