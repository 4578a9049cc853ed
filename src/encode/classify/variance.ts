/** Detail as the variance of a block's amplitude. */

import { AMPLITUDE_ONE, amplitudeAt } from './amplitude.js';
import { measureBlocks } from './blocks.js';

/**
 * Population variance of each block's amplitude (0..1, see {@link amplitudeAt}; mid-grey shows through transparency).
 *
 * Counts from the block's first pixel: flat blocks give exactly 0, and a shift of the colours changes nothing.
 *
 * @returns 0..0.25, see {@link BlockMeasure}
 */
export function measureVariance(pixels: Uint8Array, width: number, height: number, blockSide: number): Float64Array {
  const rowBytes = width * 4;
  return measureBlocks(width, height, blockSide, (start, blockWidth, blockHeight) => {
    const n = blockWidth * blockHeight;
    const spanBytes = blockWidth * 4;
    const origin = amplitudeAt(pixels, start);
    let sum = 0;
    let squares = 0;
    for (let y = 0, row = start; y < blockHeight; y++, row += rowBytes) {
      for (let at = row; at < row + spanBytes; at += 4) {
        const amplitude = amplitudeAt(pixels, at) - origin;
        sum += amplitude;
        squares += amplitude * amplitude;
      }
    }
    return (n * squares - sum * sum) / (n * n * AMPLITUDE_ONE * AMPLITUDE_ONE);
  });
}
