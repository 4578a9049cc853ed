/**
 * A histogram at several resolutions: centres settle on few coarse cells, then need few iterations on the fine ones.
 */

import { coarsenHistogram, type Histogram, pointsOf, type WeightedPoints } from './histogram.js';

/** One resolution. */
export interface Level {
  readonly points: WeightedPoints;
  /** The number of the point of the next coarser level that each point is part of; empty on the coarsest level. */
  readonly groupOf: Uint32Array;
}

/** Bits a channel of the coarse levels. */
const COARSE_BITS = [6, 5];
/** Points below which a coarser level isn't worth its making. */
const FEW_POINTS = 2048;
/** A level has at least so many points for each centre. */
const POINTS_PER_CENTRE = 16;
/** A coarser level has at most this part of the finer one's points. */
const LARGEST_SHARE = 0.75;

/**
 * Makes the levels that suit `k` centres.
 *
 * @returns one level or more, finest first: the histogram itself
 */
export function makeLevels(histogram: Histogram, k: number, opaque: boolean): Level[] {
  const levels: Level[] = [];
  let finest = histogram;
  for (const bits of COARSE_BITS) {
    const size = finest.colours.length;
    if (size <= FEW_POINTS) break;
    const { groups, groupOf } = coarsenHistogram(finest, bits);
    const coarse = groups.colours.length;
    if (coarse < k * POINTS_PER_CENTRE) break;
    if (coarse > size * LARGEST_SHARE) continue;
    levels.push({ points: pointsOf(finest, opaque), groupOf });
    finest = groups;
  }
  levels.push({ points: pointsOf(finest, opaque), groupOf: new Uint32Array(0) });
  return levels;
}

/**
 * The coarsest level alone, for when it has to be quick.
 *
 * @returns one level; of the histogram itself when it is small already
 */
export function makeCoarseLevel(histogram: Histogram, k: number, opaque: boolean): Level[] {
  const size = histogram.colours.length;
  let level = histogram;
  let finest = histogram;
  for (const bits of size > FEW_POINTS ? COARSE_BITS : []) {
    // Sums are exact: cells of cells are what cells of the colours would be, and there are far fewer to go through.
    finest = cellsOf(finest, bits);
    const coarse = finest.colours.length;
    if (coarse < k * POINTS_PER_CENTRE) break;
    if (coarse <= size * LARGEST_SHARE) level = finest;
  }
  return [{ points: pointsOf(level, opaque), groupOf: new Uint32Array(0) }];
}

/** Cells of histograms, by bits: as long as a histogram is tried with one size after another, they are made once. */
const knownCells = new WeakMap<Histogram, Map<number, Histogram>>();

function cellsOf(histogram: Histogram, bits: number): Histogram {
  const byBits = knownCells.get(histogram) ?? new Map<number, Histogram>();
  knownCells.set(histogram, byBits);
  const cells = byBits.get(bits) ?? coarsenHistogram(histogram, bits).groups;
  byBits.set(bits, cells);
  return cells;
}

/** Labels of a level's points, from those of the next coarser level. */
export function spreadLabels(level: Level, coarse: Uint16Array): Uint16Array {
  const labels = new Uint16Array(level.groupOf.length);
  for (let i = 0; i < labels.length; i++) labels[i] = coarse[level.groupOf[i]];
  return labels;
}
