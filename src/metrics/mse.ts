/** Pixel-wise error over the three colour channels: mean square, PSNR, and the largest. */

import { checkNumber } from '../check.js';
import type { Image } from '../image.js';
import { averageOverBackgrounds, checkPair, type PicturePair, readRun } from './picture-pair.js';

/** Pixels processed together. */
const RUN = 4096;

/** The result of one pass over two pictures. */
export interface PixelErrors {
  /** Mean squared error over RGB, code units squared, 0..65025. */
  readonly mse: number;
  /** Largest absolute difference of a channel, code units, 0..255. */
  readonly maxError: number;
}

/**
 * Measures the mean squared error and the largest error over RGB.
 *
 * For pictures with transparency, `mse` is the mean of the errors over a black and a white background, and `maxError` is
 * the larger one. The sums are exact integers, so the result is the same on every machine.
 *
 * @throws `OptionError` when a picture is not valid, or the sizes differ
 *
 * @example
 * ```ts
 * import { measureErrors } from 'akm/metrics';
 *
 * const a = { width: 1, height: 1, data: Uint8Array.of(10, 20, 30, 255) };
 * const b = { width: 1, height: 1, data: Uint8Array.of(10, 20, 33, 255) };
 * const { mse, maxError } = measureErrors(a, b);
 * console.log(mse, maxError); // 3 3
 * ```
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

/**
 * Measures the mean squared error over RGB, as {@link measureErrors} does.
 *
 * @returns code units squared, 0 to 65025
 * @throws as {@link measureErrors}
 *
 * @example
 * ```ts
 * import { measureMse } from 'akm/metrics';
 *
 * const a = { width: 1, height: 1, data: Uint8Array.of(10, 20, 30, 255) };
 * const b = { width: 1, height: 1, data: Uint8Array.of(10, 20, 33, 255) };
 * console.log(measureMse(a, b)); // 3
 * ```
 */
export function measureMse(a: Image, b: Image): number {
  return measureErrors(a, b).mse;
}

/**
 * Measures the largest absolute difference of a channel, as {@link measureErrors} does.
 *
 * @returns code units, 0 to 255
 * @throws as {@link measureErrors}
 *
 * @example
 * ```ts
 * import { measureMaxError } from 'akm/metrics';
 *
 * const a = { width: 1, height: 1, data: Uint8Array.of(10, 20, 30, 255) };
 * const b = { width: 1, height: 1, data: Uint8Array.of(10, 20, 33, 255) };
 * console.log(measureMaxError(a, b)); // 3
 * ```
 */
export function measureMaxError(a: Image, b: Image): number {
  return measureErrors(a, b).maxError;
}

/**
 * Measures the peak signal-to-noise ratio over RGB. It is {@link psnrOfMse} of {@link measureMse}.
 *
 * @returns decibels, 0 or more; `Infinity` for equal pictures
 * @throws as {@link measureErrors}
 *
 * @example
 * ```ts
 * import { measurePsnr } from 'akm/metrics';
 *
 * const a = { width: 1, height: 1, data: Uint8Array.of(10, 20, 30, 255) };
 * const b = { width: 1, height: 1, data: Uint8Array.of(10, 20, 33, 255) };
 * console.log(measurePsnr(a, b).toFixed(2), measurePsnr(a, a)); // 43.36 Infinity
 * ```
 */
export function measurePsnr(a: Image, b: Image): number {
  return psnrOfMse(measureMse(a, b));
}

/**
 * Turns a mean squared error into decibels: `10 log10(255^2 / mse)`, and `Infinity` for 0.
 *
 * The last bit of a logarithm may differ between engines. Where a decision must be the same everywhere, compare mean
 * squared errors.
 *
 * @param mse - 0 or more
 * @throws `OptionError` when `mse` is negative or not a number
 *
 * @example
 * ```ts
 * import { psnrOfMse } from 'akm/metrics';
 *
 * console.log(psnrOfMse(65025), psnrOfMse(0)); // 0 Infinity
 * ```
 */
export function psnrOfMse(mse: number): number {
  checkNumber('mse', mse, 0, Infinity);
  return mse === 0 ? Infinity : 10 * Math.log10((255 * 255) / mse);
}

/** Sum of squares (an exact integer below 2^53) and largest difference, over one background. */
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

/** Largest difference in one run, or the known one if that is larger. */
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
