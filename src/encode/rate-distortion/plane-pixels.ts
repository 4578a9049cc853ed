/** The pixels of one class of a band in scan order: what lossy matching works on. */

import type { Band } from '../../codec/bands.js';
import type { Grid } from '../../codec/grid.js';
import { visitRuns } from '../../codec/index-plane.js';
import { MAX_DISTANCE } from '../deflate/symbols.js';
import type { IndexingJob } from '../indexing-job.js';

/** `count` pixels of one class, in the order of its index plane; plain data that may travel to another thread. */
export interface PlanePixels {
  readonly count: number;
  /** Packed colours. */
  readonly colours: Uint32Array;
  /** How much a squared error at each pixel counts. */
  readonly weights: Float32Array;
  /** The nearest palette entry of each pixel. */
  readonly labels: Uint8Array;
  /** How far back in the plane the pixel right above lies; 0 where that is in no block of this class, or too far. */
  readonly above: Uint16Array;
}

/** Marks pixels of the other class in the map from pixels to plane positions. */
const ELSEWHERE = 0xffffffff;

/** Weight of pixels that must not change: fully transparent ones, and those of a colour to keep. */
const FIRM_WEIGHT = 1e6;

/**
 * Gathers the pixels of one class of a band.
 *
 * @param isHigh - the class, 1 or 0
 * @param labels - one a pixel of the band, row-major
 * @param weights - one a pixel of the picture
 */
export function gatherPlanePixels(
  { picture, grid, bitmap, layout, options }: Pick<IndexingJob, 'picture' | 'grid' | 'bitmap' | 'layout' | 'options'>,
  band: Band,
  isHigh: number,
  labels: Uint16Array,
  weights: Float32Array,
): PlanePixels {
  const { opaque, width } = picture;
  const bandStart = band.top * width;
  const { positions, count } = findPositions(grid, bitmap, band, layout.stripWidth, isHigh);
  const plane = {
    count,
    colours: new Uint32Array(count),
    weights: new Float32Array(count),
    labels: new Uint8Array(count),
    above: new Uint16Array(count),
  };
  const firm = new Set(opaque ? options.keepColours : [0, ...options.keepColours]);
  for (let i = 0; i < positions.length; i++) {
    const at = positions[i];
    if (at === ELSEWHERE) continue;
    const colour = picture.colours[bandStart + i];
    plane.colours[at] = colour;
    plane.weights[at] = firm.size > 0 && firm.has(colour) ? FIRM_WEIGHT : weights[bandStart + i];
    plane.labels[at] = labels[i];
    const distance = i < width || positions[i - width] === ELSEWHERE ? 0 : at - positions[i - width];
    plane.above[at] = distance <= MAX_DISTANCE ? distance : 0;
  }
  return plane;
}

/** The place in its class's plane of each pixel of a band; pixels of the other class are elsewhere. */
function findPositions(grid: Grid, bitmap: Uint8Array, band: Band, stripWidth: number, isHigh: number) {
  const positions = new Uint32Array((band.bottom - band.top) * grid.width).fill(ELSEWHERE);
  const bandStart = band.top * grid.width;
  let count = 0;
  visitRuns({ stripWidth }, grid, bitmap, band, (runIsHigh, pixel, length) => {
    if (runIsHigh !== isHigh) return;
    for (let i = 0; i < length; i++) positions[pixel - bandStart + i] = count++;
  });
  return { positions, count };
}

/** A copy of the pixels `from .. to - 1`; distances that would reach back beyond the first of them are never used. */
export function slicePixels({ colours, weights, labels, above }: PlanePixels, from: number, to: number): PlanePixels {
  return {
    count: to - from,
    colours: colours.slice(from, to),
    weights: weights.slice(from, to),
    labels: labels.slice(from, to),
    above: above.slice(from, to),
  };
}
