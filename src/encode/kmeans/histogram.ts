/**
 * Weighted histograms of distinct colours. Clustering works on them instead of pixels.
 *
 * Exact while the distinct colours are few enough, else of coarser and coarser cells, each with its exact mean. Noise, in
 * which most pixels have a colour of their own, gets cells too. Which of the two, and every number in it, depends on the pixels
 * alone, not on the order in which they were added.
 */

import { checkInteger } from '../../check.js';
import { CellCount, type Cells, CellTable } from './cell-table.js';
import { embedColours, embedSums } from './colour-space.js';
import { type CountTable, PlainCountTable } from './count-table.js';
import { makeCountTable } from './count-table-kernel.js';

/** Distinct colours kept exactly by default. */
export const MAX_DISTINCT_DEFAULT = 1 << 18;

/** Noise has more distinct colours than this share of its pixels; photographs have up to 0.46 of them. */
const NOISE_SHARE = 0.625;

/** Cells of noise: a palette can't follow single colours there, and clustering takes time in proportion. */
const MAX_NOISE_CELLS = 1 << 16;

/** Largest number of pixels of one histogram: counts are 32-bit while they grow. */
export const MAX_HISTOGRAM_PIXELS = 0xffffffff;

/** For fewer colours, a kernel's instance and its memory cost more than they save. */
const KERNEL_COLOURS = 1 << 12;

/** Bits a channel of the first cells. */
const FINEST_CELL_BITS = 7;

/** Distinct colours, or cells of colours, with their numbers of pixels, in a canonical order. */
export interface Histogram {
  /** Packed colours in strictly ascending order; of a cell, its low corner (all channels' low bits 0). */
  readonly colours: Uint32Array;
  /** Pixels of each entry, 1 or more, whole numbers. */
  readonly counts: Float64Array;
  /** Whether each entry is one exact colour. */
  readonly exact: boolean;
  /** For cells, four exact sums an entry: red, green, blue times alpha, then alpha. Empty for exact colours. */
  readonly sums: Float64Array;
}

/** Points with weights in the space of `colour-space.ts`: the input of seeding and Lloyd iterations. */
export interface WeightedPoints {
  /** `n * 4` coordinates. */
  readonly coordinates: Float64Array;
  /** `n` weights, each above 0. */
  readonly weights: Float64Array;
}

/**
 * Gathers a histogram piece by piece.
 *
 * Fully transparent pixels must all have the packed colour 0 by then; the caller sees to that.
 */
export class ColourHistogram {
  readonly #maxDistinct: number;
  readonly #maxPixels: number;
  readonly #table: CountTable;
  /** Coarse cells, once the exact colours were too many; the table is then only their buffer. */
  #cells: CellTable | undefined;
  #pixels = 0;

  /**
   * @param maxDistinct - entries of the largest histogram, 16..2^22; memory is in proportion
   * @param maxPixels - pixels that will be added at most; memory is in proportion too, if that is less
   */
  constructor(maxDistinct: number = MAX_DISTINCT_DEFAULT, maxPixels: number = MAX_HISTOGRAM_PIXELS) {
    this.#maxDistinct = checkInteger('maxDistinct', maxDistinct, 16, 1 << 22);
    this.#maxPixels = checkInteger('maxPixels', maxPixels, 0, MAX_HISTOGRAM_PIXELS);
    const most = Math.min(this.#maxDistinct, this.#maxPixels);
    this.#table = most < KERNEL_COLOURS ? new PlainCountTable() : makeCountTable(most);
  }

  /**
   * Adds `count` pixels of one colour.
   *
   * @throws OptionError when the count is not a positive integer, or the histogram's total would pass `maxPixels`, 2^32 - 1 at most
   */
  add(colour: number, count: number): void {
    this.#pixels += checkInteger('count', count, 1, this.#maxPixels - this.#pixels);
    this.#table.add(colour, count);
    if (this.#table.size > this.#maxDistinct) this.#drain();
  }

  /**
   * Adds the pixels `start .. end - 1`, such as a block's part of a row.
   *
   * @throws OptionError when the histogram's total would pass `maxPixels`, 2^32 - 1 at most
   */
  addRun(pixels: Uint32Array, start: number, end: number): void {
    this.#pixels += checkInteger('run', end - start, 0, this.#maxPixels - this.#pixels);
    let at = start;
    while (at < end) {
      at = this.#table.addRun(pixels, at, end, this.#maxDistinct);
      if (this.#table.size > this.#maxDistinct) this.#drain();
    }
  }

  /** The histogram of all that was added. The builder can go on afterwards. */
  finish(): Histogram {
    if (this.#cells === undefined) {
      const exact = { ...this.#table.list(), exact: true, sums: new Float64Array(0) };
      const { length } = exact.colours;
      const isNoise = length > MAX_NOISE_CELLS && length > NOISE_SHARE * this.#pixels;
      return isNoise
        ? coarsenHistogram(exact, fittingBits([exact.colours], MAX_NOISE_CELLS, FINEST_CELL_BITS)).groups
        : exact;
    }
    this.#drain();
    return histogramOf(this.#cells.finish());
  }

  /** Moves the exact colours into cells, which get coarser until they fit. */
  #drain(): void {
    const { colours, counts } = this.#table.list();
    this.#table.clear();
    const before = this.#cells;
    const lists = before === undefined ? [colours] : [before.corners, colours];
    const bits = fittingBits(lists, this.#maxDistinct, before?.bits ?? FINEST_CELL_BITS);
    let cells = before;
    if (cells === undefined || bits < cells.bits) {
      cells = new CellTable(bits, (before?.size ?? colours.length) >> 1);
      if (before !== undefined) cells.addTable(before);
    }
    cells.addColours(colours, counts, new Uint32Array(colours.length));
    if (cells.size > this.#maxDistinct && bits > 1) {
      const coarser = new CellTable(bits - 1, cells.size >> 2);
      coarser.addTable(cells);
      cells = coarser;
    }
    this.#cells = cells;
  }
}

/**
 * The finest resolution that has room for all, found without making cells: of noise, none but the last would be of use. Whether
 * the finest of all has, only its cells tell.
 *
 * @param lists - of colours, or of corners of cells
 * @param finest - bits a channel to begin with
 */
function fittingBits(lists: readonly Uint32Array[], maxCells: number, finest: number): number {
  for (let bits = finest - 1; bits > 0; bits--) {
    const count = new CellCount(bits);
    for (const colours of lists) count.add(colours, maxCells);
    if (count.size <= maxCells) return bits === finest - 1 ? finest : bits;
  }
  return 1;
}

/** The histogram of a whole list of packed colours, in one go. */
export function buildHistogram(pixels: Uint32Array, maxDistinct: number = MAX_DISTINCT_DEFAULT): Histogram {
  const histogram = new ColourHistogram(maxDistinct, pixels.length);
  histogram.addRun(pixels, 0, pixels.length);
  return histogram.finish();
}

/**
 * Groups a histogram's entries by the top `bits` bits of each channel; each group becomes its exact mean.
 *
 * @param bits - 1..7, below the histogram's own resolution
 * @returns the groups, and the number of the group that each entry went to
 */
export function coarsenHistogram(histogram: Histogram, bits: number): { groups: Histogram; groupOf: Uint32Array } {
  const cells = new CellTable(checkInteger('bits', bits, 1, 7), histogram.colours.length >> 2);
  const { colours, counts, sums, exact } = histogram;
  const groupOf = new Uint32Array(colours.length);
  if (exact) cells.addColours(colours, counts, groupOf);
  else for (let i = 0; i < colours.length; i++) groupOf[i] = cells.addSums(colours[i], counts[i], sums, i * 4);
  const finished = cells.finish();
  for (let i = 0; i < groupOf.length; i++) groupOf[i] = finished.places[groupOf[i]];
  return { groups: histogramOf(finished), groupOf };
}

/** A histogram's entries as weighted points; of a cell, its mean. */
export function pointsOf(histogram: Histogram, opaque: boolean): WeightedPoints {
  const { colours, counts, sums, exact } = histogram;
  if (exact) return { coordinates: embedColours(colours, opaque), weights: counts };
  const coordinates = new Float64Array(colours.length * 4);
  for (let i = 0, at = 0; i < colours.length; i++, at += 4) {
    embedSums(sums[at], sums[at + 1], sums[at + 2], sums[at + 3], counts[i], opaque, coordinates, at);
  }
  return { coordinates, weights: counts };
}

function histogramOf({ corners, counts, sums }: Cells): Histogram {
  return { colours: corners, counts, sums, exact: false };
}

/**
 * A histogram at one of several resolutions. Centres settle on the few points of a coarse level, and then need few
 * iterations on a finer one.
 */
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
