/** From palettes to index planes: by nearest entry, by error diffusion, or by rate and distortion. */

import { bandAt, countBands } from '../codec/layout.js';
import type { BandPlanes } from '../codec/reconstruct.js';
import { partOf, type Steps } from '../steps.js';
import { gatherPlanes, type IndexingContext } from './label-bands.js';
import type { Palettes } from './palettes.js';
import type { PreparedPicture } from './prepare.js';
import { measureSquared } from './rate-distortion/drawn-error.js';
import { findVariant } from './rate-distortion/find-variant.js';
import { matchBands } from './rate-distortion/match-bands.js';
import {
  compactPalette,
  measureDistortion,
  planesOfClasses,
  refinePalettes,
} from './rate-distortion/refine-palettes.js';
import { drawVariant, type Variant } from './rate-distortion/variant.js';
import { makeWeights } from './rate-distortion/weights.js';

/** The planes of all bands, with the classes and palettes that their indices are for. */
export interface IndexedBands extends Variant {
  /** Sum of squared error over all pixels, code units squared. */
  readonly distortion: number;
}

/** Labels every band with the nearest entries (or by diffusion). */
export function* indexBands(context: IndexingContext): Steps<IndexedBands> {
  const { layout, palettes, labeller } = context;
  const bandCount = countBands(layout);
  const planes: BandPlanes[] = [];
  let distortion = 0;
  for (let index = 0; index < bandCount; index++) {
    const band = bandAt(layout, index);
    const labelled = labeller.label(band);
    distortion += labelled.distortion;
    planes.push(gatherPlanes(labelled.labels, layout, band, palettes));
    yield (index + 1) / bandCount;
  }
  const variant = keepClasses(context, planes);
  const isShared = variant.palettes.low === variant.palettes.high;
  const result = { ...variant, palettes: isShared ? compactPalettes(variant) : variant.palettes };
  return { ...result, distortion: measureIndexed(context.picture, result, () => distortion) };
}

/**
 * Chooses the indices of every band for least D + lambda * R. It then chooses low blocks if they pay, and moves the entries
 * to the pixels that use them.
 *
 * @param apart - the same with the flat blocks separated, if that may pay
 */
export function* optimiseBands(context: IndexingContext, apart: IndexingContext | undefined): Steps<IndexedBands> {
  const { picture, options } = context;
  const weights = makeWeights(picture, options.tune, context.weightScale);
  const matched = yield* partOf(matchBands(context, weights), 0, 0.5);
  const variant = options.findsClasses
    ? yield* partOf(findVariant(context, matched, weights, apart), 0.5, 0.9)
    : keepClasses(context, matched);
  const indexed = { picture, ...variant };
  const refined = refinePalettes(indexed, compactPalettes(variant), weights, options.keepColours);
  const result = { ...variant, palettes: refined };
  return { ...result, distortion: measureIndexed(picture, result, () => measureDistortion(indexed, refined)) };
}

/** The squared error of a picture. Without a mesh it follows from the indices. */
function measureIndexed(picture: PreparedPicture, variant: Variant, measureIndices: () => number): number {
  return variant.mesh === undefined ? measureIndices() : measureSquared(picture, drawVariant(variant));
}

/** Palettes without the entries that no pixel of their class uses; the planes are renumbered in place. */
function compactPalettes({ planes, palettes }: Variant): Palettes {
  const { low, high } = planesOfClasses(planes);
  return {
    low: compactPalette({ palette: palettes.low, planes: low }),
    high: compactPalette({ palette: palettes.high, planes: high }),
    exact: palettes.exact,
  };
}

/** The given classes. */
function keepClasses({ layout, palettes, mesh }: IndexingContext, planes: readonly BandPlanes[]): Variant {
  return { layout, hasLow: palettes.low.length > 0, planes, palettes, ...(mesh && { mesh }) };
}
