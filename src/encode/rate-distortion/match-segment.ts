/** Lossy matching of a stretch of a plane: pixels and palette -> indices. A task on its own, for any thread. */

import { defineTask } from '../define-task.js';
import { embedColours, packColours } from '../kmeans/colour-space.js';
import { toErrorSpace } from './error-space.js';
import { type MatchEffort, optimisePlane } from './optimise-plane.js';
import type { PlanePixels } from './plane-pixels.js';
import type { Tune } from './weights.js';

/** What matching a stretch needs: plain data. */
export interface SegmentMatching {
  readonly pixels: PlanePixels;
  /** Whether the picture is opaque. */
  readonly opaque: boolean;
  /** `k * 4` bytes RGBA, k from 1 to 256. */
  readonly palette: Uint8Array;
  /** Code units squared of error that a bit is worth, above 0. */
  readonly lambda: number;
  readonly tune: Tune;
  readonly effort: MatchEffort;
}

/** Chooses one index a pixel for least D + lambda * R. */
export function matchSegment({
  pixels,
  opaque,
  palette,
  lambda,
  tune,
  effort,
}: SegmentMatching): Uint8Array<ArrayBuffer> {
  const entries = embedColours(packColours(palette), opaque);
  toErrorSpace(entries, tune);
  const points = embedColours(pixels.colours, opaque);
  toErrorSpace(points, tune);
  return optimisePlane({ ...pixels, points: new Float32Array(points) }, entries, lambda, effort);
}

/** {@link matchSegment} as a task. */
export const matchSegmentTask = defineTask('match-segment', matchSegment, (indices) => [indices.buffer]);
