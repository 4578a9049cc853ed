/** The direction in which points spread most: the largest eigenvector of their covariance, by power iteration. */

import { DIMENSIONS } from './colour-space.js';
import type { WeightedPoints } from './histogram.js';

/** Steps of the power iteration: a cut needs a good direction, not the exact one. */
const POWER_STEPS = 12;

/** Finds axes one at a time, always in the same memory. */
export class PrincipalAxis {
  /** The direction last found, of length 1; all zeros for points that are all alike. */
  readonly direction = new Float64Array(DIMENSIONS);
  readonly #covariance = new Float64Array(DIMENSIONS * DIMENSIONS);

  /**
   * Finds the axis of the points `order[start .. end - 1]`.
   *
   * @param means - their mean is at `means[m .. m + 3]`
   */
  find(points: WeightedPoints, order: Uint32Array, start: number, end: number, means: Float64Array, m: number): void {
    const covariance = this.#covariance;
    this.#accumulate(points, order, start, end, means, m);
    mirror(covariance);
    let heaviest = 0;
    for (let d = 1; d < DIMENSIONS; d++) if (covariance[d * 5] > covariance[heaviest * 5]) heaviest = d;
    for (let d = 0; d < DIMENSIONS; d++) this.direction[d] = covariance[heaviest * DIMENSIONS + d];
    for (let step = 0; step < POWER_STEPS && normalise(this.direction); step++) this.#multiply();
    normalise(this.direction);
  }

  /** Sums the covariance's upper half. */
  #accumulate(
    { coordinates, weights }: WeightedPoints,
    order: Uint32Array,
    start: number,
    end: number,
    means: Float64Array,
    m: number,
  ): void {
    const covariance = this.#covariance.fill(0);
    const mx = means[m];
    const my = means[m + 1];
    const mz = means[m + 2];
    const mw = means[m + 3];
    for (let i = start; i < end; i++) {
      const at = order[i] * DIMENSIONS;
      const weight = weights[order[i]];
      const x = coordinates[at] - mx;
      const y = coordinates[at + 1] - my;
      const z = coordinates[at + 2] - mz;
      const w = coordinates[at + 3] - mw;
      covariance[0] += weight * x * x;
      covariance[1] += weight * x * y;
      covariance[2] += weight * x * z;
      covariance[5] += weight * y * y;
      covariance[6] += weight * y * z;
      covariance[10] += weight * z * z;
      if (w === 0) continue;
      covariance[3] += weight * x * w;
      covariance[7] += weight * y * w;
      covariance[11] += weight * z * w;
      covariance[15] += weight * w * w;
    }
  }

  #multiply(): void {
    const c = this.#covariance;
    const x = this.direction[0];
    const y = this.direction[1];
    const z = this.direction[2];
    const w = this.direction[3];
    for (let d = 0, row = 0; d < DIMENSIONS; d++, row += DIMENSIONS) {
      this.direction[d] = c[row] * x + c[row + 1] * y + c[row + 2] * z + c[row + 3] * w;
    }
  }
}

/** Copies the upper half of a symmetric matrix to the lower one. */
function mirror(matrix: Float64Array): void {
  for (let r = 1; r < DIMENSIONS; r++) {
    for (let c = 0; c < r; c++) matrix[r * DIMENSIONS + c] = matrix[c * DIMENSIONS + r];
  }
}

/** Scales a vector to length 1; false when it has no length. */
function normalise(vector: Float64Array): boolean {
  let squared = 0;
  for (let d = 0; d < DIMENSIONS; d++) squared += vector[d] * vector[d];
  const length = Math.sqrt(squared);
  if (!(length > 0)) return false;
  for (let d = 0; d < DIMENSIONS; d++) vector[d] /= length;
  return true;
}
