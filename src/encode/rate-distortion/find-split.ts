/**
 * Chooses how blocks are split into classes, for least D + lambda * R.
 *
 * These splits compete: no low blocks; low blocks that smoothing improves; flat blocks as low blocks; and two palettes of
 * 256 colours, one for each class. One palette of 256 colours draws a photograph only so well; where error counts for more
 * than that, two palettes pay.
 */

import { bandAt } from '../../codec/bands.js';
import { type Grid, packBlockMap } from '../../codec/grid.js';
import { visitRuns } from '../../codec/index-plane.js';
import type { BandPlanes } from '../../codec/reconstruct.js';
import { MAX_K_ONE_BYTE } from '../../format/constants.js';
import type { Header } from '../../format/header.js';
import { partOf, type Steps } from '../../steps.js';
import { refineBlockMap } from '../classify/codebook.js';
import { classify } from '../classify/index.js';
import type { IndexingJob } from '../label-bands.js';
import { BandLabeller, gatherPlanes } from '../label-bands.js';
import { buildClassHistograms, makePalettesSteps } from '../palettes.js';
import { matchBands } from './match-bands.js';
import { candidateThresholds, findSmoothedBlocks } from './smoothed-blocks.js';
import { chooseSplit, drawSplit, type MeasuredSplit, measureSplit, type Split } from './split.js';

/**
 * Finds the best split of a picture that has one palette so far.
 *
 * @param planes - the picture's, all of the high class
 * @param weights - one a pixel
 * @param apart - the same with the flat blocks set apart, if that is worth a try
 */
export function* findSplit(
  job: IndexingJob,
  planes: readonly BandPlanes[],
  weights: Float32Array,
  apart?: IndexingJob,
): Steps<Split> {
  const { lambda, effort, storage } = job.options;
  const splits = yield* partOf(splitSmoothedBlocks(job, planes, weights), 0, 0.3);
  if (apart !== undefined) splits.push(yield* partOf(matchApart(apart, weights), 0.3, 0.4));
  // One palette holds all colours of a picture of few, and as many of them as pay.
  if (lambda < effort.twoPalettesBelow && storage !== 'lossy')
    splits.push(...(yield* partOf(splitByPalettes(job, splits, weights, apart), 0.4, 0.9)));
  return yield* partOf(chooseSplit(splits, lambda), 0.9, 1);
}

/** The split of flat blocks from all others, each class matched in its plane. */
function* matchApart(job: IndexingJob, weights: Float32Array): Steps<MeasuredSplit> {
  const { grid, layout, bitmap, palettes } = job;
  const planes = yield* matchBands(job, weights);
  const split = { grid, layout, bitmap, hasLow: true, planes, palettes, threshold: 0, smoothPasses: 0 };
  return measureSplit(job, split, weights);
}

/** The splits found so far, and that which two palettes fit best, each with two palettes. */
function* splitByPalettes(
  job: IndexingJob,
  splits: readonly MeasuredSplit[],
  weights: Float32Array,
  apart: IndexingJob | undefined,
): Steps<MeasuredSplit[]> {
  const plain = { threshold: 0, smoothPasses: 0 };
  const smoothed = splits.find(({ split }) => split.threshold > 0)?.split;
  const fitting = findFittingClasses(job);
  const starts = [];
  if (smoothed !== undefined) starts.push({ job, classes: smoothed });
  if (fitting !== undefined) starts.push({ job, classes: { ...plain, bitmap: fitting } });
  if (apart !== undefined) starts.push({ job: apart, classes: { ...plain, bitmap: apart.bitmap } });
  const found: MeasuredSplit[] = [];
  for (const [i, start] of starts.entries()) {
    const matching = matchTwoPalettes(start.job, start.classes, weights);
    found.push(yield* partOf(matching, i / starts.length, (i + 1) / starts.length));
  }
  return found;
}

const SIZES = { k1: MAX_K_ONE_BYTE, k2: MAX_K_ONE_BYTE };

/** Clusters one palette for each class of a split, and matches the pixels to them. */
export function* matchTwoPalettes(
  job: IndexingJob,
  { bitmap, threshold, smoothPasses }: Pick<Split, 'bitmap' | 'threshold' | 'smoothPasses'>,
  weights: Float32Array,
): Steps<MeasuredSplit> {
  const { picture, grid, options } = job;
  const histograms = buildClassHistograms(picture, grid, bitmap);
  const palettes = yield* partOf(makePalettesSteps(histograms, picture.opaque, { ...options, ...SIZES }), 0, 0.3);
  const labeller = new BandLabeller(picture, grid, bitmap, palettes, false);
  const layout = { ...job.layout, ...SIZES };
  const planes = yield* partOf(matchBands({ ...job, bitmap, palettes, labeller, layout }, weights), 0.3, 1);
  return measureSplit(job, { grid, layout, bitmap, hasLow: true, planes, palettes, threshold, smoothPasses }, weights);
}

/** The classes that two palettes fit best, whatever the detail; undefined if one palette fits as well as two. */
export function findFittingClasses({ picture, grid }: IndexingJob): Uint8Array | undefined {
  const map = classify('codebook', picture.bytes, picture.width, picture.height, 1 << grid.blockLog2);
  if (!map?.includes(0)) return undefined;
  const refined = refineBlockMap(picture, grid, map, SIZES);
  return refined.includes(0) ? packBlockMap(refined) : undefined;
}

/**
 * Splits off the blocks that smoothing improves. Both classes share the job's one palette.
 *
 * @param planes - the picture's, all of the high class
 * @returns first the picture without a split; then, if smoothing improves a block, the split; at high effort also the
 *   split with each class matched again
 */
export function* splitSmoothedBlocks(
  job: IndexingJob,
  planes: readonly BandPlanes[],
  weights: Float32Array,
): Steps<MeasuredSplit[]> {
  const { picture, grid, bitmap, layout, palettes, options } = job;
  const whole: Split = { grid, layout, bitmap, hasLow: false, planes, palettes, threshold: 0, smoothPasses: 0 };
  const scene = { picture, drawn: drawSplit(whole), weights, tune: options.tune };
  const { lambda, smooth, smoothPasses, effort } = options;
  const thresholds = smooth > 0 ? [smooth] : candidateThresholds(scene, lambda, effort.triesMoreSmoothing);
  const trial = { blockLog2: grid.blockLog2, passes: smoothPasses, thresholds };
  const smoothed = yield* partOf(findSmoothedBlocks(scene, trial), 0, 0.5);
  const splits = [{ split: whole, distortion: smoothed.distortionBefore }];
  if (!smoothed.map.includes(0)) return splits;
  const smoothedBitmap = packBlockMap(smoothed.map);
  const split: Split = {
    ...whole,
    bitmap: smoothedBitmap,
    hasLow: true,
    planes: planes.map((band, index) => splitBand(layout, grid, bitmap, smoothedBitmap, index, band.high)),
    palettes: { low: palettes.high, high: palettes.high, exact: false },
    threshold: smoothed.threshold,
    smoothPasses,
  };
  splits.push({ split, distortion: smoothed.distortion });
  if (effort.triesMoreSmoothing) splits.push(yield* partOf(matchSplit(job, split, weights), 0.5, 1));
  return splits;
}

/** A split whose classes are matched again, each in its plane. */
function* matchSplit(job: IndexingJob, split: Split, weights: Float32Array): Steps<MeasuredSplit> {
  const { bitmap, palettes } = split;
  const layout = { ...job.layout, k1: job.layout.k2 };
  const planes = yield* matchBands({ ...job, bitmap, layout, palettes }, weights);
  return measureSplit(job, { ...split, planes }, weights);
}

/** Divides a band's plane into the planes of two classes. */
function splitBand(
  layout: Header,
  grid: Grid,
  before: Uint8Array,
  after: Uint8Array,
  bandIndex: number,
  plane: Uint8Array,
): BandPlanes {
  const band = bandAt(grid, layout, bandIndex);
  const bandStart = band.top * grid.width;
  const labels = new Uint16Array(plane.length);
  let at = 0;
  visitRuns(layout, grid, before, band, (_, pixel, length) => {
    labels.set(plane.subarray(at, at + length), pixel - bandStart);
    at += length;
  });
  return gatherPlanes(labels, layout, grid, after, band);
}
