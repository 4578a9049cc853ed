/** Walks a picture's blocks: the frame shared by all measures of detail. */

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
