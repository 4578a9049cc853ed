/** From palettes to index planes: by nearest entry, by error diffusion, or by what pays in bits. */

import { bandAt, countBands } from '../codec/bands.js';
import type { BandPlanes } from '../codec/reconstruct.js';
import { MAX_K_ONE_BYTE } from '../format/constants.js';
import type { Steps } from '../steps.js';
import type { IndexingJob } from './indexing-job.js';
import { embedColours, packColours } from './kmeans/colour-space.js';
import type { Palettes } from './palettes.js';
import { gatherPlanes } from './planes.js';
import { optimisePlane } from './rate-distortion/optimise-plane.js';
import { gatherPlanePixels } from './rate-distortion/plane-pixels.js';
import { measureDistortion, refinePalettes } from './rate-distortion/refine-palettes.js';
import { makeWeights } from './rate-distortion/weights.js';

/** The planes of all bands, with the palettes that their indices are for. */
export interface IndexedBands {
  readonly planes: readonly BandPlanes[];
  readonly palettes: Palettes;
  /** Sum of squared error over all pixels, code units squared. */
  readonly distortion: number;
}

/** Labels every band with the nearest entries (or by diffusion). */
export function* indexBands({ grid, bitmap, layout, labeller }: IndexingJob, palettes: Palettes): Steps<IndexedBands> {
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
  return { planes, palettes, distortion };
}

/** Labels every band for least D + lambda * R, then moves the palettes to the pixels that chose them. */
export function* optimiseBands(job: IndexingJob): Steps<IndexedBands> {
  const { picture, grid, bitmap, palettes, layout, labeller, options } = job;
  const weights = makeWeights(picture, options.tune);
  const bandCount = countBands(grid, layout);
  const planes: BandPlanes[] = [];
  for (let index = 0; index < bandCount; index++) {
    const band = bandAt(grid, layout, index);
    const { labels } = labeller.label(band);
    const plain = gatherPlanes(labels, layout, grid, bitmap, band);
    const optimiseClass = (isHigh: number, plane: Uint8Array, palette: Uint8Array) => {
      if (plane.length === 0 || palette.length / 4 > MAX_K_ONE_BYTE) return plane;
      const pixels = gatherPlanePixels(job, band, isHigh, labels, weights);
      const entries = embedColours(packColours(palette), picture.opaque);
      return optimisePlane(pixels, entries, options.lambda, options.effort.matchPasses);
    };
    const low = optimiseClass(0, plain.low, palettes.low);
    yield (index + 0.5) / bandCount;
    planes.push({ low, high: optimiseClass(1, plain.high, palettes.high) });
    yield (index + 1) / bandCount;
  }
  const indexed = { picture, header: layout, grid, bitmap, planes };
  const refined = refinePalettes(indexed, palettes, weights, options.keepColours);
  return { planes, palettes: refined, distortion: measureDistortion(indexed, refined) };
}
