/** The plain forms of the clustering: every point is compared with every centre. */

import { squaredDistance } from '../../../src/encode/kmeans/colour-space.js';
import type { WeightedPoints } from '../../../src/encode/kmeans/histogram.js';

/** Index of the nearest centre, ties to the lower index. */
export function nearestCentre(coordinates: Float64Array, point: number, centres: Float64Array): number {
  let best = 0;
  let bestSquared = Number.POSITIVE_INFINITY;
  for (let id = 0; id < centres.length / 4; id++) {
    const squared = squaredDistance(coordinates, point * 4, centres, id * 4);
    if (squared >= bestSquared) continue;
    bestSquared = squared;
    best = id;
  }
  return best;
}

/** Labels of all points. */
export function assignPlainly(coordinates: Float64Array, centres: Float64Array): Uint16Array {
  return Uint16Array.from({ length: coordinates.length / 4 }, (_, i) => nearestCentre(coordinates, i, centres));
}

/** Sum of weight times squared distance to the nearest centre. */
export function plainDistortion({ coordinates, weights }: WeightedPoints, centres: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    const id = nearestCentre(coordinates, i, centres);
    sum += weights[i] * squaredDistance(coordinates, i * 4, centres, id * 4);
  }
  return sum;
}

/** Standard Lloyd iterations. Moves `centres`, returns the last labels. */
export function refinePlainly(
  points: WeightedPoints,
  centres: Float64Array,
  maxIterations: number,
  fixed: number,
): Uint16Array {
  let labels: Uint16Array = new Uint16Array(points.weights.length);
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const next = assignPlainly(points.coordinates, centres);
    const same = next.every((label, i) => label === labels[i]);
    labels = next;
    if (same && iteration > 0) break;
    updatePlainly(points, centres, labels, fixed);
  }
  return labels;
}

function updatePlainly(
  { coordinates, weights }: WeightedPoints,
  centres: Float64Array,
  labels: Uint16Array,
  fixed: number,
): void {
  const k = centres.length / 4;
  const totals = new Float64Array(k);
  const sums = new Float64Array(k * 4);
  const squared = new Float64Array(labels.length);
  for (let i = 0; i < labels.length; i++) {
    totals[labels[i]] += weights[i];
    for (let d = 0; d < 4; d++) sums[labels[i] * 4 + d] += weights[i] * coordinates[i * 4 + d];
    squared[i] = squaredDistance(coordinates, i * 4, centres, labels[i] * 4);
  }
  for (let id = fixed; id < k; id++) {
    if (totals[id] > 0) continue;
    const farthest = squared.indexOf(Math.max(...squared));
    if (squared[farthest] === 0) continue;
    centres.set(coordinates.subarray(farthest * 4, farthest * 4 + 4), id * 4);
    for (let i = 0; i < labels.length; i++) {
      squared[i] = Math.min(squared[i], squaredDistance(coordinates, i * 4, centres, id * 4));
    }
  }
  for (let id = fixed; id < k; id++) {
    if (totals[id] > 0) for (let d = 0; d < 4; d++) centres[id * 4 + d] = sums[id * 4 + d] / totals[id];
  }
}
