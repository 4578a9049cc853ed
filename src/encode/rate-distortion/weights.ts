/**
 * Perceptual weights: a squared error counts more in regions of little variance, where errors show.
 *
 * For each window, the weight is a falling function of its luma variance. A pixel's weight is the mean of the weights of the
 * windows around it, scaled to a given mean. Structural similarity also divides errors by the variance in such windows (Wang
 * et al. 2004, "Image quality assessment: from error visibility to structural similarity").
 */

import { makeWeightRows, type Pixels, type Tune } from './weight-rows.js';

export { TUNES, type Tune } from './weight-rows.js';

/** One weight a pixel of the picture, with the mean given. */
export function makeWeights(picture: Pixels, tune: Tune, mean = 1): Float32Array {
  const { width, height } = picture;
  const weights = new Float32Array(width * height);
  const rows = makeWeightRows(picture, tune);
  for (let y = 0; y < height; y++) rows.next(weights.subarray(y * width, (y + 1) * width));
  const scale = (mean * weights.length) / rows.total;
  for (let i = 0; i < weights.length; i++) weights[i] *= scale;
  return weights;
}
