/** One way to code a picture: classes, palettes, planes and smoothing; how it is drawn, and what it costs. */

import { bandAt, type Layout } from '../../codec/layout.js';
import { type BandPlanes, drawBand } from '../../codec/reconstruct.js';
import { smoothPixels } from '../../codec/smooth-kernel.js';
import type { Steps } from '../../steps.js';
import { measureRates } from '../deflate-planes.js';
import { packColours } from '../kmeans/colour-space.js';
import type { IndexingContext } from '../label-bands.js';
import type { Palettes } from '../palettes.js';
import { measureDrawn } from './smoothed-blocks.js';

/** A variant: the classes of a picture, its palettes and planes, and how it is smoothed. */
export interface Variant {
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
export interface MeasuredVariant {
  readonly variant: Variant;
  readonly distortion: number;
}

/** The variant with the least D + lambda * R. */
export function* chooseVariant(variants: readonly MeasuredVariant[], lambda: number): Steps<Variant> {
  if (variants.length === 1) return variants[0].variant;
  const sizes = yield* measureRates(variants.map(({ variant }) => partsOf(variant)));
  const prices = sizes.map((bytes, i) => variants[i].distortion + lambda * 8 * bytes);
  return variants[prices.indexOf(Math.min(...prices))].variant;
}

/** Adds the weighted squared error of the variant's picture as a decoder draws it. */
export function measureVariant(
  { picture, options }: Pick<IndexingContext, 'picture' | 'options'>,
  variant: Variant,
  weights: Float32Array,
): MeasuredVariant {
  const drawn = drawVariant(variant);
  smoothPixels(drawn, variant.layout, variant.layout.bitmap, variant.smoothPasses, variant.threshold, true);
  return { variant, distortion: measureDrawn({ picture, drawn, weights, tune: options.tune }) };
}

/** A variant's picture as a decoder draws it before smoothing, in packed colours. */
export function drawVariant({
  layout,
  planes,
  palettes,
}: Omit<Variant, 'hasLow' | 'threshold' | 'smoothPasses'>): Uint32Array {
  const drawn = new Uint32Array(layout.width * layout.height);
  const tables = { low: packColours(palettes.low), high: packColours(palettes.high) };
  planes.forEach((band, index) => {
    drawBand(drawn, layout, bandAt(layout, index), band, tables);
  });
  return drawn;
}

/** All parts of a variant that are deflated. */
function partsOf({ layout, hasLow, planes, palettes }: Variant): Uint8Array[] {
  const parts = planes.flatMap(({ low, high }) => [low, high]);
  return hasLow ? [...parts, palettes.low, palettes.high, layout.bitmap] : [...parts, palettes.high];
}
