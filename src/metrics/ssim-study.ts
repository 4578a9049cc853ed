/** Structural similarity as computed by the study on which this codec is based: a 3x3x3 cube over RGB. */

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
 * Measures the mean SSIM with a uniform window of 3x3 pixels by all three channels. It exists to compare with the figures
 * of the study; prefer {@link measureSsim}.
 *
 * The result equals that of scikit-image 0.19, `structural_similarity(a, b, win_size=3)`, on 8-bit arrays of shape
 * `(height, width, 3)` without a channel axis: sample covariance, N = 27 values. scikit-image then takes the channels for
 * a third direction, and crops one sample on either side of it. Only the cubes centred on green are averaged.
 *
 * @returns at most 1; exactly 1 for identical pictures
 * @throws `OptionError` when a picture is not valid, or the sizes differ
 *
 * @example
 * ```ts
 * import { measureSsimStudy } from 'akm/metrics';
 *
 * const a = { width: 16, height: 16, data: Uint8Array.from({ length: 1024 }, (_, i) => (i % 4 === 3 ? 255 : i % 251)) };
 * console.log(measureSsimStudy(a, a)); // 1
 * ```
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
