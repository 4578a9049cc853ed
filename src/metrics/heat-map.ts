/** Shows where two pictures differ: the error of each pixel as a colour, dark for none. */

import { OptionError } from '../error.js';
import type { Image } from '../image.js';
import { checkPair, type PicturePair, readRun } from './picture-pair.js';

/** Options of {@link drawHeatMap}. */
export interface HeatMapOptions {
  /** Error shown as the brightest colour, code units, above 0. Larger errors look the same. Default: the largest error. */
  readonly max?: number | undefined;
}

/** A drawn heat map with its scale. */
export interface HeatMap {
  /** As large as the pictures, opaque. */
  readonly image: Image;
  /** Error of the brightest colour, code units; 0 when the pictures are equal and no scale was given. */
  readonly max: number;
  /** Largest error of a pixel, code units, 0..255. */
  readonly largest: number;
}

/** Pixels processed together. */
const RUN = 4096;

/**
 * Colours from no error to the largest: matplotlib's inferno at every eighth. Its lightness rises evenly, so equal steps
 * of error look equal, also in gray and to the colour-blind.
 */
const INFERNO = [
  [0, 0, 4],
  [31, 12, 72],
  [85, 15, 109],
  [136, 34, 106],
  [186, 54, 85],
  [227, 89, 51],
  [249, 140, 10],
  [249, 201, 50],
  [252, 255, 164],
] as const;

/** Levels of the scale. */
const LEVELS = 1024;

/**
 * Draws the error of each pixel: the root mean square over R, G and B in code units, on a linear scale from 0 to `max`.
 *
 * Only pixels that look equal are pure black. With transparency, the mean covers compositing on black and on white, as in the
 * mean squared error. So a pixel that differs only in alpha is not black.
 *
 * @throws {@link OptionError} when a picture is malformed, the sizes differ, or `max` is not above 0
 */
export function drawHeatMap(a: Image, b: Image, options: HeatMapOptions = {}): HeatMap {
  checkHeatMapMax(options.max);
  const pair = checkPair(a, b);
  const squares = sumPixelErrors(pair);
  const values = 3 * pair.backgrounds.length;
  let largestSquare = 0;
  for (let i = 0; i < squares.length; i++) if (squares[i] > largestSquare) largestSquare = squares[i];
  const largest = Math.sqrt(largestSquare / values);
  const max = options.max ?? largest;
  const image = { width: pair.width, height: pair.height, data: paint(squares, values * max * max) };
  return { image, max, largest };
}

/** @throws {@link OptionError} when the error for the brightest colour is not valid */
export function checkHeatMapMax(max: number | undefined): void {
  if (max !== undefined && !(max > 0 && max <= 255)) {
    throw new OptionError('max', `expected a number above 0, up to 255, found ${max}`);
  }
}

/** Sum of squared differences over R, G, B and the backgrounds, one entry a pixel. */
function sumPixelErrors(pair: PicturePair): Uint32Array {
  const squares = new Uint32Array(pair.width * pair.height);
  const scratchA = new Uint8Array(RUN * 4);
  const scratchB = new Uint8Array(RUN * 4);
  for (const background of pair.backgrounds) {
    for (let first = 0; first < squares.length; first += RUN) {
      const runBytes = Math.min(RUN, squares.length - first) * 4;
      const runA = readRun(pair, pair.a, first, background, scratchA.subarray(0, runBytes));
      const runB = readRun(pair, pair.b, first, background, scratchB.subarray(0, runBytes));
      for (let i = 0, pixel = first; i < runBytes; i += 4, pixel++) {
        const red = runA[i] - runB[i];
        const green = runA[i + 1] - runB[i + 1];
        const blue = runA[i + 2] - runB[i + 2];
        squares[pixel] += red * red + green * green + blue * blue;
      }
    }
  }
  return squares;
}

/** @param fullScale - the sum of squares that gets the brightest colour */
function paint(squares: Uint32Array, fullScale: number): Uint8Array {
  const colours = Uint8Array.from({ length: (LEVELS + 1) * 3 }, (_, i) => colourAt(Math.floor(i / 3) / LEVELS, i % 3));
  const data = new Uint8Array(squares.length * 4);
  for (let pixel = 0, at = 0; pixel < squares.length; pixel++, at += 4) {
    data[at + 3] = 255;
    if (squares[pixel] === 0) continue;
    const share = Math.min(1, Math.sqrt(squares[pixel] / fullScale));
    const level = 3 * Math.floor(share * LEVELS);
    data[at] = colours[level];
    data[at + 1] = colours[level + 1];
    data[at + 2] = colours[level + 2];
  }
  return data;
}

/** Channel of the colour at a share of the scale, 0..1. */
function colourAt(share: number, channel: number): number {
  const place = share * (INFERNO.length - 1);
  const lower = Math.min(Math.floor(place), INFERNO.length - 2);
  const from = INFERNO[lower][channel];
  return Math.round(from + (INFERNO[lower + 1][channel] - from) * (place - lower));
}
