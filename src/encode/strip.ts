/** Chooses the width of the strips in which a band is scanned (spec, section 5), by trying widths on some rows. */

import { type Band, bandAt, countBands, type Grid, type Layout } from '../codec/layout.js';
import { measureRate } from './deflate/index.js';
import { packLikely } from './deflate-planes.js';
import { type BandLabeller, gatherPlanes } from './label-bands.js';
import type { ResolvedEncodeOptions } from './options.js';
import type { Palettes } from './palettes.js';

/** Widths tried besides whole rows. In a strip, the deflate window reaches more rows up. */
const STRIP_WIDTHS = [256, 128, 64];

/** The width at low effort, where none is tried: the best one for most photographs. */
const USUAL_STRIP_WIDTH = 256;

/** Pixels of the sample on which widths are compared. */
const SAMPLE_PIXELS = 2 ** 17;

/**
 * The strip width: the caller's; else the one whose planes deflate best for rows of the middle band; else the usual one.
 *
 * @returns 0 (whole rows) or 1..width-1
 */
export function chooseStripWidth(
  layout: Layout,
  palettes: Palettes,
  labeller: BandLabeller,
  options: ResolvedEncodeOptions,
): number {
  const candidates = candidateStrips(layout, options);
  if (candidates.length === 1) return candidates[0];
  const band = middleRows(layout, SAMPLE_PIXELS);
  const { labels } = labeller.label(band);
  let best = 0;
  let bestBytes = Number.POSITIVE_INFINITY;
  for (const stripWidth of candidates) {
    const place = { layout: { ...layout, stripWidth }, palettes };
    const { low, high } = packLikely(gatherPlanes(labels, place.layout, band, palettes), place, band);
    const bytes = measureRate(low) + measureRate(high);
    if (bytes < bestBytes) {
      best = stripWidth;
      bestBytes = bytes;
    }
  }
  return best;
}

/** Strip widths to try, 0 (whole rows) or below the picture's width: the caller's, the usual one, or several. */
export function candidateStrips(
  { width }: Pick<Grid, 'width'>,
  { strip, effort }: Pick<ResolvedEncodeOptions, 'strip' | 'effort'>,
): number[] {
  const fitWidth = (stripWidth: number) => (stripWidth < width ? stripWidth : 0);
  if (strip !== undefined) return [fitWidth(strip)];
  if (!effort.triesStrips) return [fitWidth(USUAL_STRIP_WIDTH)];
  return [0, ...STRIP_WIDTHS.filter((candidate) => candidate < width)];
}

/** The block rows in the middle of the picture's middle band that have about `pixels` pixels; at most the whole band. */
export function middleRows(layout: Layout, pixels: number): Band {
  const band = bandAt(layout, countBands(layout) >>> 1);
  const side = 1 << layout.blockLog2;
  const wanted = Math.max(1, Math.round(pixels / (layout.width * side)));
  const blockRows = Math.min(wanted, band.endBlockRow - band.firstBlockRow);
  const firstBlockRow = (band.firstBlockRow + band.endBlockRow - blockRows) >>> 1;
  const endBlockRow = firstBlockRow + blockRows;
  const bottom = Math.min(endBlockRow * side, layout.height);
  return { index: band.index, firstBlockRow, endBlockRow, top: firstBlockRow * side, bottom };
}
