/** The classes of blocks as they lie in the picture as it is drawn. */

import type { AkmInfo } from './read-info.js';

/** A map of classes, with the side of its blocks in drawn pixels. */
export type DrawnBlocks = Pick<AkmInfo, 'blockSide' | 'blockColumns' | 'blockRows' | 'blockMap'>;

/**
 * Cuts the drawn picture into blocks of the side that the stored ones have, and gives each the class of the stored block in
 * which its centre lies. For a picture that is not enlarged, these are the stored blocks. Such a map can be given to the
 * encoder.
 */
export function findDrawnBlocks(info: AkmInfo): DrawnBlocks {
  const { width, height, scale, blockSide } = info;
  if (scale.x === 1 && scale.y === 1) return info;
  const blockColumns = Math.ceil(width / blockSide);
  const blockRows = Math.ceil(height / blockSide);
  const blockMap = new Uint8Array(blockColumns * blockRows);
  for (let row = 0, block = 0; row < blockRows; row++) {
    const y = Math.min(height - 1, (row + 0.5) * blockSide);
    const from = Math.floor(Math.floor((y + scale.offsetY) / scale.y) / blockSide) * info.blockColumns;
    for (let column = 0; column < blockColumns; column++, block++) {
      const x = Math.min(width - 1, (column + 0.5) * blockSide);
      blockMap[block] = info.blockMap[from + Math.floor(Math.floor((x + scale.offsetX) / scale.x) / blockSide)];
    }
  }
  return { blockSide, blockColumns, blockRows, blockMap };
}
