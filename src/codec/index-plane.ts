/**
 * Index planes: the order in which a band's pixels are scanned, and the bytes an index takes (spec, section 5).
 *
 * A band is scanned in vertical strips; the indices of low blocks go to one plane, those of high blocks to the other.
 */

import { MAX_K_ONE_BYTE } from '../format/constants.js';
import type { Header } from '../format/header.js';
import type { Band } from './bands.js';
import { classRuns, type Grid, makeRuns, SEGMENT_WIDTH } from './grid.js';

/** Bytes of a plane of `pixels` indices into a palette of `k` entries. */
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
 */
export function visitRuns(
  header: Pick<Header, 'stripWidth'>,
  grid: Grid,
  bitmap: Uint8Array,
  band: Band,
  visit: RunVisitor,
  runs: Uint32Array = makeRuns(grid),
): void {
  const stripWidth = header.stripWidth === 0 ? grid.width : header.stripWidth;
  for (let left = 0; left < grid.width; left += stripWidth) {
    visitStrip(grid, bitmap, band, left, Math.min(left + stripWidth, grid.width), runs, visit);
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
): void {
  const { width, blockLog2 } = grid;
  const isOneSegment = right - left <= SEGMENT_WIDTH;
  let runCount = 0;
  for (let y = band.top; y < band.bottom; y++) {
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

/**
 * The first index of a plane that is not below `k`.
 *
 * @param plane - `planeSize(pixels, k)` bytes
 * @returns its position in the plane in pixels, or -1 when all are in range
 */
export function findIndexOutOfRange(plane: Uint8Array, k: number): number {
  if (k <= MAX_K_ONE_BYTE) {
    if (k === MAX_K_ONE_BYTE) return -1;
    for (let i = 0; i < plane.length; i++) if (plane[i] >= k) return i;
    return -1;
  }
  const pixels = plane.length / 2;
  for (let i = 0; i < pixels; i++) if ((plane[i] | (plane[pixels + i] << 8)) >= k) return i;
  return -1;
}
