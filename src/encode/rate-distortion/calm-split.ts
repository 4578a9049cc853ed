/** Whether to tell calm blocks from the others, with a palette for each, or to leave a picture one palette: by D + lambda * R. */

import { bandAt } from '../../codec/bands.js';
import { type Grid, packBlockMap } from '../../codec/grid.js';
import { visitRuns } from '../../codec/index-plane.js';
import { type BandPlanes, drawBand } from '../../codec/reconstruct.js';
import type { Header } from '../../format/header.js';
import { partOf, runTasks, type Steps } from '../../steps.js';
import type { IndexingJob } from '../indexing-job.js';
import { packColours } from '../kmeans/colour-space.js';
import { gatherPlanes } from '../planes.js';
import { makeTask } from '../tasks.js';
import { candidateThresholds, findCalmBlocks } from './calm-blocks.js';

/** Of the deflate encoder when it measures a rate: near enough to compare. */
const MEASURING_EFFORT = 2;

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
  const thresholds = smooth > 0 ? [smooth] : candidateThresholds(lambda, options.effort.triesThresholds);
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
  const wholeParts = [...planes.map(({ high }) => high), palettes.high];
  const splitParts = [...split.planes.flatMap(({ low, high }) => [low, high]), palettes.high, palettes.high, calm];
  const [wholeBytes, splitBytes] = yield* partOf(measureSizes([wholeParts, splitParts]), 0.5, 1);
  const pays = distortion + lambda * 8 * splitBytes < distortionBefore + lambda * 8 * wholeBytes;
  return pays ? split : whole;
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
