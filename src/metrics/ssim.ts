/** Structural similarity in its usual form: Gaussian window, on luma. */

import type { Image } from '../image.js';
import { checkPair } from './picture-pair.js';
import { measureWindowedSsim, type SsimVariant } from './ssim-window.js';

/** `exp(-i^2 / (2 * 1.5^2))`, i = 0..5: sigma 1.5, cut at 3.5 sigma. Written out, so it does not depend on an engine's `exp`. */
const GAUSSIAN = [
  1, 0.8007374029168081, 0.41111229050718745, 0.1353352832366127, 0.028565500784550377, 0.0038659201394728076,
];

const LUMA_GAUSSIAN: SsimVariant = {
  halfWindow: GAUSSIAN,
  samplesPerPixel: 1,
  sampleCovariance: false,
  fillMoments: fillLumaMoments,
};

/**
 * Measures the mean SSIM on luma with a Gaussian 11x11 window (sigma 1.5). Positions where the window does not fit are
 * left out.
 *
 * The result equals that of scikit-image 0.19, `structural_similarity(gaussian_weights=True, sigma=1.5,
 * use_sample_covariance=False, data_range=255)`, on luma 601 without rounding (`0.299 R + 0.587 G + 0.114 B`). In a
 * picture smaller than the window, the window shrinks. For pictures with transparency, the result is the mean over a
 * black and a white background.
 *
 * @returns at most 1; exactly 1 for identical pictures
 * @throws `OptionError` when a picture is not valid, or the sizes differ
 *
 * @example
 * ```ts
 * import { measureSsim } from 'akm/metrics';
 *
 * const a = { width: 16, height: 16, data: Uint8Array.from({ length: 1024 }, (_, i) => (i % 4 === 3 ? 255 : i % 251)) };
 * console.log(measureSsim(a, a)); // 1
 * ```
 */
export function measureSsim(a: Image, b: Image): number {
  return measureWindowedSsim(checkPair(a, b), LUMA_GAUSSIAN);
}

function fillLumaMoments(runA: Uint8Array, runB: Uint8Array, moments: Float64Array, stride: number): void {
  for (let from = 0, to = 0; from < runA.length; from += 4, to++) {
    const x = 0.299 * runA[from] + 0.587 * runA[from + 1] + 0.114 * runA[from + 2];
    const y = 0.299 * runB[from] + 0.587 * runB[from + 1] + 0.114 * runB[from + 2];
    moments[to] = x;
    moments[to + stride] = y;
    moments[to + 2 * stride] = x * x + y * y;
    moments[to + 3 * stride] = x * y;
  }
}
