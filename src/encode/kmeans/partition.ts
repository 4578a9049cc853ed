/**
 * Divides weighted points into clusters. It repeatedly cuts the cluster with the largest squared error, across its principal
 * axis, at the place that leaves the least error.
 *
 * There is no randomness: the result depends only on the points and their order. Each loop over points has a function with
 * nothing after the loop but a return. V8 of Node 20 compiles such a function during its first, long loop. Code after the
 * loop has not run by then, and V8 was seen to discard the compiled form at nearly every later call, hundreds of times a
 * palette.
 *
 * @see Wu 1991, Efficient statistical computations for optimal color quantization; Su and Dy 2007, In search of
 * deterministic methods for initializing k-means (PCA-part)
 */

import { DIMENSIONS } from './colour-space.js';
import type { WeightedPoints } from './histogram.js';
import { PrincipalAxis } from './principal-axis.js';

const BINS = 64;
/** Numbers kept for each bin: weight, then the four weighted coordinate sums. */
const BIN_FIELDS = 5;

/** A partition of points that can be made finer, one cut at a time. */
export class Partition {
  readonly #points: WeightedPoints;
  /** Point numbers; those of a cluster are adjacent. */
  readonly #order: Uint32Array;
  readonly #scratch: Uint32Array;
  /** First entry of each cluster in the order. */
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;
  readonly #means: Float64Array;
  /** Sum of squared error of each cluster; -1 for one that can't be cut. */
  readonly #errors: Float64Array;
  #size = 0;
  readonly #axis = new PrincipalAxis();
  readonly #bins = new Float64Array(BINS * BIN_FIELDS);
  readonly #left = new Float64Array(BIN_FIELDS);
  readonly #total = new Float64Array(BIN_FIELDS);
  /** Sums of the cluster summed last: weight, then the four weighted coordinate sums. */
  readonly #sums = new Float64Array(BIN_FIELDS);
  /** For each entry of the order in the cluster being cut: its place on the axis, and its bin. */
  readonly #projections: Float64Array;
  /** The least and the greatest of these places on the axis. */
  readonly #span = new Float64Array(2);
  readonly #binOf: Uint8Array;

  /**
   * @param labels - cluster of each point to begin with, 0 .. `clusters - 1`
   * @param capacity - maximum number of clusters
   */
  constructor(points: WeightedPoints, labels: Uint16Array, clusters: number, capacity: number) {
    this.#points = points;
    this.#order = new Uint32Array(labels.length);
    this.#scratch = new Uint32Array(labels.length);
    this.#projections = new Float64Array(labels.length);
    this.#binOf = new Uint8Array(labels.length);
    this.#starts = new Uint32Array(capacity);
    this.#ends = new Uint32Array(capacity);
    this.#means = new Float64Array(capacity * DIMENSIONS);
    this.#errors = new Float64Array(capacity);
    this.#groupByLabel(labels, clusters);
    for (let c = 0; c < clusters; c++) if (this.#starts[c] < this.#ends[c]) this.#measure(c);
    this.#size = clusters;
  }

  /** Present number of clusters. */
  get size(): number {
    return this.#size;
  }

  /** Means of the clusters, `size * 4` coordinates, a copy. */
  means(): Float64Array {
    return this.#means.slice(0, this.#size * DIMENSIONS);
  }

  /** The cluster of each point. */
  labels(): Uint16Array {
    const labels = new Uint16Array(this.#order.length);
    for (let c = 0; c < this.#size; c++) {
      for (let i = this.#starts[c]; i < this.#ends[c]; i++) labels[this.#order[i]] = c;
    }
    return labels;
  }

  /** Cuts the cluster with the largest error in two, ties to the lower number; false when none can be cut. */
  cutWorst(): boolean {
    while (this.#size < this.#starts.length) {
      const worst = this.#findWorst();
      if (!(this.#errors[worst] > 0)) return false;
      if (this.#cut(worst)) return true;
      this.#errors[worst] = -1;
    }
    return false;
  }

  /** The cluster with the largest error. All state is in locals: with 4096 clusters this takes as long as the cuts. */
  #findWorst(): number {
    const errors = this.#errors;
    const size = this.#size;
    let worst = 0;
    let most = errors[0];
    for (let c = 1; c < size; c++) {
      if (errors[c] > most) {
        most = errors[c];
        worst = c;
      }
    }
    return worst;
  }

  #groupByLabel(labels: Uint16Array, clusters: number): void {
    for (let i = 0; i < labels.length; i++) this.#ends[labels[i]]++;
    for (let c = 1; c < clusters; c++) this.#ends[c] += this.#ends[c - 1];
    for (let i = labels.length - 1; i >= 0; i--) this.#order[--this.#ends[labels[i]]] = i;
    for (let c = 0; c < clusters; c++) {
      this.#starts[c] = this.#ends[c];
      this.#ends[c] = c + 1 < clusters ? this.#ends[c + 1] : labels.length;
    }
  }

  /** Finds the mean and the squared error of a cluster that has points. */
  #measure(cluster: number): void {
    this.#sumUp(cluster);
    const sums = this.#sums;
    const m = cluster * DIMENSIONS;
    for (let d = 0; d < DIMENSIONS; d++) this.#means[m + d] = sums[1 + d] / sums[0];
    this.#errors[cluster] = this.#measureError(cluster);
  }

  /** Sums up a cluster's points. */
  #sumUp(cluster: number): void {
    const { coordinates, weights } = this.#points;
    const order = this.#order;
    const end = this.#ends[cluster];
    const sums = this.#sums.fill(0);
    for (let i = this.#starts[cluster]; i < end; i++) {
      const weight = weights[order[i]];
      const at = order[i] * DIMENSIONS;
      sums[0] += weight;
      sums[1] += weight * coordinates[at];
      sums[2] += weight * coordinates[at + 1];
      sums[3] += weight * coordinates[at + 2];
      sums[4] += weight * coordinates[at + 3];
    }
  }

  /** Sum of weighted squared distances of a cluster's points to its mean. */
  #measureError(cluster: number): number {
    const { coordinates, weights } = this.#points;
    const order = this.#order;
    const end = this.#ends[cluster];
    const m = cluster * DIMENSIONS;
    const mx = this.#means[m];
    const my = this.#means[m + 1];
    const mz = this.#means[m + 2];
    const mw = this.#means[m + 3];
    let error = 0;
    for (let i = this.#starts[cluster]; i < end; i++) {
      const at = order[i] * DIMENSIONS;
      const x = coordinates[at] - mx;
      const y = coordinates[at + 1] - my;
      const z = coordinates[at + 2] - mz;
      const w = coordinates[at + 3] - mw;
      error += weights[order[i]] * (x * x + y * y + z * z + w * w);
    }
    return error;
  }

  /** Cuts one cluster; the part beyond the cut becomes the last cluster. False if all its points are equal. */
  #cut(cluster: number): boolean {
    const m = cluster * DIMENSIONS;
    this.#axis.find(this.#points, this.#order, this.#starts[cluster], this.#ends[cluster], this.#means, m);
    const middle = this.#divide(cluster);
    if (middle === this.#starts[cluster] || middle === this.#ends[cluster]) return false;
    const added = this.#size++;
    this.#starts[added] = middle;
    this.#ends[added] = this.#ends[cluster];
    this.#ends[cluster] = middle;
    this.#measure(cluster);
    this.#measure(added);
    return true;
  }

  /** Reorders a cluster's points into those before and those after the best cut; returns where the latter start. */
  #divide(cluster: number): number {
    const start = this.#starts[cluster];
    const end = this.#ends[cluster];
    this.#project(start, end);
    if (!(this.#span[1] > this.#span[0])) return start;
    this.#fillBins(start, end);
    const middle = this.#separate(start, end, this.#bestCut());
    this.#order.set(this.#scratch.subarray(0, end - middle), middle);
    return middle;
  }

  /** Moves the points up to the cut to the front, and the others to the scratch; returns where the front ends. */
  #separate(start: number, end: number, cut: number): number {
    const order = this.#order;
    const scratch = this.#scratch;
    const binOf = this.#binOf;
    let kept = start;
    for (let i = start; i < end; i++) {
      const point = order[i];
      if (binOf[i] <= cut) order[kept++] = point;
      else scratch[i - kept] = point;
    }
    return kept;
  }

  /** Projects points on the axis, and records the extremes. */
  #project(start: number, end: number): void {
    const { coordinates } = this.#points;
    const order = this.#order;
    const projections = this.#projections;
    const span = this.#span;
    const ax = this.#axis.direction[0];
    const ay = this.#axis.direction[1];
    const az = this.#axis.direction[2];
    const aw = this.#axis.direction[3];
    span[0] = Number.POSITIVE_INFINITY;
    span[1] = Number.NEGATIVE_INFINITY;
    for (let i = start; i < end; i++) {
      const at = order[i] * DIMENSIONS;
      const t = coordinates[at] * ax + coordinates[at + 1] * ay + coordinates[at + 2] * az + coordinates[at + 3] * aw;
      projections[i] = t;
      if (t < span[0]) span[0] = t;
      if (t > span[1]) span[1] = t;
    }
  }

  /** Sums points in bins along the axis. */
  #fillBins(start: number, end: number): void {
    const { coordinates, weights } = this.#points;
    const order = this.#order;
    const projections = this.#projections;
    const binOf = this.#binOf;
    const low = this.#span[0];
    const scale = (BINS - 0.001) / (this.#span[1] - low);
    const bins = this.#bins.fill(0);
    for (let i = start; i < end; i++) {
      const bin = Math.floor((projections[i] - low) * scale);
      const to = bin * BIN_FIELDS;
      const at = order[i] * DIMENSIONS;
      const weight = weights[order[i]];
      binOf[i] = bin;
      bins[to] += weight;
      bins[to + 1] += weight * coordinates[at];
      bins[to + 2] += weight * coordinates[at + 1];
      bins[to + 3] += weight * coordinates[at + 2];
      bins[to + 4] += weight * coordinates[at + 3];
    }
  }

  /** The last bin before the best cut: the one with the largest sum of |S|^2 / W of both sides, so the least squared error. */
  #bestCut(): number {
    const bins = this.#bins;
    const left = this.#left.fill(0);
    const total = this.#total.fill(0);
    for (let b = 0; b < bins.length; b += BIN_FIELDS) for (let f = 0; f < BIN_FIELDS; f++) total[f] += bins[b + f];
    let best = 0;
    let bestGain = Number.NEGATIVE_INFINITY;
    for (let bin = 0, from = 0; bin < BINS - 1; bin++, from += BIN_FIELDS) {
      if (bins[from] === 0) continue;
      let leftSquared = 0;
      let rightSquared = 0;
      left[0] += bins[from];
      for (let f = 1; f < BIN_FIELDS; f++) {
        const sum = left[f] + bins[from + f];
        left[f] = sum;
        leftSquared += sum * sum;
        rightSquared += (total[f] - sum) * (total[f] - sum);
      }
      const rest = total[0] - left[0];
      if (!(rest > 0)) break;
      const gain = leftSquared / left[0] + rightSquared / rest;
      if (gain <= bestGain) continue;
      bestGain = gain;
      best = bin;
    }
    return best;
  }
}
