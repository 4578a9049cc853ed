/** Structural similarity as the study that this codec grew from computed it: a 3x3x3 cube over RGB. */

import type { Image } from '../image.js';
import { checkPair } from './picture-pair.js';
import { measureWindowedSsim, type SsimVariant } from './ssim-window.js';

const RGB_CUBE: SsimVariant = {
  halfWindow: [1, 1],
  samplesPerPixel: 3,
  sampleCovariance: true,
  fillMoments: fillRgbMoments,
};

/**
 * Mean SSIM with a uniform window of 3x3 pixels by all three channels, sample covariance (N = 27 values).
 *
 * Equals scikit-image 0.19 `structural_similarity(a, b, win_size=3)` on 8-bit `(height, width, 3)` arrays without a
 * channel axis: it takes the channels for a third direction, and crops them by one on either side like the others, so
 * that only the cubes centred on green are averaged. Kept to compare with the study's figures; prefer `measureSsim`.
 *
 * @returns at most 1; exactly 1 for identical pictures
 * @throws {@link OptionError} when the sizes differ
 */
export function measureSsimStudy(a: Image, b: Image): number {
  return measureWindowedSsim(checkPair(a, b), RGB_CUBE);
}

function fillRgbMoments(runA: Uint8Array, runB: Uint8Array, moments: Float64Array, stride: number): void {
  for (let from = 0, to = 0; from < runA.length; from += 4, to++) {
    const redA = runA[from];
    const redB = runB[from];
    const greenA = runA[from + 1];
    const greenB = runB[from + 1];
    const blueA = runA[from + 2];
    const blueB = runB[from + 2];
    moments[to] = redA + greenA + blueA;
    moments[to + stride] = redB + greenB + blueB;
    moments[to + 2 * stride] =
      redA * redA + greenA * greenA + blueA * blueA + (redB * redB + greenB * greenB + blueB * blueB);
    moments[to + 3 * stride] = redA * redB + greenA * greenB + blueA * blueB;
  }
}
