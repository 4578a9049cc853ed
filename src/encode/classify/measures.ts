/**
 * Measures of detail: one number a block, which grows with the differences between the block's pixels.
 *
 * Three measures come from the study: the mean eigenvalue of the colours' covariance, the variance of the amplitude, and
 * the total variation of the amplitude.
 */

/**
 * A measure of detail: one value a block, 0 for a flat block.
 *
 * @param pixels - `width * height * 4` bytes, RGBA, straight alpha
 * @param blockSide - in pixels, 1..256; blocks at the right and lower edge are clipped to the picture
 * @returns `ceil(width / blockSide) * ceil(height / blockSide)` values, 0 or more, row-major
 */
export type BlockMeasure = (pixels: Uint8Array, width: number, height: number, blockSide: number) => Float64Array;

/**
 * Calls `measure` for every block, row-major, and collects what it returns.
 *
 * @param measure - takes the block's first byte in the RGBA data, and its width and height in pixels after clipping
 */
export function measureBlocks(
  width: number,
  height: number,
  blockSide: number,
  measure: (start: number, blockWidth: number, blockHeight: number) => number,
): Float64Array {
  const values = new Float64Array(Math.ceil(width / blockSide) * Math.ceil(height / blockSide));
  let block = 0;
  for (let y = 0; y < height; y += blockSide) {
    const blockHeight = Math.min(blockSide, height - y);
    for (let x = 0; x < width; x += blockSide) {
      values[block++] = measure((y * width + x) * 4, Math.min(blockSide, width - x), blockHeight);
    }
  }
  return values;
}

/**
 * Population variance of each block's amplitude (0..1, see {@link amplitudeAt}; transparent pixels are seen over mid-gray).
 *
 * Sums are relative to the block's first pixel. So flat blocks give exactly 0, and adding a constant to all colours changes
 * nothing.
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

/**
 * Total variation of each block: the sum over its pixels of the norm of the amplitude's gradient.
 *
 * Differences are central inside the block and one-sided at its borders, as in `numpy.gradient`. Along a side of one pixel
 * the gradient is 0. Amplitude is 0..1, see {@link amplitudeAt}; transparent pixels are seen over mid-gray.
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

/** Sum of the gradient's norm, times 2. The factor avoids divisions in central differences; one-sided ones are doubled. */
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
      const dx = factorX * (amplitudes[at + right] - amplitudes[at - left]);
      const dy = factorY * (amplitudes[at + below] - amplitudes[at - above]);
      sum += Math.sqrt(dx * dx + dy * dy);
    }
  }
  return sum;
}

/**
 * Mean eigenvalue of the covariance matrix of each block's colours (3x3, denominators n - 1).
 *
 * The sum of a matrix' eigenvalues is its trace, so no eigenvalue is computed: the measure is the mean of the three
 * channels' sample variances, from integer sums that are exact up to blocks of 256x256.
 *
 * A block with transparency is measured over black and over white, and the mean of the two is taken. That equals the trace
 * of one covariance in four dimensions: with `p = c a / 255`, the colours `p - a / 2` and a fourth coordinate
 * `sqrt(3) / 2 a`. The trace is still divided by 3. With constant alpha 255 it is the same number.
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
        const r = pixels[at];
        const g = pixels[at + 1];
        const b = pixels[at + 2];
        opaque &= pixels[at + 3];
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
 * Sums are relative to the block's first pixel, so a flat block gives exactly 0. Units of 1 / 510 keep them integers.
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
  const red0 = embed(pixels[start], pixels[start + 3]);
  const green0 = embed(pixels[start + 1], pixels[start + 3]);
  const blue0 = embed(pixels[start + 2], pixels[start + 3]);
  const alpha0 = pixels[start + 3];
  let red = 0;
  let green = 0;
  let blue = 0;
  let alpha = 0;
  let colourSquares = 0;
  let alphaSquares = 0;
  for (let y = 0, row = start; y < blockHeight; y++, row += rowBytes) {
    for (let at = row; at < row + blockWidth * 4; at += 4) {
      const r = embed(pixels[at], pixels[at + 3]) - red0;
      const g = embed(pixels[at + 1], pixels[at + 3]) - green0;
      const b = embed(pixels[at + 2], pixels[at + 3]) - blue0;
      const a = pixels[at + 3] - alpha0;
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

/** The amplitude of white. {@link amplitudeAt} counts in units of 1 / AMPLITUDE_ONE. */
export const AMPLITUDE_ONE = 2_550_000;

const MID_GRAY = AMPLITUDE_ONE / 2;

/**
 * Luma `0.2125 R + 0.7154 G + 0.0721 B` over mid-gray: `luma(p / 255) + (1 - a / 255) / 2` with `p = c a / 255`.
 *
 * Opaque pixels give exact integers, so sums and differences of them need no rounding.
 *
 * @param at - the pixel's first byte
 * @returns 0..AMPLITUDE_ONE
 */
export function amplitudeAt(pixels: Uint8Array, at: number): number {
  const luma = 2125 * pixels[at] + 7154 * pixels[at + 1] + 721 * pixels[at + 2];
  const alpha = pixels[at + 3];
  return alpha === 255 ? luma : (luma * alpha + MID_GRAY * (255 - alpha)) / 255;
}
