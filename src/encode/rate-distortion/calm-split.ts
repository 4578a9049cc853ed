/** Calm blocks told from the others, of a picture that has one palette so far; both classes share it at first. */

import { bandAt } from '../../codec/bands.js';
import { type Grid, packBlockMap } from '../../codec/grid.js';
import { visitRuns } from '../../codec/index-plane.js';
import type { BandPlanes } from '../../codec/reconstruct.js';
import type { Header } from '../../format/header.js';
import { partOf, type Steps } from '../../steps.js';
import type { IndexingJob } from '../indexing-job.js';
import { gatherPlanes } from '../planes.js';
import { candidateThresholds, findCalmBlocks } from './calm-blocks.js';
import { matchBands } from './match-bands.js';
import { drawSplit, type MeasuredSplit, measureSplit, type Split } from './split.js';

/**
 * The splits worth a try.
 *
 * @param job - its one palette is that of both classes afterwards
 * @param planes - the picture's, all of the high class
 * @returns the picture unsplit, first; then, if smoothing improves any block, the calm ones split off, and at high effort
 *   matched again on their own
 */
export function* splitCalmBlocks(
  job: IndexingJob,
  planes: readonly BandPlanes[],
  weights: Float32Array,
): Steps<MeasuredSplit[]> {
  const { picture, grid, bitmap, layout, palettes, options } = job;
  const whole: Split = { grid, layout, bitmap, hasLow: false, planes, palettes, threshold: 0, smoothPasses: 0 };
  const scene = { picture, drawn: drawSplit(whole), weights, tune: options.tune };
  const { lambda, smooth, smoothPasses, effort } = options;
  const thresholds = smooth > 0 ? [smooth] : candidateThresholds(scene, lambda, effort.triesMoreCalm);
  const trial = { blockLog2: grid.blockLog2, passes: smoothPasses, thresholds };
  const calm = yield* partOf(findCalmBlocks(scene, trial), 0, 0.5);
  const splits = [{ split: whole, distortion: calm.distortionBefore }];
  if (!calm.map.includes(0)) return splits;
  const calmBitmap = packBlockMap(calm.map);
  const split: Split = {
    ...whole,
    bitmap: calmBitmap,
    hasLow: true,
    planes: planes.map((band, index) => splitBand(layout, grid, bitmap, calmBitmap, index, band.high)),
    palettes: { low: palettes.high, high: palettes.high, exact: false },
    threshold: calm.threshold,
    smoothPasses,
  };
  splits.push({ split, distortion: calm.distortion });
  if (effort.triesMoreCalm) splits.push(yield* partOf(matchSplit(job, split, weights), 0.5, 1));
  return splits;
}

/** The classes of a split matched again, each within its own plane. */
function* matchSplit(job: IndexingJob, split: Split, weights: Float32Array): Steps<MeasuredSplit> {
  const { bitmap, palettes } = split;
  const layout = { ...job.layout, k1: job.layout.k2 };
  const planes = yield* matchBands({ ...job, bitmap, layout, palettes }, weights);
  return measureSplit(job, { ...split, planes }, weights);
}

/** A band's one plane as two. */
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
