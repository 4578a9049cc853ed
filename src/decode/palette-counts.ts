/** How many pixels use each entry of a file's palettes. */

import type { IndexedImage } from './decode.js';

/** Pixels by entry, in the palettes' order. */
export interface PaletteCounts {
  /** Of palette 1; empty when there is one palette. */
  readonly low: Uint32Array;
  /** Of palette 2. */
  readonly high: Uint32Array;
}

/** Counts; the sums are the pixels of each class. */
export function countUses(picture: IndexedImage): PaletteCounts {
  const { width, height, blockSide, blockColumns, blockMap, indices } = picture;
  const low = new Uint32Array(picture.lowPalette.length / 4);
  const high = new Uint32Array(picture.highPalette.length / 4);
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor(y / blockSide) * blockColumns;
    for (let x = 0; x < width; x++, at++) {
      const counts = blockMap[row + Math.floor(x / blockSide)] === 0 ? low : high;
      counts[indices[at]]++;
    }
  }
  return { low, high };
}
