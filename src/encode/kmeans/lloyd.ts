/**
 * Weighted Lloyd iterations, accelerated but exact: labels and centres are the same, to the last bit, as if every point were
 * compared with every centre.
 *
 * @see Lloyd 1982, Least squares quantization in PCM; Celebi 2011, Improving the performance of k-means for color quantization
 */

import type { Assigner } from './assign.js';
import { makeAssigner } from './assign.js';
import { DIMENSIONS, squaredDistance } from './colour-space.js';
import type { WeightedPoints } from './histogram.js';

/** When Lloyd iterations end. */
export interface LloydOptions {
  /** Maximum iterations, 1 or more. They end earlier when no label changes. */
  readonly maxIterations: number;
  /** End once an iteration lowers the distortion by less than this share; 0 waits until no label changes. */
  readonly tolerance: number;
  /** The first `fixed` centres take points but never move. */
  readonly fixed: number;
  /**
   * How far a centre moves towards the mean of its points. 1 (the default) is Lloyd's iteration. A value below 2 goes beyond
   * the mean, to about where several plain iterations would lead (Lee, Baek and Sung 1997, who found 1.8). The last step is
   * always a plain one. Only plain iterations never raise the distortion.
   */
  readonly relaxation?: number;
}

/** The result of Lloyd iterations. */
export interface LloydResult {
  /** Sum of weight times squared distance of each point to the centre of its label. */
  readonly distortion: number;
  /** The label of each point in the last assignment. Unless it changed nothing, the centres moved once more after it. */
  readonly labels: Uint16Array;
  /** Iterations run. */
  readonly iterations: number;
}

/**
 * Moves centres to where each is the mean of the points nearest to it.
 *
 * A centre without points restarts at the point farthest from its centre, ties to the lower index. Several such centres
 * take one point each; each point taken counts as a centre for the next.
 *
 * @param centres - `k * 4` coordinates, k from 1 to 4096; moved in place
 * @param hints - a likely label of each point; they save time but do not change the result
 */
export function refineCentres(
  points: WeightedPoints,
  centres: Float64Array,
  options: LloydOptions,
  hints?: Uint16Array,
): LloydResult {
  const lloyd = new Lloyd(points, centres.length / DIMENSIONS, options.fixed, hints);
  const iterations = lloyd.run(centres, options);
  return { distortion: lloyd.distortion, labels: lloyd.assigner.labels, iterations };
}

/** Lloyd iterations that can be continued: bounds and labels stay between runs. */
export class Lloyd {
  readonly assigner: Assigner;
  readonly #update: CentreUpdate;

  /** @param fixed - the first centres, which never move */
  constructor(points: WeightedPoints, k: number, fixed: number, hints?: Uint16Array) {
    this.assigner = makeAssigner(points.coordinates, k, hints);
    this.#update = new CentreUpdate(points, k, fixed);
  }

  /** Sum of weight times squared distance of each point to the centre of its label, after the last run. */
  get distortion(): number {
    return this.#update.distortion;
  }

  /** Weight of the points of each centre in the last run. */
  get weights(): Float64Array {
    return this.#update.weights;
  }

  /** {@link refineCentres}; returns the number of iterations. */
  run(centres: Float64Array, options: Omit<LloydOptions, 'fixed'>): number {
    const update = this.#update;
    update.distortion = Number.POSITIVE_INFINITY;
    let iterations = 0;
    let relaxation = 1;
    while (iterations < options.maxIterations) {
      const changed = this.assigner.assign(centres);
      iterations++;
      if (changed === 0 && iterations > 1) break;
      const before = update.distortion;
      relaxation = iterations < options.maxIterations ? (options.relaxation ?? 1) : 1;
      const restarted = update.apply(this.assigner.labels, centres, relaxation);
      if (restarted || iterations === 1 || options.tolerance === 0) continue;
      if (before - update.distortion <= options.tolerance * before) break;
    }
    if (relaxation !== 1) update.apply(this.assigner.labels, centres, 1);
    return iterations;
  }
}

/** The second half of an iteration: means of the labelled points, in the order of the points. */
class CentreUpdate {
  /** Distortion of the last labels, under the centres made from them. */
  distortion = Number.POSITIVE_INFINITY;
  /** Weight of the points of each centre. */
  readonly weights: Float64Array;
  readonly #points: WeightedPoints;
  readonly #fixed: number;
  readonly #sums: Float64Array;
  /** Sum of weight times squared length of all points. */
  readonly #energy: number;

  constructor(points: WeightedPoints, k: number, fixed: number) {
    this.#points = points;
    this.#fixed = fixed;
    this.#sums = new Float64Array(k * DIMENSIONS);
    this.weights = new Float64Array(k);
    this.#energy = energyOf(points);
  }

  /** Moves the centres; returns whether an empty one was restarted elsewhere. */
  apply(labels: Uint16Array, centres: Float64Array, relaxation: number): boolean {
    this.#accumulate(labels);
    const restarted = this.#restartEmpty(labels, centres);
    let explained = 0;
    for (let id = 0; id < this.weights.length; id++) {
      const weight = this.weights[id];
      if (weight === 0) continue;
      const at = id * DIMENSIONS;
      for (let d = at; d < at + DIMENSIONS; d++) {
        const sum = this.#sums[d];
        const mean = sum / weight;
        if (id >= this.#fixed) centres[d] = relaxation === 1 ? mean : centres[d] + relaxation * (mean - centres[d]);
        explained += centres[d] * (2 * sum - weight * centres[d]);
      }
    }
    this.distortion = Math.max(0, this.#energy - explained);
    return restarted;
  }

  #accumulate(labels: Uint16Array): void {
    const { coordinates, weights } = this.#points;
    const sums = this.#sums.fill(0);
    const totals = this.weights.fill(0);
    for (let i = 0, at = 0; i < labels.length; i++, at += DIMENSIONS) {
      const weight = weights[i];
      const to = labels[i] * DIMENSIONS;
      totals[labels[i]] += weight;
      sums[to] += weight * coordinates[at];
      sums[to + 1] += weight * coordinates[at + 1];
      sums[to + 2] += weight * coordinates[at + 2];
      sums[to + 3] += weight * coordinates[at + 3];
    }
  }

  #restartEmpty(labels: Uint16Array, centres: Float64Array): boolean {
    let farthest: FarthestPoints | undefined;
    let restarted = false;
    for (let id = this.#fixed; id < this.weights.length; id++) {
      if (this.weights[id] > 0) continue;
      farthest ??= new FarthestPoints(this.#points.coordinates, labels, centres);
      restarted = farthest.take(centres, id * DIMENSIONS) || restarted;
    }
    return restarted;
  }
}

/** Takes the points that are farthest from any centre, one after the other (Gonzalez 1985). */
export class FarthestPoints {
  readonly #coordinates: Float64Array;
  readonly #squared: Float64Array;

  /** @param labels - of each point, into `centres` as they are now */
  constructor(coordinates: Float64Array, labels: Uint16Array, centres: Float64Array) {
    this.#coordinates = coordinates;
    this.#squared = new Float64Array(labels.length);
    for (let i = 0; i < labels.length; i++) {
      this.#squared[i] = squaredDistance(coordinates, i * DIMENSIONS, centres, labels[i] * DIMENSIONS);
    }
  }

  /** Copies the farthest point to `out[at .. at + 3]`; false when every point sits on a centre. */
  take(out: Float64Array, at: number): boolean {
    const squared = this.#squared;
    let farthest = 0;
    for (let i = 1; i < squared.length; i++) if (squared[i] > squared[farthest]) farthest = i;
    if (!(squared[farthest] > 0)) return false;
    const from = farthest * DIMENSIONS;
    for (let d = 0; d < DIMENSIONS; d++) out[at + d] = this.#coordinates[from + d];
    for (let i = 0; i < squared.length; i++) {
      squared[i] = Math.min(squared[i], squaredDistance(this.#coordinates, i * DIMENSIONS, out, at));
    }
    return true;
  }
}

function energyOf({ coordinates, weights }: WeightedPoints): number {
  let energy = 0;
  for (let i = 0, at = 0; i < weights.length; i++, at += DIMENSIONS) {
    const x = coordinates[at];
    const y = coordinates[at + 1];
    const z = coordinates[at + 2];
    const w = coordinates[at + 3];
    energy += weights[i] * (x * x + y * y + z * z + w * w);
  }
  return energy;
}
