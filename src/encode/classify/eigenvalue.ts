/** Detail as the mean eigenvalue of a block's colour covariance. */

import { measureBlocks } from './blocks.js';

/**
 * Mean eigenvalue of the covariance matrix of each block's colours (3x3, denominators n - 1).
 *
 * The sum of a matrix' eigenvalues is its trace, so no eigenvalue is computed: the measure is the mean of the three
 * channels' sample variances, from integer sums that are exact up to blocks of 256x256.
 *
 * A block with transparency is measured over black and over white, and the mean of the two taken. That is the trace of
 * one covariance in four dimensions: with `p = c a / 255`, the colours `p - a / 2` and a fourth coordinate
 * `sqrt(3) / 2 a`. The trace is still divided by 3; with constant alpha 255 it is the same number.
 *
 * @returns code units squared, see {@link BlockMeasure}; 0 for blocks of one pixel
 */
export function measureEigenvalue(pixels: Uint8Array, width: number, height: number, blockSide: number): Float64Array {
  const rowBytes = width * 4;
  return measureBlocks(width, height, blockSide, (start, blockWidth, blockHeight) => {
    const n = blockWidth * blockHeight;
    if (n === 1) return 0;
    const spanBytes = blockWidth * 4;
    let opaque = 255;
    let red = 0;
    let green = 0;
    let blue = 0;
    let squares = 0;
    for (let y = 0, row = start; y < blockHeight; y++, row += rowBytes) {
      for (let at = row; at < row + spanBytes; at += 4) {
        const r = pixels[at]!;
        const g = pixels[at + 1]!;
        const b = pixels[at + 2]!;
        opaque &= pixels[at + 3]!;
        red += r;
        green += g;
        blue += b;
        squares += r * r + g * g + b * b;
      }
    }
    if (opaque !== 255) return translucentTrace(pixels, start, rowBytes, blockWidth, blockHeight) / 3;
    return (n * squares - (red * red + green * green + blue * blue)) / (3 * n * (n - 1));
  });
}

/**
 * Trace of the four-dimensional covariance of one block's colours and alpha.
 *
 * Counts from the block's first pixel, so a flat block gives exactly 0, and in units of 1 / 510, to stay in integers.
 */
export function translucentTrace(
  pixels: Uint8Array,
  start: number,
  rowBytes: number,
  blockWidth: number,
  blockHeight: number,
): number {
  const n = blockWidth * blockHeight;
  if (n === 1) return 0;
  const red0 = embed(pixels[start]!, pixels[start + 3]!);
  const green0 = embed(pixels[start + 1]!, pixels[start + 3]!);
  const blue0 = embed(pixels[start + 2]!, pixels[start + 3]!);
  const alpha0 = pixels[start + 3]!;
  let red = 0;
  let green = 0;
  let blue = 0;
  let alpha = 0;
  let colourSquares = 0;
  let alphaSquares = 0;
  for (let y = 0, row = start; y < blockHeight; y++, row += rowBytes) {
    for (let at = row; at < row + blockWidth * 4; at += 4) {
      const r = embed(pixels[at]!, pixels[at + 3]!) - red0;
      const g = embed(pixels[at + 1]!, pixels[at + 3]!) - green0;
      const b = embed(pixels[at + 2]!, pixels[at + 3]!) - blue0;
      const a = pixels[at + 3]! - alpha0;
      red += r;
      green += g;
      blue += b;
      alpha += a;
      colourSquares += r * r + g * g + b * b;
      alphaSquares += a * a;
    }
  }
  const colours = n * colourSquares - (red * red + green * green + blue * blue);
  const alphas = n * alphaSquares - alpha * alpha;
  return (colours / (510 * 510) + 0.75 * alphas) / (n * (n - 1));
}

/** `p - a / 2` of one channel with `p = c a / 255`, times 510: an integer. */
function embed(colour: number, alpha: number): number {
  return alpha * (2 * colour - 255);
}
