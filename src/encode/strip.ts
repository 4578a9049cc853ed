/** Choosing the width of the strips in which a band is scanned (spec, section 5). */

import { type Band, bandAt, countBands } from '../codec/bands.js';
import type { Grid } from '../codec/grid.js';
import type { Header } from '../format/header.js';
import type { BandLabeller } from './assign.js';
import { measureRate } from './deflate/index.js';
import type { ResolvedEncodeOptions } from './options.js';
import { gatherPlanes } from './planes.js';

/** Widths tried beside whole rows: the deflate window then reaches more rows up. */
const STRIP_WIDTHS = [256, 128];

/** Taken untried at low effort: the best of the three on most photographs. */
const USUAL_STRIP_WIDTH = 256;

/** So many pixels are enough to tell. */
const TRIAL_PIXELS = 2 ** 17;

/**
 * The strip width: the caller's, else the one whose planes deflate best for rows of the picture's middle band, else the usual one.
 *
 * @returns 0 (whole rows) or 1..width-1
 */
export function chooseStripWidth(
  header: Header,
  grid: Grid,
  bitmap: Uint8Array,
  labeller: BandLabeller,
  options: ResolvedEncodeOptions,
): number {
  const fitWidth = (stripWidth: number) => (stripWidth < grid.width ? stripWidth : 0);
  if (options.strip !== undefined) return fitWidth(options.strip);
  if (!options.effort.triesStrips) return fitWidth(USUAL_STRIP_WIDTH);
  const band = takeRows(bandAt(grid, header, countBands(grid, header) >>> 1), grid);
  const { labels } = labeller.label(band);
  let best = 0;
  let bestBytes = Number.POSITIVE_INFINITY;
  for (const stripWidth of [0, ...STRIP_WIDTHS.filter((candidate) => candidate < grid.width)]) {
    const { low, high } = gatherPlanes(labels, { ...header, stripWidth }, grid, bitmap, band);
    const bytes = measureRate(low) + measureRate(high);
    if (bytes < bestBytes) {
      best = stripWidth;
      bestBytes = bytes;
    }
  }
  return best;
}

/** The block rows in the middle of a band that have about {@link TRIAL_PIXELS}. */
function takeRows(band: Band, grid: Grid): Band {
  const side = 1 << grid.blockLog2;
  const wanted = Math.max(1, Math.round(TRIAL_PIXELS / (grid.width * side)));
  const blockRows = Math.min(wanted, band.endBlockRow - band.firstBlockRow);
  const firstBlockRow = (band.firstBlockRow + band.endBlockRow - blockRows) >>> 1;
  const endBlockRow = firstBlockRow + blockRows;
  const bottom = Math.min(endBlockRow * side, grid.height);
  return { index: band.index, firstBlockRow, endBlockRow, top: firstBlockRow * side, bottom };
}
