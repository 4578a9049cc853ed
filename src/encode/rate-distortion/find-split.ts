/** Whether to tell classes of blocks from each other, by what, and with which palettes: what is best by D + lambda * R. */

import type { BandPlanes } from '../../codec/reconstruct.js';
import { partOf, type Steps } from '../../steps.js';
import type { IndexingJob } from '../indexing-job.js';
import { splitCalmBlocks } from './calm-split.js';
import { findOwnClasses, matchOwnPalettes } from './own-palettes.js';
import { chooseSplit, type MeasuredSplit, type Split } from './split.js';

/**
 * Finds the best split of a picture that has one palette so far.
 *
 * @param planes - the picture's, all of the high class
 * @param weights - one a pixel
 */
export function* findSplit(job: IndexingJob, planes: readonly BandPlanes[], weights: Float32Array): Steps<Split> {
  const { lambda, effort } = job.options;
  const splits = yield* partOf(splitCalmBlocks(job, planes, weights), 0, 0.4);
  if (lambda < effort.ownPalettesBelow)
    splits.push(...(yield* partOf(splitByPalettes(job, splits, weights), 0.4, 0.9)));
  return yield* partOf(chooseSplit(splits, lambda), 0.9, 1);
}

/** The calm blocks, and the classes that two palettes fit best, each with palettes of their own. */
function* splitByPalettes(
  job: IndexingJob,
  splits: readonly MeasuredSplit[],
  weights: Float32Array,
): Steps<MeasuredSplit[]> {
  const calm = splits.find(({ split }) => split.hasLow)?.split;
  const fitting = findOwnClasses(job);
  const starts = [];
  if (calm !== undefined) starts.push(calm);
  if (fitting !== undefined) starts.push({ bitmap: fitting, threshold: 0, smoothPasses: 0 });
  const own: MeasuredSplit[] = [];
  for (const [i, start] of starts.entries()) {
    const matching = matchOwnPalettes(job, start, weights);
    own.push(yield* partOf(matching, i / starts.length, (i + 1) / starts.length));
  }
  return own;
}
