/** From palettes to index planes: by nearest entry, by error diffusion, or by what pays in bits. */

import { bandAt, countBands } from '../codec/bands.js';
import type { BandPlanes } from '../codec/reconstruct.js';
import { partOf, type Steps } from '../steps.js';
import type { IndexingJob } from './indexing-job.js';
import { gatherPlanes } from './planes.js';
import { compactPalette, planesOfClasses } from './rate-distortion/compact-palettes.js';
import { findSplit } from './rate-distortion/find-split.js';
import { matchBands } from './rate-distortion/match-bands.js';
import { measureDistortion, refinePalettes } from './rate-distortion/refine-palettes.js';
import type { Split } from './rate-distortion/split.js';
import { makeWeights } from './rate-distortion/weights.js';

/** The planes of all bands, with the classes and palettes that their indices are for. */
export interface IndexedBands extends Split {
  /** Sum of squared error over all pixels before smoothing, code units squared. */
  readonly distortion: number;
}

/** Labels every band with the nearest entries (or by diffusion). */
export function* indexBands(job: IndexingJob): Steps<IndexedBands> {
  const { grid, bitmap, layout, labeller } = job;
  const bandCount = countBands(grid, layout);
  const planes: BandPlanes[] = [];
  let distortion = 0;
  for (let index = 0; index < bandCount; index++) {
    const band = bandAt(grid, layout, index);
    const labelled = labeller.label(band);
    distortion += labelled.distortion;
    planes.push(gatherPlanes(labelled.labels, layout, grid, bitmap, band));
    yield (index + 1) / bandCount;
  }
  return { ...keepClasses(job, planes), distortion };
}

/**
 * Chooses the indices of every band for least D + lambda * R, splits off calm blocks where that pays, then moves the
 * palettes to the pixels that chose them.
 */
export function* optimiseBands(job: IndexingJob): Steps<IndexedBands> {
  const { picture, grid, layout, options } = job;
  const weights = makeWeights(picture, options.tune, job.weightScale);
  const matched = yield* partOf(matchBands(job, weights), 0, 0.5);
  const split = options.findsCalm
    ? yield* partOf(findSplit(job, matched, weights), 0.5, 0.9)
    : keepClasses(job, matched);
  const { low, high } = planesOfClasses(split.planes);
  const compacted = {
    low: compactPalette({ palette: split.palettes.low, planes: low }),
    high: compactPalette({ palette: split.palettes.high, planes: high }),
    exact: false,
  };
  const indexed = { picture, header: layout, grid, bitmap: split.bitmap, planes: split.planes };
  const refined = refinePalettes(indexed, compacted, weights, options.keepColours);
  return { ...split, palettes: refined, distortion: measureDistortion(indexed, refined) };
}

/** The classes as they were before, smoothed as the caller said. */
function keepClasses({ bitmap, options, palettes }: IndexingJob, planes: readonly BandPlanes[]): Split {
  const hasLow = palettes.low.length > 0;
  const smooths = hasLow && options.smooth > 0;
  return {
    bitmap,
    hasLow,
    planes,
    palettes,
    threshold: smooths ? options.smooth : 0,
    smoothPasses: smooths ? options.smoothPasses : 0,
  };
}
