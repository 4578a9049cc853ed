/**
 * Index planes: the order in which a band's pixels are scanned, and the bytes an index takes (spec, section 5).
 *
 * A band is scanned in vertical strips; the indices of low blocks go to one plane, those of high blocks to the other.
 */

import { MAX_K_ONE_BYTE } from '../format/constants.js';
import type { Header } from '../format/header.js';
import type { Band } from './bands.js';
import { classRuns, type Grid, makeRuns, SEGMENT_WIDTH } from './grid.js';

/**
 * Bits of an index in a plane (spec, section 5): 8 or 16, or 1, 2 or 4 in a packed plane.
 *
 * @param k - entries of the palette, 1..4096; at most 16 when the plane is packed
 */
export function bitsPerIndex(k: number, isPacked: boolean): number {
  if (!isPacked) return k > MAX_K_ONE_BYTE ? 16 : 8;
  return k > 4 ? 4 : k > 2 ? 2 : 1;
}

/** Bytes of a plane of `pixels` indices into a palette of `k` entries that is not packed. */
export function planeSize(pixels: number, k: number): number {
  return k > MAX_K_ONE_BYTE ? pixels * 2 : pixels;
}

/**
 * One visit a run of pixels of one class, in scan order.
 *
 * @param isHigh - 1 when the run's blocks are of high detail, else 0
 * @param pixel - offset of the run's first pixel in the picture, row-major
 * @param length - pixels in the run
 */
export type RunVisitor = (isHigh: number, pixel: number, length: number) => void;

/**
 * Walks a band in scan order, a run of one class at a time.
 *
 * @param runs - scratch of `makeRuns`: a picture may have so many bands that one for each is too much garbage
 * @param startRow - called before the runs of each row of a strip
 */
export function visitRuns(
  header: Pick<Header, 'stripWidth'>,
  grid: Grid,
  bitmap: Uint8Array,
  band: Band,
  visit: RunVisitor,
  runs: Uint32Array = makeRuns(grid),
  startRow?: () => void,
): void {
  const stripWidth = header.stripWidth === 0 ? grid.width : header.stripWidth;
  for (let left = 0; left < grid.width; left += stripWidth) {
    visitStrip(grid, bitmap, band, left, Math.min(left + stripWidth, grid.width), runs, visit, startRow);
  }
}

/** Walks a band's rows between two pixel columns; the runs of a segment are found once a block row where they can be. */
function visitStrip(
  grid: Grid,
  bitmap: Uint8Array,
  band: Band,
  left: number,
  right: number,
  runs: Uint32Array,
  visit: RunVisitor,
  startRow: (() => void) | undefined,
): void {
  const { width, blockLog2 } = grid;
  const isOneSegment = right - left <= SEGMENT_WIDTH;
  let runCount = 0;
  for (let y = band.top; y < band.bottom; y++) {
    startRow?.();
    const isNewBlockRow = (y & ((1 << blockLog2) - 1)) === 0;
    for (let start = left; start < right; start += SEGMENT_WIDTH) {
      const end = Math.min(start + SEGMENT_WIDTH, right);
      if (isNewBlockRow || !isOneSegment) runCount = classRuns(grid, bitmap, y >>> blockLog2, start, end, runs);
      let pixel = y * width + start;
      for (let run = 0; run < runCount; run++) {
        visit(run & 1, pixel, runs[run]);
        pixel += runs[run];
      }
    }
  }
}
