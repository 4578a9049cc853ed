/**
 * Index planes: the order in which a band's pixels are scanned, and how indices are stored (spec, section 5).
 *
 * A band is scanned in vertical strips. The indices of low blocks go to one plane, those of high blocks to the other.
 *
 * A plane of a small palette may be packed, with 8, 4 or 2 indices a byte. A *row* of such a plane holds the indices of one pixel
 * row of one strip. Each row begins on a byte. The first index is in the most significant bits, and the bits after the last
 * index are zero. PNG packs its pixels in the same way.
 */

import { MAX_K_ONE_BYTE } from '../format/constants.js';
import { type Band, kindOf, kindOfRun, kindRuns, type Layout, MESH, makeRuns, SEGMENT_WIDTH } from './layout.js';

/**
 * Bits of an index in a plane (spec, section 5): 8 or 16, or 1, 2 or 4 in a packed plane.
 *
 * @param k - entries of the palette, 1..4096; at most 16 when the plane is packed
 */
export function bitsPerIndex(k: number, isPacked: boolean): number {
  if (!isPacked) return k > MAX_K_ONE_BYTE ? 16 : 8;
  return k > 4 ? 4 : k > 2 ? 2 : 1;
}

/** Bytes of a plane that is not packed, of `pixels` indices into a palette of `k` entries. */
export function planeSize(pixels: number, k: number): number {
  return k > MAX_K_ONE_BYTE ? pixels * 2 : pixels;
}

/**
 * Called for each run of pixels of one class, in scan order. Pixels of the mesh have no index, and are left out.
 *
 * @param isHigh - 1 when the run's blocks are of high detail, else 0
 * @param pixel - offset of the run's first pixel in the picture, row-major
 * @param length - pixels in the run
 */
export type RunVisitor = (isHigh: number, pixel: number, length: number) => void;

/**
 * Walks a band in scan order, a run of one class at a time.
 *
 * @param runs - scratch of `makeRuns`; callers reuse it, since a picture may have very many bands
 * @param startRow - called before the runs of each row of a strip
 */
export function visitRuns(
  layout: Layout,
  band: Band,
  visit: RunVisitor,
  runs: Uint32Array = makeRuns(layout),
  startRow?: () => void,
): void {
  const { width } = layout;
  const stripWidth = layout.stripWidth || width;
  for (let left = 0; left < width; left += stripWidth) {
    visitStrip(layout, band, left, Math.min(left + stripWidth, width), runs, visit, startRow);
  }
}

/** Walks a band's rows between two pixel columns. Where possible, the runs of a segment are computed once a block row. */
function visitStrip(
  layout: Layout,
  band: Band,
  left: number,
  right: number,
  runs: Uint32Array,
  visit: RunVisitor,
  startRow: (() => void) | undefined,
): void {
  const { width, blockLog2 } = layout;
  const isOneSegment = right - left <= SEGMENT_WIDTH;
  let runCount = 0;
  for (let y = band.top; y < band.bottom; y++) {
    startRow?.();
    const isNewBlockRow = (y & ((1 << blockLog2) - 1)) === 0;
    for (let start = left; start < right; start += SEGMENT_WIDTH) {
      const end = Math.min(start + SEGMENT_WIDTH, right);
      if (isNewBlockRow || !isOneSegment) runCount = kindRuns(layout, y >>> blockLog2, start, end, runs);
      let pixel = y * width + start;
      for (let run = 0; run < runCount; run++) {
        const kind = kindOfRun(run);
        if (kind !== MESH && runs[run] > 0) visit(kind, pixel, runs[run]);
        pixel += runs[run];
      }
    }
  }
}

/**
 * Called for consecutive rows of a plane with equal length.
 *
 * @param pixels - indices in each of the rows; 0 where the strip has no pixel of the class
 * @param rows - how many rows there are
 */
export type RowsVisitor = (pixels: number, rows: number) => void;

/** Walks the rows of a class's plane in scan order. Each visit is for one block row of one strip. */
export function visitPlaneRows(layout: Layout, band: Band, isHigh: number, visit: RowsVisitor): void {
  const { width, height } = layout;
  const stripWidth = layout.stripWidth || width;
  const side = 1 << layout.blockLog2;
  for (let left = 0; left < width; left += stripWidth) {
    const right = Math.min(left + stripWidth, width);
    for (let row = band.firstBlockRow; row < band.endBlockRow; row++) {
      visit(countAcross(layout, row, left, right, isHigh), Math.min(side, height - row * side));
    }
  }
}

/** Pixels of a class in one pixel row of a block row, from column `left` (included) to `right` (not). */
function countAcross(layout: Layout, blockRow: number, left: number, right: number, isHigh: number): number {
  const { blockLog2, columns } = layout;
  let pixels = 0;
  for (let column = left >>> blockLog2, x = left; x < right; column++) {
    const end = Math.min((column + 1) << blockLog2, right);
    if (kindOf(layout, blockRow * columns + column) === isHigh) pixels += end - x;
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
