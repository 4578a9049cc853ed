/** From labels in picture order to index planes in scan order: the inverse of `codec/reconstruct.ts`. */

import { type Band, countBandPixels } from '../codec/bands.js';
import type { Grid } from '../codec/grid.js';
import { planeSize, visitRuns } from '../codec/index-plane.js';
import type { BandPlanes } from '../codec/reconstruct.js';
import { MAX_K_ONE_BYTE } from '../format/constants.js';
import type { Header } from '../format/header.js';

/**
 * Gathers a band's labels into its two planes (spec, section 5).
 *
 * @param labels - one a pixel of the band, row-major, each below its class's palette size
 */
export function gatherPlanes(
  labels: Uint16Array,
  header: Pick<Header, 'k1' | 'k2' | 'stripWidth'>,
  grid: Grid,
  bitmap: Uint8Array,
  band: Band,
): BandPlanes {
  const pixels = countBandPixels(grid, bitmap, band);
  const low = new Uint8Array(planeSize(pixels.low, header.k1));
  const high = new Uint8Array(planeSize(pixels.high, header.k2));
  const lowUpper = header.k1 > MAX_K_ONE_BYTE ? pixels.low : 0;
  const highUpper = header.k2 > MAX_K_ONE_BYTE ? pixels.high : 0;
  const bandStart = band.top * grid.width;
  let lowAt = 0;
  let highAt = 0;
  visitRuns(header, grid, bitmap, band, (isHigh, pixel, length) => {
    const from = pixel - bandStart;
    if (isHigh) {
      gatherRun(labels, from, length, high, highAt, highUpper);
      highAt += length;
    } else {
      gatherRun(labels, from, length, low, lowAt, lowUpper);
      lowAt += length;
    }
  });
  return { low, high };
}

/** @param upper - offset in the plane of the high bytes; 0 when an index is one byte */
function gatherRun(
  labels: Uint16Array,
  from: number,
  length: number,
  plane: Uint8Array,
  at: number,
  upper: number,
): void {
  for (let i = 0; i < length; i++) plane[at + i] = labels[from + i];
  if (upper === 0) return;
  for (let i = 0; i < length; i++) plane[upper + at + i] = labels[from + i] >>> 8;
}
