/**
 * Divides weighted points into clusters by cutting, again and again, the cluster with the largest squared error across
 * its principal axis, where the two halves are left with the least error.
 *
 * No randomness, and no dependence on anything but the points and their order.
 *
 * @see Wu 1991, Efficient statistical computations for optimal color quantization; Su and Dy 2007, In search of
 * deterministic methods for initializing k-means (PCA-part)
 */

import { DIMENSIONS } from './colour-space.js';
import type { WeightedPoints } from './histogram.js';

const BINS = 256;
/** Numbers kept for each bin: weight, then the four weighted coordinate sums. */
const BIN_FIELDS = 5;
const POWER_STEPS = 12;

/** A partition of points that can be made finer, one cut at a time. */
export class Partition {
  readonly #points: WeightedPoints;
  /** Point numbers, each cluster's side by side. */
  readonly #order: Uint32Array;
  readonly #scratch: Uint32Array;
  /** First entry of each cluster in the order. */
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;
  readonly #means: Float64Array;
  /** Sum of squared error of each cluster; -1 for one that can't be cut. */
  readonly #errors: Float64Array;
  #size = 0;
  readonly #axis = new Float64Array(DIMENSIONS);
  readonly #covariance = new Float64Array(DIMENSIONS * DIMENSIONS);
  readonly #bins = new Float64Array(BINS * BIN_FIELDS);

  /**
   * @param labels - cluster of each point to begin with, 0 .. `clusters - 1`
   * @param capacity - most clusters there will ever be
   */
  constructor(points: WeightedPoints, labels: Uint16Array, clusters: number, capacity: number) {
    this.#points = points;
    this.#order = new Uint32Array(labels.length);
    this.#scratch = new Uint32Array(labels.length);
    this.#starts = new Uint32Array(capacity);
    this.#ends = new Uint32Array(capacity);
    this.#means = new Float64Array(capacity * DIMENSIONS);
    this.#errors = new Float64Array(capacity);
    this.#groupByLabel(labels, clusters);
    for (let c = 0; c < clusters; c++) this.#measure(c);
    this.#size = clusters;
  }

  /** Clusters so far. */
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
      let worst = 0;
      for (let c = 1; c < this.#size; c++) if (this.#errors[c] > this.#errors[worst]) worst = c;
      if (!(this.#errors[worst] > 0)) return false;
      if (this.#cut(worst)) return true;
      this.#errors[worst] = -1;
    }
    return false;
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

  /** Finds a cluster's mean and squared error. */
  #measure(cluster: number): void {
    const { coordinates, weights } = this.#points;
    const means = this.#means;
    const m = cluster * DIMENSIONS;
    let total = 0;
    means.fill(0, m, m + DIMENSIONS);
    for (let i = this.#starts[cluster]; i < this.#ends[cluster]; i++) {
      const weight = weights[this.#order[i]];
      const at = this.#order[i] * DIMENSIONS;
      total += weight;
      for (let d = 0; d < DIMENSIONS; d++) means[m + d] += weight * coordinates[at + d];
    }
    if (total > 0) for (let d = 0; d < DIMENSIONS; d++) means[m + d] /= total;
    let error = 0;
    for (let i = this.#starts[cluster]; i < this.#ends[cluster]; i++) {
      const at = this.#order[i] * DIMENSIONS;
      const x = coordinates[at] - means[m];
      const y = coordinates[at + 1] - means[m + 1];
      const z = coordinates[at + 2] - means[m + 2];
      const w = coordinates[at + 3] - means[m + 3];
      error += weights[this.#order[i]] * (x * x + y * y + z * z + w * w);
    }
    this.#errors[cluster] = error;
  }

  /** Cuts one cluster; the part beyond the cut becomes the last cluster. False when its points can't be told apart. */
  #cut(cluster: number): boolean {
    this.#findAxis(cluster);
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

  /** The direction of largest spread, by power iteration on the covariance from its heaviest column. */
  #findAxis(cluster: number): void {
    const axis = this.#axis;
    const covariance = this.#covariance;
    this.#accumulateCovariance(cluster);
    let heaviest = 0;
    for (let d = 1; d < DIMENSIONS; d++) if (covariance[d * 5] > covariance[heaviest * 5]) heaviest = d;
    for (let d = 0; d < DIMENSIONS; d++) axis[d] = covariance[heaviest * DIMENSIONS + d];
    for (let step = 0; step < POWER_STEPS; step++) {
      const [x, y, z, w] = axis;
      const length = Math.sqrt(x * x + y * y + z * z + w * w);
      if (!(length > 0)) return;
      for (let d = 0; d < DIMENSIONS; d++) {
        const row = d * DIMENSIONS;
        const image = covariance[row] * x + covariance[row + 1] * y + covariance[row + 2] * z + covariance[row + 3] * w;
        axis[d] = image / length;
      }
    }
    const [x, y, z, w] = axis;
    const length = Math.sqrt(x * x + y * y + z * z + w * w);
    if (length > 0) for (let d = 0; d < DIMENSIONS; d++) axis[d] /= length;
  }

  #accumulateCovariance(cluster: number): void {
    const { coordinates, weights } = this.#points;
    const covariance = this.#covariance.fill(0);
    const m = cluster * DIMENSIONS;
    for (let i = this.#starts[cluster]; i < this.#ends[cluster]; i++) {
      const at = this.#order[i] * DIMENSIONS;
      const weight = weights[this.#order[i]];
      const x = coordinates[at] - this.#means[m];
      const y = coordinates[at + 1] - this.#means[m + 1];
      const z = coordinates[at + 2] - this.#means[m + 2];
      const w = coordinates[at + 3] - this.#means[m + 3];
      covariance[0] += weight * x * x;
      covariance[1] += weight * x * y;
      covariance[2] += weight * x * z;
      covariance[3] += weight * x * w;
      covariance[5] += weight * y * y;
      covariance[6] += weight * y * z;
      covariance[7] += weight * y * w;
      covariance[10] += weight * z * z;
      covariance[11] += weight * z * w;
      covariance[15] += weight * w * w;
    }
    for (let r = 1; r < DIMENSIONS; r++) for (let c = 0; c < r; c++) covariance[r * 4 + c] = covariance[c * 4 + r];
  }

  /** Reorders a cluster's points into those before and those after the best cut; returns where the latter start. */
  #divide(cluster: number): number {
    const start = this.#starts[cluster];
    const end = this.#ends[cluster];
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = start; i < end; i++) {
      const t = this.#project(this.#order[i]);
      if (t < low) low = t;
      if (t > high) high = t;
    }
    if (!(high > low)) return start;
    const scale = (BINS - 0.001) / (high - low);
    this.#bins.fill(0);
    for (let i = start; i < end; i++) this.#addToBin(this.#order[i], low, scale);
    const cut = this.#bestCut();
    let kept = start;
    let moved = 0;
    for (let i = start; i < end; i++) {
      const point = this.#order[i];
      if (Math.floor((this.#project(point) - low) * scale) <= cut) this.#order[kept++] = point;
      else this.#scratch[moved++] = point;
    }
    for (let i = 0; i < moved; i++) this.#order[kept + i] = this.#scratch[i];
    return kept;
  }

  #project(point: number): number {
    const at = point * DIMENSIONS;
    const c = this.#points.coordinates;
    const axis = this.#axis;
    return c[at] * axis[0] + c[at + 1] * axis[1] + c[at + 2] * axis[2] + c[at + 3] * axis[3];
  }

  #addToBin(point: number, low: number, scale: number): void {
    const bins = this.#bins;
    const c = this.#points.coordinates;
    const weight = this.#points.weights[point];
    const bin = Math.floor((this.#project(point) - low) * scale) * BIN_FIELDS;
    const at = point * DIMENSIONS;
    bins[bin] += weight;
    bins[bin + 1] += weight * c[at];
    bins[bin + 2] += weight * c[at + 1];
    bins[bin + 3] += weight * c[at + 2];
    bins[bin + 4] += weight * c[at + 3];
  }

  /** The last bin before the cut that leaves the least squared error: the largest sum of |S|^2 / W of both sides. */
  #bestCut(): number {
    const bins = this.#bins;
    const total = new Float64Array(BIN_FIELDS);
    for (let b = 0; b < bins.length; b += BIN_FIELDS) for (let f = 0; f < BIN_FIELDS; f++) total[f] += bins[b + f];
    const left = new Float64Array(BIN_FIELDS);
    let best = 0;
    let bestGain = Number.NEGATIVE_INFINITY;
    for (let b = 0; b < BINS - 1; b++) {
      if (bins[b * BIN_FIELDS] === 0) continue;
      for (let f = 0; f < BIN_FIELDS; f++) left[f] += bins[b * BIN_FIELDS + f];
      const rest = total[0] - left[0];
      if (!(rest > 0)) break;
      let gainLeft = 0;
      let gainRight = 0;
      for (let f = 1; f < BIN_FIELDS; f++) {
        gainLeft += left[f] * left[f];
        gainRight += (total[f] - left[f]) * (total[f] - left[f]);
      }
      const gain = gainLeft / left[0] + gainRight / rest;
      if (gain > bestGain) {
        bestGain = gain;
        best = b;
      }
    }
    return best;
  }
}
