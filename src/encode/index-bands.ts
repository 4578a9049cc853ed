/** From palettes to index planes: by nearest entry, by error diffusion, or by rate and distortion. */

import { bandAt, countBands } from '../codec/layout.js';
import type { BandPlanes } from '../codec/reconstruct.js';
import { partOf, type Steps } from '../steps.js';
import { gatherPlanes, type IndexingJob } from './label-bands.js';
import type { Palettes } from './palettes.js';
import { findSplit } from './rate-distortion/find-split.js';
import { matchBands } from './rate-distortion/match-bands.js';
import {
  compactPalette,
  measureDistortion,
  planesOfClasses,
  refinePalettes,
} from './rate-distortion/refine-palettes.js';
import type { Split } from './rate-distortion/split.js';
import { makeWeights } from './rate-distortion/weights.js';

/** The planes of all bands, with the classes and palettes that their indices are for. */
export interface IndexedBands extends Split {
  /** Sum of squared error over all pixels before smoothing, code units squared. */
  readonly distortion: number;
}

/** Labels every band with the nearest entries (or by diffusion). */
export function* indexBands(job: IndexingJob): Steps<IndexedBands> {
  const { layout, palettes, labeller } = job;
  const bandCount = countBands(layout);
  const planes: BandPlanes[] = [];
  let distortion = 0;
  for (let index = 0; index < bandCount; index++) {
    const band = bandAt(layout, index);
    const labelled = labeller.label(band);
    distortion += labelled.distortion;
    planes.push(gatherPlanes(labelled.labels, layout, band, palettes));
    yield (index + 1) / bandCount;
  }
  const split = keepClasses(job, planes);
  const isShared = split.palettes.low === split.palettes.high;
  return { ...split, palettes: isShared ? compactPalettes(split) : split.palettes, distortion };
}

/**
 * Chooses the indices of every band for least D + lambda * R. It then chooses low blocks if they pay, and moves the entries
 * to the pixels that use them.
 *
 * @param apart - the same with the flat blocks separated, if that may pay
 */
export function* optimiseBands(job: IndexingJob, apart: IndexingJob | undefined): Steps<IndexedBands> {
  const { picture, options } = job;
  const weights = makeWeights(picture, options.tune, job.weightScale);
  const matched = yield* partOf(matchBands(job, weights), 0, 0.5);
  const split = options.findsSmoothed
    ? yield* partOf(findSplit(job, matched, weights, apart), 0.5, 0.9)
    : keepClasses(job, matched);
  const indexed = { picture, ...split };
  const refined = refinePalettes(indexed, compactPalettes(split), weights, options.keepColours);
  return { ...split, palettes: refined, distortion: measureDistortion(indexed, refined) };
}

/** Palettes without the entries that no pixel of their class uses; the planes are renumbered in place. */
function compactPalettes({ planes, palettes }: Split): Palettes {
  const { low, high } = planesOfClasses(planes);
  return {
    low: compactPalette({ palette: palettes.low, planes: low }),
    high: compactPalette({ palette: palettes.high, planes: high }),
    exact: palettes.exact,
  };
}

/** The given classes, with the caller's smoothing. */
function keepClasses({ layout, options, palettes }: IndexingJob, planes: readonly BandPlanes[]): Split {
  const hasLow = palettes.low.length > 0;
  const smooths = hasLow && options.smooth > 0;
  return {
    layout,
    hasLow,
    planes,
    palettes,
    threshold: smooths ? options.smooth : 0,
    smoothPasses: smooths ? options.smoothPasses : 0,
  };
}
