/** Block geometry: how a picture is cut into blocks, which class each is of, and the runs of a class in a row. */

import { type Header, storedHeight, storedWidth } from '../format/header.js';

/**
 * Pixels of a row that are looked at together: scratch memory is sized by this, not by the picture's width, so that a
 * picture of one long row costs no more than a square one. A multiple of every block side.
 */
export const SEGMENT_WIDTH = 4096;

/** A picture's division into square blocks, row-major; blocks at the right and lower edge are clipped. */
export interface Grid {
  readonly width: number;
  readonly height: number;
  /** Side of a block is `2 ** blockLog2` pixels. */
  readonly blockLog2: number;
  /** Blocks across. */
  readonly columns: number;
  /** Blocks down. */
  readonly rows: number;
}

/** The grid of a picture of `width` x `height` pixels (their product below 2^31) and blocks of `2 ** blockLog2`. */
export function makeGrid({ width, height, blockLog2 }: Pick<Grid, 'width' | 'height' | 'blockLog2'>): Grid {
  const side = 1 << blockLog2;
  return { width, height, blockLog2, columns: Math.ceil(width / side), rows: Math.ceil(height / side) };
}

/** The grid of a file: that of its picture as it is stored, before it is enlarged. */
export function gridOf(header: Header): Grid {
  return makeGrid({ width: storedWidth(header), height: storedHeight(header), blockLog2: header.blockLog2 });
}

/** Bytes of the bitmap of `grid` (spec, section 4). */
export function bitmapSize(grid: Grid): number {
  return Math.ceil((grid.columns * grid.rows) / 8);
}

/**
 * Packs one byte a block (0 low, 1 high) into the stored bitmap: block `i` is bit `i % 8` (least significant first)
 * of byte `i / 8`.
 */
export function packBlockMap(map: Uint8Array): Uint8Array {
  const bitmap = new Uint8Array(Math.ceil(map.length / 8));
  for (let i = 0; i < map.length; i++) bitmap[i >>> 3] |= map[i] << (i & 7);
  return bitmap;
}

/** The inverse of {@link packBlockMap} for `count` blocks. */
export function unpackBlockMap(bitmap: Uint8Array, count: number): Uint8Array {
  const map = new Uint8Array(count);
  for (let i = 0; i < count; i++) map[i] = classOf(bitmap, i);
  return map;
}

/**
 * The class of a block: 1 = high.
 *
 * @param bitmap - empty for a picture with one palette: a header of a few bytes may stand for millions of blocks
 */
export function classOf(bitmap: Uint8Array, block: number): number {
  return bitmap.length === 0 ? 1 : (bitmap[block >>> 3] >>> (block & 7)) & 1;
}

/** A bitmap in which every block is high: that of a picture with one palette. */
export function allHighBitmap(grid: Grid): Uint8Array {
  return new Uint8Array(bitmapSize(grid)).fill(0xff);
}

/**
 * Lengths in pixels of the runs of one class along a row, from pixel column `left` (included) to `right` (not), which are
 * at most {@link SEGMENT_WIDTH} apart.
 *
 * Runs alternate, the first being of low blocks (and perhaps of length 0): run `i` is high when `i` is odd.
 *
 * @param runs - out; see {@link makeRuns}
 * @returns the number of runs
 */
export function classRuns(
  grid: Grid,
  bitmap: Uint8Array,
  blockRow: number,
  left: number,
  right: number,
  runs: Uint32Array,
): number {
  const { blockLog2, columns } = grid;
  const firstBlock = blockRow * columns;
  let count = 0;
  let runStart = left;
  let isHigh = 0;
  for (let column = left >>> blockLog2, x = left; x < right; column++) {
    const bit = classOf(bitmap, firstBlock + column);
    if (bit !== isHigh) {
      runs[count++] = x - runStart;
      runStart = x;
      isHigh = bit;
    }
    x = (column + 1) << blockLog2;
  }
  runs[count++] = right - runStart;
  return count;
}

/** Scratch for {@link classRuns}: a run a block, one more for a clipped block, and the first, which may be empty. */
export function makeRuns(grid: Grid): Uint32Array {
  return new Uint32Array((Math.min(grid.width, SEGMENT_WIDTH) >>> grid.blockLog2) + 3);
}
