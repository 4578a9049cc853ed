/**
 * Chooses the classes of blocks for least D + lambda * R.
 *
 * These variants compete: no low blocks; low blocks that smoothing improves; flat blocks as low blocks; and two palettes of
 * 256 colours, one for each class. One palette of 256 colours can draw a photograph only with some error. Where error counts
 * for more than bits, two palettes pay.
 */

import { visitRuns } from '../../codec/index-planes.js';
import { bandAt, type Layout, packBlockMap } from '../../codec/layout.js';
import type { BandPlanes } from '../../codec/reconstruct.js';
import { MAX_K_ONE_BYTE } from '../../format/constants.js';
import { partOf, type Steps } from '../../steps.js';
import { refineBlockMap } from '../classify/codebook.js';
import { classify } from '../classify/index.js';
import { BandLabeller, gatherPlanes, type IndexingContext } from '../label-bands.js';
import { buildClassHistograms, makePalettesSteps, type Palettes } from '../palettes.js';
import { matchBands } from './match-bands.js';
import { candidateThresholds, findSmoothedBlocks } from './smoothed-blocks.js';
import { chooseVariant, drawVariant, type MeasuredVariant, measureVariant, type Variant } from './variant.js';

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
  const { lambda, effort, storage } = context.options;
  const variants = yield* partOf(trySmoothing(context, planes, weights), 0, 0.3);
  if (apart !== undefined) variants.push(yield* partOf(matchApart(apart, weights), 0.3, 0.4));
  // A picture of few colours does not need a second palette: one holds all colours that pay.
  if (lambda < effort.twoPalettesBelow && storage !== 'lossy')
    variants.push(...(yield* partOf(tryTwoPalettes(context, variants, weights, apart), 0.4, 0.9)));
  return yield* partOf(chooseVariant(variants, lambda), 0.9, 1);
}

/** The variant whose low blocks are the flat ones; each class is matched in its plane. */
function* matchApart(context: IndexingContext, weights: Float32Array): Steps<MeasuredVariant> {
  const { layout, palettes } = context;
  const planes = yield* matchBands(context, weights);
  const variant = { layout, hasLow: true, planes, palettes, threshold: 0, smoothPasses: 0 };
  return measureVariant(context, variant, weights);
}

/** The variants found so far, and the one with the classes that two palettes fit best; each with two palettes. */
function* tryTwoPalettes(
  context: IndexingContext,
  variants: readonly MeasuredVariant[],
  weights: Float32Array,
  apart: IndexingContext | undefined,
): Steps<MeasuredVariant[]> {
  const plain = { threshold: 0, smoothPasses: 0 };
  const smoothed = variants.find(({ variant }) => variant.threshold > 0)?.variant;
  const fitting = findFittingClasses(context);
  const starts = [];
  if (smoothed !== undefined) starts.push({ context, classes: smoothed });
  if (fitting !== undefined)
    starts.push({ context, classes: { ...plain, layout: { ...context.layout, bitmap: fitting } } });
  if (apart !== undefined) starts.push({ context: apart, classes: { ...plain, layout: apart.layout } });
  const found: MeasuredVariant[] = [];
  for (const [i, start] of starts.entries()) {
    const matching = matchTwoPalettes(start.context, start.classes, weights);
    found.push(yield* partOf(matching, i / starts.length, (i + 1) / starts.length));
  }
  return found;
}

const SIZES = { k1: MAX_K_ONE_BYTE, k2: MAX_K_ONE_BYTE };

/** Clusters a palette for each class of a variant, and matches the pixels to them. */
export function* matchTwoPalettes(
  context: IndexingContext,
  { layout, threshold, smoothPasses }: Pick<Variant, 'layout' | 'threshold' | 'smoothPasses'>,
  weights: Float32Array,
): Steps<MeasuredVariant> {
  const { picture, options } = context;
  const histograms = buildClassHistograms(picture, layout);
  const palettes = yield* partOf(makePalettesSteps(histograms, picture.opaque, { ...options, ...SIZES }), 0, 0.3);
  const labeller = new BandLabeller(picture, layout, palettes, false);
  const planes = yield* partOf(matchBands({ ...context, palettes, labeller, layout }, weights), 0.3, 1);
  return measureVariant(context, { layout, hasLow: true, planes, palettes, threshold, smoothPasses }, weights);
}

/** The classes that two palettes fit best, regardless of detail; undefined if one palette fits as well as two. */
export function findFittingClasses({ picture, layout }: IndexingContext): Uint8Array | undefined {
  const map = classify('codebook', picture.bytes, picture.width, picture.height, 1 << layout.blockLog2);
  if (!map?.includes(0)) return undefined;
  const refined = refineBlockMap(picture, layout, map, SIZES);
  return refined.includes(0) ? packBlockMap(refined) : undefined;
}

/**
 * Makes the blocks that smoothing improves the low class. Both classes share the one palette.
 *
 * @param planes - the picture's, all of the high class
 * @returns first the variant without low blocks; then, if smoothing improves a block, that with smoothing; at high effort
 *   also the latter with each class matched again
 */
export function* trySmoothing(
  context: IndexingContext,
  planes: readonly BandPlanes[],
  weights: Float32Array,
): Steps<MeasuredVariant[]> {
  const { picture, layout, palettes, options } = context;
  const whole: Variant = { layout, hasLow: false, planes, palettes, threshold: 0, smoothPasses: 0 };
  const scene = { picture, drawn: drawVariant(whole), weights, tune: options.tune };
  const { lambda, smooth, smoothPasses, effort } = options;
  const thresholds = smooth > 0 ? [smooth] : candidateThresholds(scene, lambda, effort.triesMoreSmoothing);
  const choices = { blockLog2: layout.blockLog2, passes: smoothPasses, thresholds };
  const smoothed = yield* partOf(findSmoothedBlocks(scene, choices), 0, 0.5);
  const variants = [{ variant: whole, distortion: smoothed.distortionBefore }];
  if (!smoothed.map.includes(0)) return variants;
  const classes = { ...layout, bitmap: packBlockMap(smoothed.map) };
  const shared = { low: palettes.high, high: palettes.high, exact: false };
  const variant: Variant = {
    ...whole,
    layout: classes,
    hasLow: true,
    planes: planes.map((band, index) => dividePlane(layout, classes, index, band.high, shared)),
    palettes: shared,
    threshold: smoothed.threshold,
    smoothPasses,
  };
  variants.push({ variant, distortion: smoothed.distortion });
  if (effort.triesMoreSmoothing) variants.push(yield* partOf(matchAgain(context, variant, weights), 0.5, 1));
  return variants;
}

/** A variant whose classes are matched again, each in its plane. */
function* matchAgain(context: IndexingContext, variant: Variant, weights: Float32Array): Steps<MeasuredVariant> {
  const { layout, palettes } = variant;
  const planes = yield* matchBands({ ...context, layout, palettes }, weights);
  return measureVariant(context, { ...variant, planes }, weights);
}

/** Divides a band's plane into the planes of two classes. */
function dividePlane(
  before: Layout,
  after: Layout,
  bandIndex: number,
  plane: Uint8Array,
  palettes: Palettes,
): BandPlanes {
  const band = bandAt(before, bandIndex);
  const bandStart = band.top * before.width;
  const labels = new Uint16Array(plane.length);
  let at = 0;
  visitRuns(before, band, (_, pixel, length) => {
    labels.set(plane.subarray(at, at + length), pixel - bandStart);
    at += length;
  });
  return gatherPlanes(labels, after, band, palettes);
}
