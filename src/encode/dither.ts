/**
 * Error diffusion: each pixel's error is spread over its neighbours, so that a region keeps its mean colour.
 *
 * It works in the space of `kmeans/colour-space.ts`, so errors of alpha are spread too. No error crosses a band's border, since
 * bands are independent.
 *
 * @see Floyd and Steinberg 1976, "An adaptive algorithm for spatial greyscale"; rows alternate in direction (boustrophedon)
 */

import { type Band, classOf, type Layout } from '../codec/layout.js';
import { DIMENSIONS, embedColour, squaredDistance } from './kmeans/colour-space.js';
import type { ClassSearches, PaletteSearch } from './palettes.js';
import type { PreparedPicture } from './prepare.js';

/** Shares of the error, in sixteenths: ahead, then behind, below and ahead on the next row. */
const AHEAD = 7 / 16;
const BELOW_BEHIND = 3 / 16;
const BELOW = 5 / 16;
const BELOW_AHEAD = 1 / 16;

/** A class's palette, and the errors that wait for its pixels. */
interface Diffusion {
  readonly palette: PaletteSearch;
  /** Largest error that is carried on, in code units a coordinate. */
  readonly reach: number;
  /** Four coordinates a pixel of this row and of the next, with a pixel of margin at each end. */
  carried: Float64Array;
  below: Float64Array;
}

/**
 * Labels a band with error diffusion. Errors stay within their class, so that colours that one palette lacks do not stain
 * blocks of the other.
 *
 * @param labels - out, one a pixel of the band, row-major
 * @returns sum over the pixels of the squared distance between colour and entry, code units squared
 */
export function ditherBand(
  picture: PreparedPicture,
  layout: Layout,
  band: Band,
  searches: ClassSearches,
  labels: Uint16Array,
): number {
  const { width, colours, opaque } = picture;
  const classes = [makeDiffusion(searches.low, width), makeDiffusion(searches.high, width)];
  const colour = new Float64Array(DIMENSIONS);
  const wanted = new Float64Array(DIMENSIONS);
  let distortion = 0;
  for (let y = band.top; y < band.bottom; y++) {
    const step = (y - band.top) % 2 === 0 ? 1 : -1;
    const firstBlock = (y >>> layout.blockLog2) * layout.columns;
    for (let n = 0, x = step === 1 ? 0 : width - 1; n < width; n++, x += step) {
      const block = firstBlock + (x >>> layout.blockLog2);
      const { palette, reach, carried, below } = classes[classOf(layout.bitmap, block)];
      const at = (x + 1) * DIMENSIONS;
      const pixel = y * width + x;
      const isClear = colours[pixel] === 0;
      embedColour(colours[pixel], opaque, colour, 0);
      for (let c = 0; c < DIMENSIONS; c++) wanted[c] = colour[c] + (isClear ? 0 : limit(carried[at + c], reach));
      const label = palette.search.findPoint(wanted[0], wanted[1], wanted[2], wanted[3]);
      labels[pixel - band.top * width] = label;
      distortion += squaredDistance(colour, 0, palette.points, label * DIMENSIONS);
      if (!isClear) spread(wanted, palette.points, label * DIMENSIONS, carried, below, at, step * DIMENSIONS);
    }
    for (const diffusion of classes) turnToNextRow(diffusion);
  }
  return distortion;
}

function makeDiffusion(palette: PaletteSearch, width: number): Diffusion {
  const size = (width + 2) * DIMENSIONS;
  const reach = findCoarsestStep(palette.points);
  return { palette, reach, carried: new Float64Array(size), below: new Float64Array(size) };
}

function turnToNextRow(diffusion: Diffusion): void {
  const done = diffusion.carried;
  diffusion.carried = diffusion.below;
  diffusion.below = done.fill(0);
}

/** Spreads the difference between the wanted and the drawn colour over the four neighbours that come later. */
function spread(
  wanted: Float64Array,
  points: Float64Array,
  entry: number,
  carried: Float64Array,
  below: Float64Array,
  at: number,
  step: number,
): void {
  for (let c = 0; c < DIMENSIONS; c++) {
    const error = wanted[c] - points[entry + c];
    carried[at + step + c] += error * AHEAD;
    below[at - step + c] += error * BELOW_BEHIND;
    below[at + c] += error * BELOW;
    below[at + step + c] += error * BELOW_AHEAD;
  }
}

/** Cuts errors to the palette's reach. Otherwise a colour that it can't mix would smear over all later pixels. */
function limit(error: number, reach: number): number {
  return error < -reach ? -reach : error > reach ? reach : error;
}

/** The largest distance from an entry to its nearest neighbour: the palette's coarsest step. */
export function findCoarsestStep(points: Float64Array): number {
  const order = Uint32Array.from({ length: points.length / DIMENSIONS }, (_, entry) => entry * DIMENSIONS);
  order.sort((a, b) => points[a] - points[b]);
  let coarsest = 0;
  for (let i = 0; i < order.length; i++) {
    const below = nearestAlong(points, order, i, -1, Number.POSITIVE_INFINITY);
    const nearest = nearestAlong(points, order, i, 1, below);
    if (nearest < Number.POSITIVE_INFINITY) coarsest = Math.max(coarsest, nearest);
  }
  return Math.sqrt(coarsest);
}

/** The least squared distance to points on one side in the order of the first axis, or `nearest` if that is less. */
function nearestAlong(points: Float64Array, order: Uint32Array, from: number, step: number, nearest: number): number {
  let least = nearest;
  const at = order[from];
  for (let i = from + step; i >= 0 && i < order.length; i += step) {
    const apart = points[order[i]] - points[at];
    if (apart * apart >= least) break;
    least = Math.min(least, squaredDistance(points, at, points, order[i]));
  }
  return least;
}
