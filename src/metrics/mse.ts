/** Pixel-wise error over the three colour channels: mean square, PSNR, and the largest. */

import { checkNumber } from '../check.js';
import type { Image } from '../image.js';
import { averageOverBackgrounds, checkPair, type PicturePair, readRun } from './picture-pair.js';

/** Pixels looked at together. */
const RUN = 4096;

/** What one pass over two pictures tells. */
export interface PixelErrors {
  /** Mean squared error over RGB, code units squared, 0..65025. */
  readonly mse: number;
  /** Largest absolute difference of a channel, code units, 0..255. */
  readonly maxError: number;
}

/**
 * Mean squared and largest error over RGB.
 *
 * With transparency, `mse` is the mean over compositing on black and on white, `maxError` the larger of the two. The
 * sums are exact integers, so the result is the same on every machine.
 *
 * @throws {@link OptionError} when the sizes differ
 */
export function measureErrors(a: Image, b: Image): PixelErrors {
  const pair = checkPair(a, b);
  let maxError = 0;
  const squares = averageOverBackgrounds(pair, (background) => {
    const errors = sumErrors(pair, background);
    maxError = Math.max(maxError, errors.largest);
    return errors.squares;
  });
  return { mse: squares / (pair.width * pair.height * 3), maxError };
}

/** Mean squared error alone, by {@link measureErrors}. */
export function measureMse(a: Image, b: Image): number {
  return measureErrors(a, b).mse;
}

/** Largest absolute difference of a channel alone, by {@link measureErrors}. */
export function measureMaxError(a: Image, b: Image): number {
  return measureErrors(a, b).maxError;
}

/**
 * Peak signal-to-noise ratio over RGB, by {@link measureErrors} and {@link psnrOfMse}.
 *
 * @returns decibels, 0 or more; `Infinity` for equal pictures
 * @throws {@link OptionError} when the sizes differ
 */
export function measurePsnr(a: Image, b: Image): number {
  return psnrOfMse(measureMse(a, b));
}

/**
 * Turns a mean squared error into decibels: `10 log10(255^2 / mse)`, `Infinity` for 0.
 *
 * The logarithm's last bit may differ between engines: a decision that must not is made on the mean squared error.
 */
export function psnrOfMse(mse: number): number {
  checkNumber('mse', mse, 0, Infinity);
  return mse === 0 ? Infinity : 10 * Math.log10((255 * 255) / mse);
}

/** Sum of squares (an exact integer below 2^53) and largest difference over one background. */
function sumErrors(pair: PicturePair, background: number): { squares: number; largest: number } {
  const pixels = pair.width * pair.height;
  const scratchA = new Uint8Array(RUN * 4);
  const scratchB = new Uint8Array(RUN * 4);
  let squares = 0;
  let largest = 0;
  for (let first = 0; first < pixels; first += RUN) {
    const runBytes = Math.min(RUN, pixels - first) * 4;
    const runA = readRun(pair, pair.a, first, background, scratchA.subarray(0, runBytes));
    const runB = readRun(pair, pair.b, first, background, scratchB.subarray(0, runBytes));
    squares += sumSquares(runA, runB);
    largest = findLargest(runA, runB, largest);
  }
  return { squares, largest };
}

/** Sum of squares of one run: below 2^31, so that it stays a small integer. */
function sumSquares(runA: Uint8Array, runB: Uint8Array): number {
  let squares = 0;
  for (let i = 0; i < runA.length; i += 4) {
    const red = runA[i] - runB[i];
    const green = runA[i + 1] - runB[i + 1];
    const blue = runA[i + 2] - runB[i + 2];
    squares += red * red + green * green + blue * blue;
  }
  return squares;
}

/** Largest difference in one run, or the one known if that is larger. */
function findLargest(runA: Uint8Array, runB: Uint8Array, known: number): number {
  let largest = known;
  for (let i = 0; i < runA.length; i += 4) {
    const red = runA[i] - runB[i];
    const green = runA[i + 1] - runB[i + 1];
    const blue = runA[i + 2] - runB[i + 2];
    if (red > largest || -red > largest) largest = red < 0 ? -red : red;
    if (green > largest || -green > largest) largest = green < 0 ? -green : green;
    if (blue > largest || -blue > largest) largest = blue < 0 ? -blue : blue;
  }
  return largest;
}
