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

/** Pixels of the low and of the high blocks of a band, from the bitmap alone: the lengths of its index planes. */
export function countBandPixels(grid: Grid, bitmap: Uint8Array, band: Band): { low: number; high: number } {
  const { columns, blockLog2, width, height } = grid;
  const side = 1 << blockLog2;
  let high = 0;
  for (let row = band.firstBlockRow; row < band.endBlockRow; row++) {
    let across = 0;
    for (let column = 0; column < columns; column++) {
      if (classOf(bitmap, row * columns + column)) across += Math.min(side, width - column * side);
    }
    high += across * Math.min(side, height - row * side);
  }
  return { low: (band.bottom - band.top) * width - high, high };
}
