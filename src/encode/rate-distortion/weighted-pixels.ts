/** A plane's pixels as matching sees them, and the error of indices over them. */

import { DIMENSIONS } from '../kmeans/colour-space.js';
import type { PlanePixels } from './plane-pixels.js';

/** Pixels in the space in which errors are counted. */
export interface WeightedPixels extends Omit<PlanePixels, 'colours'> {
  /** `count * 4` coordinates, see `error-space.ts`. */
  readonly points: Float32Array;
}

/** Weighted squared error of indices over a plane. */
export function measureError(
  { count, points, weights }: WeightedPixels,
  entries: Float64Array,
  indices: Uint8Array,
): number {
  let error = 0;
  for (let i = 0, at = 0; i < count; i++, at += DIMENSIONS) {
    const from = indices[i] * DIMENSIONS;
    const x = points[at] - entries[from];
    const y = points[at + 1] - entries[from + 1];
    const z = points[at + 2] - entries[from + 2];
    const w = points[at + 3] - entries[from + 3];
    error += weights[i] * (x * x + y * y + z * z + w * w);
  }
  return error;
}
