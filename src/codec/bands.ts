/** Bands: slices of whole block rows that are coded on their own (spec, section 5). */

import type { Header } from '../format/header.js';
import type { Grid } from './grid.js';

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

/** Pixels of the low and of the high blocks of a band, from the bitmap alone: the lengths of its index planes. */
export function countBandPixels(grid: Grid, bitmap: Uint8Array, band: Band): { low: number; high: number } {
  const { columns, blockLog2, width, height } = grid;
  const side = 1 << blockLog2;
  const lastColumnWidth = width - (columns - 1) * side;
  let high = 0;
  for (let blockRow = band.firstBlockRow; blockRow < band.endBlockRow; blockRow++) {
    const first = blockRow * columns;
    const last = first + columns - 1;
    let across = 0;
    for (let block = first; block < last; block++) across += (bitmap[block >>> 3] >>> (block & 7)) & 1;
    across = across * side + ((bitmap[last >>> 3] >>> (last & 7)) & 1) * lastColumnWidth;
    high += across * (Math.min((blockRow + 1) * side, height) - blockRow * side);
  }
  return { low: (band.bottom - band.top) * width - high, high };
}
