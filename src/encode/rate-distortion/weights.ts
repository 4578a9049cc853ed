/**
 * Perceptual weights: in calm regions, where errors show, a squared error counts more than in busy ones.
 *
 * A pixel's weight is one over the square root of the luma variance of its 8x8 block (plus a constant, so that flat
 * blocks do not count without bound), scaled so that all weights have a mean of 1. Structural similarity divides errors by
 * local variance in the same way.
 */

import type { PreparedPicture } from '../prepare.js';

const BLOCK_SIDE = 8;
/** Added to the variance, in code units squared: that of an error which SSIM no longer sees. */
const VARIANCE_FLOOR = 20;

/** What the encoder spends its bits on: least squared error, or least visible error. */
export const TUNES = ['psnr', 'ssim'] as const;
export type Tune = (typeof TUNES)[number];

/** One weight a pixel of the picture, with a mean of 1. */
export function makeWeights(picture: PreparedPicture, tune: Tune): Float32Array {
  const { width, height } = picture;
  const weights = new Float32Array(width * height);
  if (tune === 'psnr') return weights.fill(1);
  let total = 0;
  for (let top = 0; top < height; top += BLOCK_SIDE) {
    const bottom = Math.min(top + BLOCK_SIDE, height);
    for (let left = 0; left < width; left += BLOCK_SIDE) {
      const right = Math.min(left + BLOCK_SIDE, width);
      const weight = 1 / Math.sqrt(lumaVariance(picture, left, top, right, bottom) + VARIANCE_FLOOR);
      for (let y = top; y < bottom; y++) weights.fill(weight, y * width + left, y * width + right);
      total += weight * (right - left) * (bottom - top);
    }
  }
  const scale = weights.length / total;
  for (let i = 0; i < weights.length; i++) weights[i] *= scale;
  return weights;
}

/** Population variance of luma (Rec. 601, alpha left out) in a rectangle, code units squared. */
function lumaVariance(
  { colours, width }: PreparedPicture,
  left: number,
  top: number,
  right: number,
  bottom: number,
): number {
  let sum = 0;
  let squares = 0;
  for (let y = top; y < bottom; y++) {
    for (let i = y * width + left; i < y * width + right; i++) {
      const colour = colours[i];
      const luma = 299 * (colour & 255) + 587 * ((colour >>> 8) & 255) + 114 * ((colour >>> 16) & 255);
      sum += luma;
      squares += luma * luma;
    }
  }
  const count = (right - left) * (bottom - top);
  return (squares / count - (sum / count) * (sum / count)) / 1e6;
}
