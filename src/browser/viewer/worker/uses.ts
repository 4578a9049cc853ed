/** Where a palette's entry is used: a cover with holes. */

import type { IndexedImage } from '../../../decode/index.js';
import type { Image } from '../../../image.js';

/** A cover of more pixels than this is made at a whole fraction of the size. */
const MAX_COVER_PIXELS = 2 ** 21;

/** Packed dark and nearly opaque; holes are 0. */
const COVER = new Uint32Array(Uint8Array.of(12, 14, 18, 216).buffer)[0];

/**
 * Draws the cover. A pixel of it is a hole when any of the picture's pixels that it stands for uses the entry.
 *
 * @param picture - as decoded
 * @param isHigh - whether the entry is of the high class's palette
 */
export function drawUses(picture: IndexedImage, isHigh: boolean, entry: number): Image {
  const { width, height, blockSide, blockColumns, blockMap, indices } = picture;
  const step = Math.ceil(Math.sqrt((width * height) / MAX_COVER_PIXELS));
  const coverWidth = Math.ceil(width / step);
  const coverHeight = Math.ceil(height / step);
  const cover = new Uint32Array(coverWidth * coverHeight).fill(COVER);
  const wanted = isHigh ? 1 : 0;
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor(y / blockSide) * blockColumns;
    const coverRow = Math.floor(y / step) * coverWidth;
    for (let x = 0; x < width; x++, at++) {
      if (indices[at] !== entry || blockMap[row + Math.floor(x / blockSide)] !== wanted) continue;
      cover[coverRow + Math.floor(x / step)] = 0;
    }
  }
  return { width: coverWidth, height: coverHeight, data: new Uint8Array(cover.buffer) };
}
