/** Pictures as bitmaps, which the page can draw without access to their pixels. */

import type { Image } from '../../../../image.js';
import type { Levels } from '../protocol.js';

/** Halved until no side is longer than this, about the size of a screen. */
const SCREEN_SIDE = 1600;

/** A bitmap of the pixels, and smaller ones if the picture is large. */
export async function makeLevels(image: Image): Promise<Levels> {
  const levels = [await makeBitmap(image)];
  for (;;) {
    const { width, height } = levels[levels.length - 1];
    if (Math.max(width, height) <= SCREEN_SIDE) return levels;
    const half = { resizeWidth: Math.ceil(width / 2), resizeHeight: Math.ceil(height / 2) };
    levels.push(await createImageBitmap(levels[levels.length - 1], { ...half, resizeQuality: 'medium' }));
  }
}

/** A bitmap over the picture's memory, without colour conversion. */
export function makeBitmap({ width, height, data }: Image): Promise<ImageBitmap> {
  const pixels = new Uint8ClampedArray(data.buffer as ArrayBuffer, data.byteOffset, data.length);
  return createImageBitmap(new ImageData(pixels, width, height), { colorSpaceConversion: 'none' });
}
