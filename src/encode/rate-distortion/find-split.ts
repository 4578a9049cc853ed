/** Whether to tell classes of blocks from each other, by what, and with which palettes: what is best by D + lambda * R. */

import type { BandPlanes } from '../../codec/reconstruct.js';
import { partOf, type Steps } from '../../steps.js';
import type { IndexingJob } from '../indexing-job.js';
import { splitCalmBlocks } from './calm-split.js';
import { matchBands } from './match-bands.js';
import { findOwnClasses, matchOwnPalettes } from './own-palettes.js';
import { chooseSplit, type MeasuredSplit, measureSplit, type Split } from './split.js';

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
  const splits = yield* partOf(splitCalmBlocks(job, planes, weights), 0, 0.3);
  if (apart !== undefined) splits.push(yield* partOf(matchApart(apart, weights), 0.3, 0.4));
  // One palette holds all colours of a picture of few, and as many of them as pay.
  if (lambda < effort.ownPalettesBelow && storage !== 'lossy')
    splits.push(...(yield* partOf(splitByPalettes(job, splits, weights, apart), 0.4, 0.9)));
  return yield* partOf(chooseSplit(splits, lambda), 0.9, 1);
}

/** Flat blocks and the others, each matched within its own plane. */
function* matchApart(job: IndexingJob, weights: Float32Array): Steps<MeasuredSplit> {
  const { grid, layout, bitmap, palettes } = job;
  const planes = yield* matchBands(job, weights);
  const split = { grid, layout, bitmap, hasLow: true, planes, palettes, threshold: 0, smoothPasses: 0 };
  return measureSplit(job, split, weights);
}

/** The calm blocks, and the classes that two palettes fit best, each with palettes of their own. */
function* splitByPalettes(
  job: IndexingJob,
  splits: readonly MeasuredSplit[],
  weights: Float32Array,
  apart: IndexingJob | undefined,
): Steps<MeasuredSplit[]> {
  const plain = { threshold: 0, smoothPasses: 0 };
  const calm = splits.find(({ split }) => split.threshold > 0)?.split;
  const fitting = findOwnClasses(job);
  const starts = [];
  if (calm !== undefined) starts.push({ job, smoothed: calm });
  if (fitting !== undefined) starts.push({ job, smoothed: { ...plain, bitmap: fitting } });
  if (apart !== undefined) starts.push({ job: apart, smoothed: { ...plain, bitmap: apart.bitmap } });
  const own: MeasuredSplit[] = [];
  for (const [i, start] of starts.entries()) {
    const matching = matchOwnPalettes(start.job, start.smoothed, weights);
    own.push(yield* partOf(matching, i / starts.length, (i + 1) / starts.length));
  }
  return own;
}
