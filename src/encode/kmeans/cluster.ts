/**
 * Makes the palette of a histogram by k-means: seed, iterate, round, order.
 *
 * Seeding and most iterations run on coarse cells (see `Level` in `histogram.ts`), the last ones on every distinct colour.
 * The result depends only on the histogram and the options.
 */

import { checkInteger } from '../../check.js';
import { OptionError } from '../../error.js';
import { defineTask } from '../define-task.js';
import { breatheCentres } from './breathe.js';
import { DIMENSIONS, embedColours, unpackColours } from './colour-space.js';
import { type Histogram, type Level, makeCoarseLevel, makeLevels, spreadLabels } from './histogram.js';
import { Lloyd } from './lloyd.js';
import { createRandom } from './random.js';
import { rescueColours } from './rescue.js';
import { orderByLuma, type RoundedPalette, roundPalette } from './round-palette.js';
import { type Seeds, seedAtRandom, seedByCutting } from './seed.js';

/** Maximum entries of a palette (spec, section 3). */
export const MAX_CLUSTERS = 4096;

/** How long to look for a better palette. An encoder's effort decides this. */
export interface ClusterEffort {
  /** Maximum Lloyd iterations on the full histogram, 0..1000; 0 uses coarse cells only. */
  readonly maxIterations: number;
  /** Most Lloyd iterations on each coarser level, 0..1000. */
  readonly coarseIterations: number;
  /** Rounds of exchanging badly placed centres, 0..1000; see `breathe.ts`. */
  readonly rounds: number;
  /** Iterations end once the gain is below this share of the distortion, 0..1. */
  readonly tolerance: number;
  /** Further attempts from random seeds, 0..1000; the best attempt counts. */
  readonly restarts: number;
}

/** How to cluster; everything but `opaque` has a default. */
export interface ClusterOptions extends Partial<ClusterEffort> {
  /** Every colour's alpha is 255: distances are plain RGB. */
  readonly opaque: boolean;
  /** Seed of the random restarts. Default 1. */
  readonly seed?: number;
  /** Packed colours that the palette must have, at most k. Default none. */
  readonly keepColours?: Uint32Array;
  /** Share of the distortion that may be given up so that small colours do not vanish, 0..1; see `rescue.ts`. Default 0.01. */
  readonly rescueBudget?: number;
}

/** Defaults of {@link ClusterOptions}. */
export const CLUSTER_DEFAULTS = Object.freeze({
  maxIterations: 4,
  coarseIterations: 6,
  rounds: 1,
  tolerance: 5e-4,
  restarts: 0,
  seed: 1,
  keepColours: new Uint32Array(0),
  rescueBudget: 0.01,
});

/** A palette, and how well it fits. */
export interface Clusters {
  /** `k' * 4` bytes R, G, B, A, 1 <= k' <= k, distinct, ordered by luma. */
  readonly palette: Uint8Array<ArrayBuffer>;
  /**
   * Sum over the histogram of count times squared distance to the nearest entry, in code units squared. For cells it is the
   * distance of their means, so slightly less than that of the pixels.
   */
  readonly distortion: number;
}

/** Step of the relaxed iterations; see `LloydOptions`. */
const RELAXATION = 1.8;
/** Lloyd iterations after each exchange of centres. */
const ROUND_ITERATIONS = 3;

type Resolved = Required<ClusterOptions>;

/**
 * Finds a palette of up to `k` colours for a histogram.
 *
 * If the histogram is exact and has at most `k` colours, including kept ones, the palette holds those colours and the
 * distortion is 0. With fewer than `k` distinct colours there are fewer entries.
 *
 * @param k - 1..4096
 * @throws OptionError for an empty histogram, a `k` out of range, or more colours to keep than `k`
 */
export function clusterColours(histogram: Histogram, k: number, options: ClusterOptions): Clusters {
  checkInteger('k', k, 1, MAX_CLUSTERS);
  const resolved = resolve(options);
  if (histogram.colours.length === 0) throw new OptionError('histogram', 'expected at least one pixel');
  const kept = normaliseKept(resolved);
  if (kept.length > k) throw new OptionError('keepColours', `expected at most ${k} colours, found ${kept.length}`);
  const lossless = losslessPalette(histogram, kept, k);
  if (lossless !== undefined) return { palette: unpackColours(orderByLuma(lossless)), distortion: 0 };
  const make = resolved.maxIterations === 0 ? makeCoarseLevel : makeLevels;
  const levels = make(histogram, k, resolved.opaque);
  let best = attempt(levels, k, kept, resolved, -1);
  for (let restart = 0; restart < resolved.restarts; restart++) {
    const other = attempt(levels, k, kept, resolved, restart);
    if (other.distortion < best.distortion) best = other;
  }
  return { palette: unpackColours(orderByLuma(best.colours)), distortion: best.distortion };
}

/** What {@link clusterTask} needs. */
export interface ClusterInput {
  /** Not empty. */
  readonly histogram: Histogram;
  /** Maximum entries of the palette, 1..4096. */
  readonly k: number;
  readonly options: ClusterOptions;
}

/** {@link clusterColours} as a task. */
export const clusterTask = defineTask(
  'cluster',
  ({ histogram, k, options }: ClusterInput) => clusterColours(histogram, k, options),
  ({ palette }) => [palette.buffer],
);

function resolve(options: ClusterOptions): Resolved {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const resolved: Resolved = { ...CLUSTER_DEFAULTS, opaque: options.opaque, ...Object.fromEntries(given) };
  for (const name of ['maxIterations', 'coarseIterations', 'rounds', 'restarts'] as const) {
    checkInteger(name, resolved[name], 0, 1000);
  }
  for (const name of ['tolerance', 'rescueBudget'] as const) {
    if (!(resolved[name] >= 0 && resolved[name] <= 1)) throw new OptionError(name, 'expected a number from 0 to 1');
  }
  return resolved;
}

/** The colours to keep as the palette will hold them: distinct, opaque in an opaque picture, 0 where fully transparent. */
function normaliseKept({ keepColours, opaque }: Resolved): Uint32Array {
  const normal = keepColours.map((colour) => (opaque ? colour | 0xff000000 : colour >>> 24 === 0 ? 0 : colour));
  return Uint32Array.from(new Set(normal));
}

function losslessPalette(histogram: Histogram, kept: Uint32Array, k: number): Uint32Array | undefined {
  if (!histogram.exact || histogram.colours.length > k) return undefined;
  const all = new Set([...histogram.colours, ...kept]);
  return all.size <= k ? Uint32Array.from(all) : undefined;
}

/** One run from seed to rounded palette; `restart` is -1 for the deterministic seed, else the number of a random one. */
function attempt(levels: Level[], k: number, kept: Uint32Array, options: Resolved, restart: number): RoundedPalette {
  const points = levels[0].points;
  const { centres, assigner } = settle(levels, seedCentres(levels, k, kept, options, restart), kept.length, options);
  const rounding = { k, kept, opaque: options.opaque };
  const rounded = roundPalette(points, centres, assigner, rounding);
  const rescued = rescueColours(points, rounded, { budget: options.rescueBudget, fixed: kept.length });
  return rescued === undefined ? rounded : roundPalette(points, rescued, rounded.assigner, rounding);
}

/** The kept colours, then seeds for the rest, on the coarsest level. */
function seedCentres(levels: Level[], k: number, kept: Uint32Array, options: Resolved, restart: number): Seeds {
  const { points } = levels[levels.length - 1];
  const fixed = embedColours(kept, options.opaque);
  const free = k - kept.length;
  if (free === 0) return { centres: fixed, labels: new Uint16Array(points.weights.length) };
  if (restart >= 0) return seedAtRandom(points, free, createRandom(options.seed + restart), fixed);
  const { centres, labels } = seedByCutting(points, free);
  const all = new Float64Array(fixed.length + centres.length);
  all.set(fixed);
  all.set(centres, fixed.length);
  return { centres: all, labels: labels.map((label) => label + kept.length) };
}

/** Iterates from seeds on each level, from the coarsest to the finest; returns the centres and the assigner of the finest. */
function settle(levels: Level[], seeds: Seeds, fixed: number, options: Resolved) {
  const { centres } = seeds;
  let hints = seeds.labels;
  for (let l = levels.length - 1; ; l--) {
    const { points } = levels[l];
    const lloyd = new Lloyd(points, centres.length / DIMENSIONS, fixed, hints);
    const maxIterations = l === 0 && options.maxIterations > 0 ? options.maxIterations : options.coarseIterations;
    const settling = { maxIterations, tolerance: options.tolerance, relaxation: RELAXATION };
    lloyd.run(centres, settling);
    if (l === levels.length - 1 && options.rounds > 0) {
      breatheCentres(points, lloyd, centres, { rounds: options.rounds, iterations: ROUND_ITERATIONS, fixed });
      lloyd.run(centres, settling);
    }
    if (l === 0) return { centres, assigner: lloyd.assigner };
    hints = spreadLabels(levels[l - 1], lloyd.assigner.labels);
  }
}
