/** Where a palette's entry is used: a cover with holes. */

import { HIGH, LOW } from '../../../../codec/layout.js';
import type { IndexedImage } from '../../../../decode/index.js';
import type { Image } from '../../../../image.js';
import { listKinds } from '../../../shared/block-kinds.js';

type Size = Pick<Image, 'width' | 'height'>;

/** A cover of more pixels than this is reduced by a whole factor. */
const MAX_COVER_PIXELS = 2 ** 21;

/** Packed dark and nearly opaque; holes are 0. */
const COVER = new Uint32Array(Uint8Array.of(12, 14, 18, 216).buffer)[0];

/**
 * Draws the cover. A pixel of it is a hole when any of the picture's pixels under it uses the entry.
 *
 * @param picture - as decoded
 * @param size - size of the picture as it is drawn
 * @param isHigh - whether the entry is in the high palette
 */
export function drawUses(picture: IndexedImage, size: Size, isHigh: boolean, entry: number): Image {
  const { width, scale, blockSide, blockColumns, indices } = picture;
  const kinds = listKinds(picture);
  const step = Math.ceil(Math.sqrt((size.width * size.height) / MAX_COVER_PIXELS));
  const coverWidth = Math.ceil(size.width / step);
  const coverHeight = Math.ceil(size.height / step);
  const cover = new Uint32Array(coverWidth * coverHeight).fill(COVER);
  const wanted = isHigh ? HIGH : LOW;
  for (let drawnY = 0; drawnY < size.height; drawnY++) {
    const y = Math.floor((drawnY + scale.offsetY) / scale.y);
    const row = Math.floor(y / blockSide) * blockColumns;
    const coverRow = Math.floor(drawnY / step) * coverWidth;
    for (let drawnX = 0; drawnX < size.width; drawnX++) {
      const x = Math.floor((drawnX + scale.offsetX) / scale.x);
      if (indices[y * width + x] !== entry || kinds[row + Math.floor(x / blockSide)] !== wanted) continue;
      cover[coverRow + Math.floor(drawnX / step)] = 0;
    }
  }
  return { width: coverWidth, height: coverHeight, data: new Uint8Array(cover.buffer) };
}
