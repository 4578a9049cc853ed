/**
 * Packed planes: planes of small palettes with 8, 4 or 2 indices a byte (spec, section 5).
 *
 * A row of a plane is what it holds of one pixel row of one strip. Each row begins on a byte; the first index lies in the
 * most significant bits, and the bits behind the last index are zero. This is how PNG packs its pixels.
 */

import type { Header } from '../format/header.js';
import type { Band } from './bands.js';
import { classOf, type Grid } from './grid.js';

/**
 * Called for rows of a plane that follow each other and are of equal length.
 *
 * @param pixels - indices in each of the rows; 0 where the strip has no pixel of the class
 * @param rows - how many rows there are
 */
export type RowsVisitor = (pixels: number, rows: number) => void;

/** Walks the rows of a class's plane in scan order: those of one block row and strip at a time. */
export function visitPlaneRows(
  { stripWidth }: Pick<Header, 'stripWidth'>,
  grid: Grid,
  bitmap: Uint8Array,
  band: Band,
  isHigh: number,
  visit: RowsVisitor,
): void {
  const width = stripWidth === 0 ? grid.width : stripWidth;
  const side = 1 << grid.blockLog2;
  for (let left = 0; left < grid.width; left += width) {
    const right = Math.min(left + width, grid.width);
    for (let row = band.firstBlockRow; row < band.endBlockRow; row++) {
      visit(countAcross(grid, bitmap, row, left, right, isHigh), Math.min(side, grid.height - row * side));
    }
  }
}

/** Pixels of a class in one pixel row of a block row, from column `left` (included) to `right` (not). */
function countAcross(
  { blockLog2, columns }: Grid,
  bitmap: Uint8Array,
  blockRow: number,
  left: number,
  right: number,
  isHigh: number,
): number {
  let pixels = 0;
  for (let column = left >>> blockLog2, x = left; x < right; column++) {
    const end = Math.min((column + 1) << blockLog2, right);
    if (classOf(bitmap, blockRow * columns + column) === isHigh) pixels += end - x;
    x = end;
  }
  return pixels;
}

/** Bytes of a row of a packed plane. */
export function packedRowSize(pixels: number, bits: number): number {
  return Math.ceil((pixels * bits) / 8);
}

/**
 * Packs a plane.
 *
 * @param indices - one a byte, each below `2 ** bits`
 * @param bits - 1, 2 or 4
 * @param visitRows - walks the rows of the plane
 */
export function packPlane(
  indices: Uint8Array,
  bits: number,
  visitRows: (visit: RowsVisitor) => void,
): Uint8Array<ArrayBuffer> {
  let size = 0;
  visitRows((pixels, rows) => {
    size += rows * packedRowSize(pixels, bits);
  });
  const packed = new Uint8Array(size);
  let from = 0;
  let to = 0;
  visitRows((pixels, rows) => {
    for (let row = 0; row < rows; row++) {
      packRow(indices.subarray(from, from + pixels), bits, packed, to);
      from += pixels;
      to += packedRowSize(pixels, bits);
    }
  });
  return packed;
}

function packRow(indices: Uint8Array, bits: number, packed: Uint8Array, start: number): void {
  let to = start;
  let shift = 8 - bits;
  for (let i = 0; i < indices.length; i++) {
    packed[to] |= indices[i] << shift;
    shift -= bits;
    if (shift < 0) {
      shift = 8 - bits;
      to++;
    }
  }
}
