/** The palettes of a picture: a histogram of each class of blocks, k-means on each, and searches in the palettes. */

import { HIGH, kindOfRun, kindRuns, type Layout, MESH, makeRuns, SEGMENT_WIDTH } from '../codec/layout.js';
import { runSteps, runTasks, type Steps } from '../steps.js';
import { type ClusterInput, clusterTask } from './kmeans/cluster.js';
import { embedColours, packColours } from './kmeans/colour-space.js';
import { ColourHistogram, type Histogram } from './kmeans/histogram.js';
import { NearestSearch } from './kmeans/nearest.js';
import type { ResolvedEncodeOptions } from './options.js';
import type { PreparedPicture } from './prepare.js';

/** One palette for each class. */
export interface Palettes {
  /** `k1' * 4` bytes RGBA; empty when no block is low. */
  readonly low: Uint8Array;
  /** `k2' * 4` bytes RGBA; at least one entry. */
  readonly high: Uint8Array;
  /** Whether the palettes hold every colour of their class exactly. */
  readonly exact: boolean;
}

/** The histogram of the pixels of each class. */
export interface ClassHistograms {
  readonly low: Histogram;
  readonly high: Histogram;
}

/** Counts the colours of low and of high blocks. Pixels of the mesh do not count. */
export function buildClassHistograms(picture: PreparedPicture, layout: Layout): ClassHistograms {
  const pixels = picture.width * picture.height;
  const low = new ColourHistogram(undefined, pixels);
  const high = new ColourHistogram(undefined, pixels);
  const runs = makeRuns(layout);
  const { width, height, colours } = picture;
  for (let left = 0; left < width; left += SEGMENT_WIDTH) {
    const right = Math.min(left + SEGMENT_WIDTH, width);
    let runCount = 0;
    for (let y = 0; y < height; y++) {
      if (y % (1 << layout.blockLog2) === 0) runCount = kindRuns(layout, y >>> layout.blockLog2, left, right, runs);
      let pixel = y * width + left;
      for (let run = 0; run < runCount; run++) {
        const kind = kindOfRun(run);
        if (kind !== MESH) (kind === HIGH ? high : low).addRun(colours, pixel, pixel + runs[run]);
        pixel += runs[run];
      }
    }
  }
  return { low: low.finish(), high: high.finish() };
}

/** What the palettes depend on besides the pixels. */
export type PaletteOptions = Pick<ResolvedEncodeOptions, 'k1' | 'k2' | 'keepColours' | 'seed' | 'effort'>;

/** {@link makePalettesSteps} without pauses. */
export function makePalettes(histograms: ClassHistograms, opaque: boolean, options: PaletteOptions): Palettes {
  return runSteps(makePalettesSteps(histograms, opaque, options));
}

/**
 * Clusters each class to a palette; each class is a task. Without pixels, the low palette is empty and the high one black.
 *
 * @param opaque - whether every colour's alpha is 255
 */
export function* makePalettesSteps(
  histograms: ClassHistograms,
  opaque: boolean,
  { k1, k2, keepColours, seed, effort }: PaletteOptions,
): Steps<Palettes> {
  const options = { opaque, seed, keepColours, ...effort.cluster };
  const low: ClusterInput = { histogram: histograms.low, k: k1, options };
  const high: ClusterInput = { histogram: histograms.high, k: k2, options };
  const inputs = [low, high].filter(({ histogram }) => histogram.colours.length > 0);
  const clusters = yield* runTasks(inputs.map((input) => clusterTask(input)));
  const paletteOf = (input: ClusterInput) => clusters[inputs.indexOf(input)]?.palette;
  return {
    low: paletteOf(low) ?? new Uint8Array(0),
    high: paletteOf(high) ?? Uint8Array.of(0, 0, 0, 255),
    exact: histograms.low.exact && histograms.high.exact && clusters.every(({ distortion }) => distortion === 0),
  };
}

/**
 * Whether a picture has at most `limit` distinct colours. Stops at the first colour beyond the limit.
 *
 * @param limit - up to a few thousand
 */
export function hasFewColours(colours: Uint32Array, limit: number): boolean {
  const seen = new Set<number>();
  let previous = -1;
  for (let i = 0; i < colours.length; i++) {
    if (colours[i] === previous) continue;
    previous = colours[i];
    seen.add(previous);
    if (seen.size > limit) return false;
  }
  return true;
}

/** A class's palette with its search. */
export interface PaletteSearch {
  readonly search: NearestSearch;
  /** The entries in the space of `kmeans/colour-space.ts`, four coordinates each. */
  readonly points: Float64Array;
}

/** A search for each class; with one palette both are the same. */
export interface ClassSearches {
  readonly low: PaletteSearch;
  readonly high: PaletteSearch;
}

/** Makes both searches. */
export function makeSearches(palettes: Palettes, opaque: boolean): ClassSearches {
  const high = makeSearch(palettes.high, opaque);
  return { low: palettes.low.length > 0 ? makeSearch(palettes.low, opaque) : high, high };
}

function makeSearch(palette: Uint8Array, opaque: boolean): PaletteSearch {
  return { search: new NearestSearch(palette, opaque), points: embedColours(packColours(palette), opaque) };
}
