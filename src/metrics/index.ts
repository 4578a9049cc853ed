/**
 * "akm/metrics": how far a picture is from its original.
 *
 * Pictures with transparency are composited over black and over white: errors and similarities are the means of the two,
 * the largest error is the larger.
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

/** The distance between two pictures, by every metric there is here. */
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
 * Compares two pictures of the same size.
 *
 * @throws {@link OptionError} when a picture is malformed or the sizes differ
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
