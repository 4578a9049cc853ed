/**
 * Classes with palettes of their own. One palette of 256 colours, however cheap its indices, can't draw a photograph better than
 * so well; where error counts for more than that, two of 256 pay.
 */

import { packBlockMap } from '../../codec/grid.js';
import { MAX_K_ONE_BYTE } from '../../format/constants.js';
import { partOf, type Steps } from '../../steps.js';
import { BandLabeller } from '../assign.js';
import { refineBlockMap } from '../classify/codebook.js';
import { classify } from '../classify/index.js';
import type { IndexingJob } from '../indexing-job.js';
import { buildClassHistograms, makePalettesSteps } from '../palettes.js';
import { matchBands } from './match-bands.js';
import { type MeasuredSplit, measureSplit, type Split } from './split.js';

const SIZES = { k1: MAX_K_ONE_BYTE, k2: MAX_K_ONE_BYTE };

/** Gives the classes of a split palettes of their own, and matches its pixels to them. */
export function* matchOwnPalettes(
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

/** The classes that two palettes fit best, whatever the detail; undefined if one palette fits as well. */
export function findOwnClasses({ picture, grid }: IndexingJob): Uint8Array | undefined {
  const map = classify('codebook', picture.bytes, picture.width, picture.height, 1 << grid.blockLog2);
  if (!map?.includes(0)) return undefined;
  const refined = refineBlockMap(picture, grid, map, SIZES);
  return refined.includes(0) ? packBlockMap(refined) : undefined;
}
