/** Detail as the total variation of a block's amplitude. */

import { AMPLITUDE_ONE, amplitudeAt } from './amplitude.js';
import { measureBlocks } from './blocks.js';

/**
 * Total variation of each block: the sum over its pixels of the norm of the amplitude's gradient.
 *
 * Differences are central inside the block and one-sided at its borders, as `numpy.gradient` of the block alone; along
 * a side of one pixel the gradient is 0. Amplitude is 0..1, see {@link amplitudeAt}; mid-grey shows through
 * transparency.
 *
 * @returns amplitude a pixel, summed over the block's pixels, see {@link BlockMeasure}
 */
export function measureGradient(pixels: Uint8Array, width: number, height: number, blockSide: number): Float64Array {
  const amplitudes = new Float64Array(Math.min(width, blockSide) * Math.min(height, blockSide));
  return measureBlocks(width, height, blockSide, (start, blockWidth, blockHeight) => {
    let to = 0;
    for (let y = 0, row = start; y < blockHeight; y++, row += width * 4) {
      for (let at = row; at < row + blockWidth * 4; at += 4) amplitudes[to++] = amplitudeAt(pixels, at);
    }
    return totalVariation(amplitudes, blockWidth, blockHeight) / (2 * AMPLITUDE_ONE);
  });
}

/** Sum of the gradient's norm, times 2: central differences need no division, one-sided ones are doubled. */
function totalVariation(amplitudes: Float64Array, width: number, height: number): number {
  let sum = 0;
  let at = 0;
  for (let y = 0; y < height; y++) {
    const above = y > 0 ? width : 0;
    const below = y < height - 1 ? width : 0;
    const factorY = above === below ? 1 : 2;
    for (let x = 0; x < width; x++, at++) {
      const left = x > 0 ? 1 : 0;
      const right = x < width - 1 ? 1 : 0;
      const factorX = left === right ? 1 : 2;
      const dx = factorX * (amplitudes[at + right]! - amplitudes[at - left]!);
      const dy = factorY * (amplitudes[at + below]! - amplitudes[at - above]!);
      sum += Math.sqrt(dx * dx + dy * dy);
    }
  }
  return sum;
}
