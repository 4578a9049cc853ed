/**
 * Chooses the classes of blocks for least D + lambda * R.
 *
 * These variants compete: no low blocks; smooth blocks drawn by a mesh; flat blocks as low blocks; and two palettes of 256
 * colours, one for each class, with and without a mesh. One palette of 256 colours can draw a photograph only with some
 * error. Where error counts for more than bits, two palettes pay.
 */

import { packBlockMap } from '../../codec/layout.js';
import type { BandPlanes } from '../../codec/reconstruct.js';
import { MAX_K_ONE_BYTE } from '../../format/constants.js';
import { partOf, type Steps } from '../../steps.js';
import { refineBlockMap } from '../classify/codebook.js';
import { classify } from '../classify/index.js';
import { BandLabeller, type IndexingContext } from '../label-bands.js';
import type { StoredMesh } from '../mesh/stored-mesh.js';
import { buildClassHistograms, makePalettesSteps, type PaletteOptions } from '../palettes.js';
import { matchBands } from './match-bands.js';
import { divideRest, fitPictureMesh, forMeshRest, type PictureMesh } from './mesh-variant.js';
import { chooseVariant, type Variant } from './variant.js';

/**
 * Finds the best variant of a picture that has one palette so far.
 *
 * @param planes - the picture's, all of the high class
 * @param weights - one a pixel
 * @param apart - the same with the flat blocks separated, if that may pay
 */
export function* findVariant(
  context: IndexingContext,
  planes: readonly BandPlanes[],
  weights: Float32Array,
  apart?: IndexingContext,
): Steps<Variant> {
  const { layout, palettes, options } = context;
  const variants: Variant[] = [{ layout, hasLow: false, planes, palettes }];
  const mesh = yield* partOf(fitPictureMesh(context, planes, weights), 0, 0.2);
  if (mesh !== undefined) {
    const sizes = { k1: 0, k2: palettes.high.length / 4 };
    const rest = { ...context, layout: mesh.layout, options: forMeshRest(options, mesh) };
    variants.push({ ...(yield* partOf(matchPalettes(rest, sizes, weights), 0.2, 0.3)), mesh: mesh.mesh });
  }
  if (apart !== undefined) variants.push(yield* partOf(matchApart(apart, weights), 0.3, 0.4));
  // A picture of few colours does not need a second palette: one holds all colours that pay.
  if (options.lambda < options.effort.twoPalettesBelow && options.storage !== 'lossy')
    variants.push(...(yield* partOf(tryTwoPalettes(context, weights, apart, mesh), 0.4, 0.9)));
  return yield* partOf(chooseVariant(context, variants, weights), 0.9, 1);
}

/** The variant whose low blocks are the flat ones; each class is matched in its plane. */
function* matchApart(context: IndexingContext, weights: Float32Array): Steps<Variant> {
  const { layout, palettes } = context;
  return { layout, hasLow: true, planes: yield* matchBands(context, weights), palettes };
}

/** Two palettes for the classes that they fit best, for those with the flat blocks separated, and for what a mesh leaves. */
function* tryTwoPalettes(
  context: IndexingContext,
  weights: Float32Array,
  apart: IndexingContext | undefined,
  mesh: PictureMesh | undefined,
): Steps<Variant[]> {
  const bitmap = findFittingClasses(context);
  const fitting = bitmap && { ...context, layout: { ...context.layout, bitmap } };
  const starts: [IndexingContext, StoredMesh?][] = [];
  if (fitting !== undefined) starts.push([fitting]);
  if (apart !== undefined) starts.push([apart]);
  if (fitting !== undefined && mesh !== undefined) {
    const layout = divideRest(mesh, fitting.layout);
    starts.push([{ ...fitting, layout, options: forMeshRest(fitting.options, mesh) }, mesh.mesh]);
  }
  const found: Variant[] = [];
  for (const [i, [start, drawn]] of starts.entries()) {
    const variant = yield* partOf(
      matchPalettes(start, TWO_PALETTES, weights),
      i / starts.length,
      (i + 1) / starts.length,
    );
    found.push(drawn === undefined ? variant : { ...variant, mesh: drawn });
  }
  return found;
}

const TWO_PALETTES = { k1: MAX_K_ONE_BYTE, k2: MAX_K_ONE_BYTE };

/** Clusters a palette for each class of a layout, and matches the pixels to them. */
function* matchPalettes(
  context: IndexingContext,
  sizes: Pick<PaletteOptions, 'k1' | 'k2'>,
  weights: Float32Array,
): Steps<Variant> {
  const { picture, layout, options } = context;
  const histograms = buildClassHistograms(picture, layout);
  const palettes = yield* partOf(makePalettesSteps(histograms, picture.opaque, { ...options, ...sizes }), 0, 0.3);
  const labeller = new BandLabeller(picture, layout, palettes, false);
  const planes = yield* partOf(matchBands({ ...context, palettes, labeller }, weights), 0.3, 1);
  return { layout, hasLow: true, planes, palettes };
}

/** The classes that two palettes fit best, regardless of detail; undefined if one palette fits as well as two. */
function findFittingClasses({ picture, layout }: IndexingContext): Uint8Array | undefined {
  const map = classify('codebook', picture.bytes, picture.width, picture.height, 1 << layout.blockLog2);
  if (!map?.includes(0)) return undefined;
  const refined = refineBlockMap(picture, layout, map, TWO_PALETTES);
  return refined.includes(0) ? packBlockMap(refined) : undefined;
}
