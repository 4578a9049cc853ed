/** One way to code a picture: classes, palettes, planes, smoothing; what it draws, and what it costs. */

import { bandAt } from '../../codec/bands.js';
import { type BandPlanes, drawBand } from '../../codec/reconstruct.js';

import { runTasks, type Steps } from '../../steps.js';
import type { IndexingJob } from '../indexing-job.js';
import { packColours } from '../kmeans/colour-space.js';
import type { Palettes } from '../palettes.js';
import { smoothPixels } from '../smooth.js';
import { makeTask } from '../tasks.js';
import { measureDrawn } from './calm-blocks.js';

/** The classes of a picture, its planes, and how it is smoothed. */
export interface Split {
  readonly bitmap: Uint8Array;
  /** Whether some block is low. */
  readonly hasLow: boolean;
  readonly planes: readonly BandPlanes[];
  /** What the planes' indices are for; the low one is empty when no block is low. */
  readonly palettes: Palettes;
  /** 0 without smoothing. */
  readonly threshold: number;
  readonly smoothPasses: number;
}

/** A split with its weighted squared error, as a decoder draws it. */
export interface MeasuredSplit {
  readonly split: Split;
  readonly distortion: number;
}

/** The split with the least D + lambda * R. */
export function* chooseSplit(splits: readonly MeasuredSplit[], lambda: number): Steps<Split> {
  if (splits.length === 1) return splits[0].split;
  const sizes = yield* measureSizes(splits.map(({ split }) => partsOf(split)));
  const prices = sizes.map((bytes, i) => splits[i].distortion + lambda * 8 * bytes);
  return splits[prices.indexOf(Math.min(...prices))].split;
}

/** Adds what is wrong with the split's picture as a decoder draws it. */
export function measureSplit(
  { picture, grid, layout, options }: IndexingJob,
  split: Split,
  weights: Float32Array,
): MeasuredSplit {
  const drawn = drawSplit({ grid, layout }, split);
  smoothPixels(drawn, grid, split.bitmap, split.smoothPasses, split.threshold, true);
  return { split, distortion: measureDrawn({ picture, drawn, weights, tune: options.tune }) };
}

/** What a decoder draws for a split before it smooths, as packed colours. */
export function drawSplit(
  { grid, layout }: Pick<IndexingJob, 'grid' | 'layout'>,
  { bitmap, planes, palettes }: Pick<Split, 'bitmap' | 'planes' | 'palettes'>,
): Uint32Array {
  const drawn = new Uint32Array(grid.width * grid.height);
  const tables = { low: packColours(palettes.low), high: packColours(palettes.high) };
  planes.forEach((band, index) => {
    drawBand(drawn, layout, grid, bitmap, bandAt(grid, layout, index), band, tables);
  });
  return drawn;
}

/** All that a split has in the file. */
function partsOf({ bitmap, hasLow, planes, palettes }: Split): Uint8Array[] {
  const parts = planes.flatMap(({ low, high }) => [low, high]);
  return hasLow ? [...parts, palettes.low, palettes.high, bitmap] : [...parts, palettes.high];
}

/** Deflated sizes of several lists of planes. */
function* measureSizes(lists: readonly (readonly Uint8Array[])[]): Steps<number[]> {
  const full = lists.map((planes) => planes.filter((plane) => plane.length > 0));
  const sizes = yield* runTasks(full.flat().map((plane) => makeTask('measure-rate', plane)));
  return full.map((planes) => sizes.splice(0, planes.length).reduce((sum, size) => sum + size, 0));
}
