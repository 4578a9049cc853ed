/** One way to code a picture: classes, palettes and planes; how it is drawn, and what it costs. */

import { bandAt, type Layout } from '../../codec/layout.js';
import { drawMesh } from '../../codec/mesh-draw.js';
import { type BandPlanes, drawBand } from '../../codec/reconstruct.js';
import type { Steps } from '../../steps.js';
import { measureRates } from '../deflate-planes.js';
import { packColours } from '../kmeans/colour-space.js';
import type { IndexingContext } from '../label-bands.js';
import { restoreStoredMesh, type StoredMesh } from '../mesh/stored-mesh.js';
import type { Palettes } from '../palettes.js';
import { measureDrawn } from './drawn-error.js';

/** A variant: the classes of a picture, its palettes and planes. */
export interface Variant {
  readonly layout: Layout;
  /** Whether some block is low. */
  readonly hasLow: boolean;
  readonly planes: readonly BandPlanes[];
  /** The palettes of the planes' indices; the low one is empty when no block is low. */
  readonly palettes: Palettes;
  /** What draws the layout's mesh blocks; absent if there are none. */
  readonly mesh?: StoredMesh;
}

/** The variant with the least D + lambda * R. */
export function* chooseVariant(
  context: Pick<IndexingContext, 'picture' | 'options'>,
  variants: readonly Variant[],
  weights: Float32Array,
): Steps<Variant> {
  if (variants.length === 1) return variants[0];
  const sizes = yield* measureRates(variants.map(partsOf));
  const { picture, options } = context;
  const prices = variants.map((variant, i) => {
    const distortion = measureDrawn({ picture, drawn: drawVariant(variant), weights, tune: options.tune });
    return distortion + options.lambda * 8 * sizes[i];
  });
  return variants[prices.indexOf(Math.min(...prices))];
}

/** A variant's picture as a decoder draws it, in packed colours. */
export function drawVariant({ layout, planes, palettes, mesh }: Omit<Variant, 'hasLow'>): Uint32Array {
  const drawn = new Uint32Array(layout.width * layout.height);
  const tables = { low: packColours(palettes.low), high: packColours(palettes.high) };
  planes.forEach((band, index) => {
    drawBand(drawn, layout, bandAt(layout, index), band, tables);
    const bandMesh = mesh && restoreStoredMesh(layout, index, mesh);
    if (bandMesh !== undefined) drawMesh(drawn, layout, bandAt(layout, index), bandMesh, true);
  });
  return drawn;
}

/** All parts of a variant that are deflated. */
function partsOf({ layout, hasLow, planes, palettes, mesh }: Variant): Uint8Array[] {
  const parts = planes.flatMap(({ low, high }) => [low, high]);
  if (mesh !== undefined) parts.push(...mesh.stored, layout.meshBitmap);
  return hasLow ? [...parts, palettes.low, palettes.high, layout.bitmap] : [...parts, palettes.high];
}
