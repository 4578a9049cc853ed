/** Whether to tell calm blocks from the others, with a palette for each, or to leave a picture one palette: by D + lambda * R. */

import { bandAt } from '../../codec/bands.js';
import { type Grid, packBlockMap } from '../../codec/grid.js';
import { visitRuns } from '../../codec/index-plane.js';
import { type BandPlanes, drawBand } from '../../codec/reconstruct.js';
import type { Header } from '../../format/header.js';
import { partOf, runTasks, type Steps } from '../../steps.js';
import { MEASURING_EFFORT } from '../deflate/index.js';
import type { IndexingJob } from '../indexing-job.js';
import { packColours } from '../kmeans/colour-space.js';
import { gatherPlanes } from '../planes.js';
import { smoothPixels } from '../smooth.js';
import { makeTask } from '../tasks.js';
import { candidateThresholds, findCalmBlocks, measureDrawn } from './calm-blocks.js';
import { matchBands } from './match-bands.js';

/** The classes of a picture, its planes, and how it is smoothed. */
export interface Split {
  readonly bitmap: Uint8Array;
  /** Whether some block is low. */
  readonly hasLow: boolean;
  readonly planes: readonly BandPlanes[];
  /** 0 without smoothing. */
  readonly threshold: number;
  readonly smoothPasses: number;
}

/**
 * Splits off the calm blocks of a picture that has one palette so far, if that pays.
 *
 * @param job - its one palette is that of both classes afterwards
 * @param planes - the picture's, all of the high class
 */
export function* splitCalmBlocks(job: IndexingJob, planes: readonly BandPlanes[], weights: Float32Array): Steps<Split> {
  const { picture, grid, bitmap, layout, palettes, options } = job;
  const whole: Split = { bitmap, hasLow: false, planes, threshold: 0, smoothPasses: 0 };
  const drawn = drawPlanes(job, planes);
  const scene = { picture, drawn, weights, tune: options.tune };
  const { lambda, smooth, smoothPasses } = options;
  const thresholds = smooth > 0 ? [smooth] : candidateThresholds(lambda, options.effort.triesMoreCalm);
  const trial = { blockLog2: grid.blockLog2, passes: smoothPasses, thresholds };
  const { map, threshold, distortion, distortionBefore } = yield* partOf(findCalmBlocks(scene, trial), 0, 0.5);
  if (!map.includes(0)) return whole;
  const calm = packBlockMap(map);
  const split: Split = {
    bitmap: calm,
    hasLow: true,
    planes: planes.map((band, index) => splitBand(layout, grid, bitmap, calm, index, band.high)),
    threshold,
    smoothPasses,
  };
  const candidates = [whole, split];
  const distortions = [distortionBefore, distortion];
  if (options.effort.triesMoreCalm) {
    const rematched = yield* partOf(matchSplit(job, split, weights), 0.5, 0.9);
    candidates.push(rematched);
    distortions.push(measureSplit(job, rematched, weights));
  }
  const sizes = yield* partOf(measureSizes(candidates.map((candidate) => partsOf(candidate, palettes.high))), 0.9, 1);
  const prices = sizes.map((bytes, i) => distortions[i] + lambda * 8 * bytes);
  return candidates[prices.indexOf(Math.min(...prices))];
}

/** The classes of a split matched again, each within its own plane. */
function* matchSplit(job: IndexingJob, split: Split, weights: Float32Array): Steps<Split> {
  const { high } = job.palettes;
  const layout = { ...job.layout, k1: job.layout.k2 };
  const palettes = { low: high, high, exact: false };
  const planes = yield* matchBands({ ...job, bitmap: split.bitmap, layout, palettes }, weights);
  return { ...split, planes };
}

/** Weighted squared error of what a decoder draws for a split. */
function measureSplit(job: IndexingJob, split: Split, weights: Float32Array): number {
  const { picture, grid, options } = job;
  const { bitmap, planes, threshold, smoothPasses } = split;
  const drawn = drawPlanes({ ...job, bitmap }, planes);
  smoothPixels(drawn, grid, bitmap, smoothPasses, threshold, true);
  return measureDrawn({ picture, drawn, weights, tune: options.tune });
}

/** All that a split has in the file. */
function partsOf({ bitmap, hasLow, planes }: Split, palette: Uint8Array): Uint8Array[] {
  const parts = planes.flatMap(({ low, high }) => [low, high]);
  return hasLow ? [...parts, palette, palette, bitmap] : [...parts, palette];
}

/** What a decoder draws for planes of one palette, as packed colours. */
function drawPlanes({ grid, bitmap, layout, palettes }: IndexingJob, planes: readonly BandPlanes[]): Uint32Array {
  const drawn = new Uint32Array(grid.width * grid.height);
  const colours = packColours(palettes.high);
  planes.forEach((band, index) => {
    drawBand(drawn, layout, grid, bitmap, bandAt(grid, layout, index), band, { low: colours, high: colours });
  });
  return drawn;
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

/** Deflated sizes of several lists of planes. */
function* measureSizes(lists: readonly (readonly Uint8Array[])[]): Steps<number[]> {
  const full = lists.map((planes) => planes.filter((plane) => plane.length > 0));
  const tasks = full.flat().map((bytes) => makeTask('deflate-plane', { bytes, effort: MEASURING_EFFORT }));
  const streams = yield* runTasks(tasks);
  return full.map((planes) => streams.splice(0, planes.length).reduce((sum, stream) => sum + stream.length, 0));
}
