/**
 * "akm/metrics": the distance between a picture and its original.
 *
 * Pictures with transparency are composited over black and over white. Errors and similarities are the means of the two
 * results; the largest error is the larger one.
 *
 * @module akm/metrics
 */

import type { Image } from '../image.js';
import { measureErrors, psnrOfMse } from './mse.js';
import { measureSsim } from './ssim.js';
import { measureSsimStudy } from './ssim-study.js';

export type { Image } from '../image.js';
export { measureErrors, measureMaxError, measureMse, measurePsnr, type PixelErrors, psnrOfMse } from './mse.js';
export { measureSsim } from './ssim.js';
export { measureSsimStudy } from './ssim-study.js';
export { countUnseenDifferences, type UnseenDifferences } from './unseen.js';

/** The distance between two pictures, by every metric of this module. */
export interface ImageComparison {
  /** Mean squared error over RGB, code units squared, 0..65025. */
  readonly mse: number;
  /**
   * Peak signal-to-noise ratio over RGB in decibels; `Infinity` when the colours are equal where they are visible: see
   * `countUnseenDifferences`.
   */
  readonly psnr: number;
  /** Structural similarity on luma, Gaussian 11x11 window; 1 is identical. */
  readonly ssim: number;
  /** Structural similarity by the study's 3x3x3 cube over RGB; 1 is identical. */
  readonly ssimStudy: number;
  /** Largest difference of a channel in code units, 0..255. */
  readonly maxError: number;
}

/**
 * Compares two pictures of the same size by all metrics of this module.
 *
 * @throws `OptionError` when a picture is not valid, or the sizes differ
 *
 * @example
 * ```ts
 * import { compareImages } from 'akm/metrics';
 *
 * const a = { width: 1, height: 1, data: Uint8Array.of(10, 20, 30, 255) };
 * const b = { width: 1, height: 1, data: Uint8Array.of(10, 20, 33, 255) };
 * const { mse, maxError } = compareImages(a, b);
 * console.log(mse, maxError); // 3 3
 * ```
 */
export function compareImages(a: Image, b: Image): ImageComparison {
  const { mse, maxError } = measureErrors(a, b);
  return {
    mse,
    psnr: psnrOfMse(mse),
    ssim: measureSsim(a, b),
    ssimStudy: measureSsimStudy(a, b),
    maxError,
  };
}
