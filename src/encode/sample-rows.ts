/** Rows of a picture on which something is tried before it is done to the whole. */

import { type Band, bandAt, countBands } from '../codec/bands.js';
import type { Grid } from '../codec/grid.js';
import type { Header } from '../format/header.js';

/** The block rows in the middle of the picture's middle band that have about `pixels` pixels, or all of that band's. */
export function middleRows(grid: Grid, header: Pick<Header, 'bandBlockRows'>, pixels: number): Band {
  const band = bandAt(grid, header, countBands(grid, header) >>> 1);
  const side = 1 << grid.blockLog2;
  const wanted = Math.max(1, Math.round(pixels / (grid.width * side)));
  const blockRows = Math.min(wanted, band.endBlockRow - band.firstBlockRow);
  const firstBlockRow = (band.firstBlockRow + band.endBlockRow - blockRows) >>> 1;
  const endBlockRow = firstBlockRow + blockRows;
  const bottom = Math.min(endBlockRow * side, grid.height);
  return { index: band.index, firstBlockRow, endBlockRow, top: firstBlockRow * side, bottom };
}
