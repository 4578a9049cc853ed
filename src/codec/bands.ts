/** Bands: slices of whole block rows that are coded on their own (spec, section 5). */

import type { Header } from '../format/header.js';
import { classOf, type Grid } from './grid.js';

/** One band's place in the picture. */
export interface Band {
  readonly index: number;
  /** Block rows `firstBlockRow` (included) to `endBlockRow` (not). */
  readonly firstBlockRow: number;
  readonly endBlockRow: number;
  /** Pixel rows `top` (included) to `bottom` (not). */
  readonly top: number;
  readonly bottom: number;
}

/** Bands in a picture. */
export function countBands(grid: Grid, header: Pick<Header, 'bandBlockRows'>): number {
  return Math.ceil(grid.rows / header.bandBlockRows);
}

/** The band of the given index. */
export function bandAt(grid: Grid, header: Pick<Header, 'bandBlockRows'>, index: number): Band {
  const firstBlockRow = index * header.bandBlockRows;
  const endBlockRow = Math.min(firstBlockRow + header.bandBlockRows, grid.rows);
  const side = 1 << grid.blockLog2;
  return {
    index,
    firstBlockRow,
    endBlockRow,
    top: firstBlockRow * side,
    bottom: Math.min(endBlockRow * side, grid.height),
  };
}

/**
 * Pixels of the low and of the high blocks of a band: the indices in its planes.
 *
 * @param bitmap - see {@link classOf}
 */
export function countBandPixels(grid: Grid, bitmap: Uint8Array, band: Band): { low: number; high: number } {
  const { columns, blockLog2, width, height } = grid;
  const side = 1 << blockLog2;
  const clipped = columns * side - width;
  let high = 0;
  for (let row = band.firstBlockRow; row < band.endBlockRow; row++) {
    const end = (row + 1) * columns;
    const across = side * countHighBlocks(bitmap, end - columns, end) - clipped * classOf(bitmap, end - 1);
    high += across * Math.min(side, height - row * side);
  }
  return { low: (band.bottom - band.top) * width - high, high };
}

/** High blocks from block `i` (included) to `end` (not). A few bytes of a file may stand for millions of blocks. */
function countHighBlocks(bitmap: Uint8Array, i: number, end: number): number {
  let count = 0;
  while (i < end) {
    if (i % 8 === 0 && i + 8 <= end && bitmap[i >>> 3] % 255 === 0) {
      // All eight are of one class.
      count += bitmap[i >>> 3] & 8;
      i += 8;
    } else {
      count += classOf(bitmap, i++);
    }
  }
  return count;
}
