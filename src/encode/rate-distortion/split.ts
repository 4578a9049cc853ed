/** One way to code a picture: classes, palettes, planes and smoothing; how it is drawn, and what it costs. */

import { bandAt, type Layout } from '../../codec/layout.js';
import { type BandPlanes, drawBand } from '../../codec/reconstruct.js';
import { smoothPixels } from '../../codec/smooth-kernel.js';
import type { Steps } from '../../steps.js';
import { measureRates } from '../deflate-planes.js';
import { packColours } from '../kmeans/colour-space.js';
import type { IndexingJob } from '../label-bands.js';
import type { Palettes } from '../palettes.js';
import { measureDrawn } from './smoothed-blocks.js';

/** A variant: the classes of a picture, its palettes and planes, and how it is smoothed. */
export interface Split {
  readonly layout: Layout;
  /** Whether some block is low. */
  readonly hasLow: boolean;
  readonly planes: readonly BandPlanes[];
  /** The palettes of the planes' indices; the low one is empty when no block is low. */
  readonly palettes: Palettes;
  /** 0 without smoothing. */
  readonly threshold: number;
  readonly smoothPasses: number;
}

/** A variant with its weighted squared error, as a decoder draws it. */
export interface MeasuredSplit {
  readonly split: Split;
  readonly distortion: number;
}

/** The variant with the least D + lambda * R. */
export function* chooseSplit(splits: readonly MeasuredSplit[], lambda: number): Steps<Split> {
  if (splits.length === 1) return splits[0].split;
  const sizes = yield* measureRates(splits.map(({ split }) => partsOf(split)));
  const prices = sizes.map((bytes, i) => splits[i].distortion + lambda * 8 * bytes);
  return splits[prices.indexOf(Math.min(...prices))].split;
}

/** Adds the weighted squared error of the variant's picture as a decoder draws it. */
export function measureSplit(
  { picture, options }: Pick<IndexingJob, 'picture' | 'options'>,
  split: Split,
  weights: Float32Array,
): MeasuredSplit {
  const drawn = drawSplit(split);
  smoothPixels(drawn, split.layout, split.layout.bitmap, split.smoothPasses, split.threshold, true);
  return { split, distortion: measureDrawn({ picture, drawn, weights, tune: options.tune }) };
}

/** A variant's picture as a decoder draws it before smoothing, in packed colours. */
export function drawSplit({
  layout,
  planes,
  palettes,
}: Omit<Split, 'hasLow' | 'threshold' | 'smoothPasses'>): Uint32Array {
  const drawn = new Uint32Array(layout.width * layout.height);
  const tables = { low: packColours(palettes.low), high: packColours(palettes.high) };
  planes.forEach((band, index) => {
    drawBand(drawn, layout, bandAt(layout, index), band, tables);
  });
  return drawn;
}

/** All parts of a variant that are deflated. */
function partsOf({ layout, hasLow, planes, palettes }: Split): Uint8Array[] {
  const parts = planes.flatMap(({ low, high }) => [low, high]);
  return hasLow ? [...parts, palettes.low, palettes.high, layout.bitmap] : [...parts, palettes.high];
}
