/** The pixels of one class of a band in scan order, as matching uses them, and the error of indices for them. */

import { DIMENSIONS } from '../kmeans/colour-space.js';

/** `count` pixels of one class, in the order of its index plane: plain data that can be sent to another thread. */
export interface PlanePixels {
  readonly count: number;
  /** Packed colours. */
  readonly colours: Uint32Array;
  /** How much a squared error at each pixel counts. */
  readonly weights: Float32Array;
  /** The nearest palette entry of each pixel. */
  readonly labels: Uint8Array;
  /** Distance in the plane to the pixel directly above; 0 if that is in no block of this class, or too far. */
  readonly above: Uint16Array;
}

/** A copy of the pixels `from .. to - 1`. Distances that reach back beyond the first of them are never used. */
export function slicePixels({ colours, weights, labels, above }: PlanePixels, from: number, to: number): PlanePixels {
  return {
    count: to - from,
    colours: colours.slice(from, to),
    weights: weights.slice(from, to),
    labels: labels.slice(from, to),
    above: above.slice(from, to),
  };
}

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
