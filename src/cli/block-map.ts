/** Block maps as pictures: black = low detail, white = high, a pixel a block, as `akm map` draws them. */

import { resolveEncodeOptions } from '../encode/options.js';
import type { Image } from '../image.js';
import { UsageError } from './failure.js';
import type { ReadingFlags } from './flags.js';
import { loadPicture, nameOf } from './input.js';

const MID_GREY = 128;

/**
 * Loads the map for a picture.
 *
 * @param block - side of blocks, as the flags give it
 * @returns one byte a block, row-major: 0 low, 1 high; a pixel counts by its green, the greater part of its lightness
 * @throws UsageError when it has not a pixel for each block
 */
export async function loadBlockMap(
  path: string,
  { width, height }: Pick<Image, 'width' | 'height'>,
  block: number | undefined,
  flags: ReadingFlags,
): Promise<Uint8Array> {
  const { image } = await loadPicture(path, flags);
  const { blockLog2 } = resolveEncodeOptions({ block, blockMap: Uint8Array.of(1) });
  const side = 1 << blockLog2;
  const [columns, rows] = [Math.ceil(width / side), Math.ceil(height / side)];
  if (image.width !== columns || image.height !== rows) {
    throw new UsageError(
      `${nameOf(path)}: a block map for ${width}x${height} pixels in blocks of ${side} has ${columns}x${rows} pixels, ` +
        `found ${image.width}x${image.height}`,
    );
  }
  return Uint8Array.from({ length: columns * rows }, (_, i) => (image.data[i * 4 + 1] < MID_GREY ? 0 : 1));
}
