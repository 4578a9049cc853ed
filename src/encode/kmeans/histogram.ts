/**
 * Weighted histograms of distinct colours. Clustering works on them instead of pixels.
 *
 * A histogram is exact while there are few distinct colours. With more it uses cells, coarser if necessary, each with its
 * exact mean. Noise, in which most pixels have different colours, gets cells too. All of this depends only on the pixels,
 * not on the order in which they were added.
 */

import { checkInteger } from '../../check.js';
import { CellCount, type Cells, CellTable } from './cell-table.js';
import { embedColours, embedSums } from './colour-space.js';
import { type CountTable, PlainCountTable } from './count-table.js';
import { makeCountTable } from './count-table-kernel.js';

/** Default maximum of distinct colours that are kept exactly. */
export const MAX_DISTINCT_DEFAULT = 1 << 18;

/** Noise has more distinct colours than this share of its pixels; photographs have up to 0.46 of them. */
const NOISE_SHARE = 0.625;

/** Maximum cells of noise. A palette can't follow single colours there, and clustering time is proportional to them. */
const MAX_NOISE_CELLS = 1 << 16;

/** Maximum pixels of a histogram, since counts are 32-bit while it is built. */
export const MAX_HISTOGRAM_PIXELS = 0xffffffff;

/** With fewer colours, a kernel's instance and its memory cost more than they save. */
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
 * Builds a histogram piece by piece.
 *
 * Fully transparent pixels must all have the packed colour 0. The caller ensures that.
 */
export class ColourHistogram {
  readonly #maxDistinct: number;
  readonly #maxPixels: number;
  readonly #table: CountTable;
  /** Coarse cells, once there are too many exact colours; the table is then only a buffer for them. */
  #cells: CellTable | undefined;
  #pixels = 0;

  /**
   * @param maxDistinct - maximum entries of the histogram, 16..2^22; memory is proportional to it
   * @param maxPixels - maximum pixels that will be added; memory is proportional to it if it is smaller
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
   * @throws OptionError if the count is not a positive integer, or the total exceeds `maxPixels`, which is at most 2^32 - 1
   */
  add(colour: number, count: number): void {
    this.#pixels += checkInteger('count', count, 1, this.#maxPixels - this.#pixels);
    this.#table.add(colour, count);
    if (this.#table.size > this.#maxDistinct) this.#drain();
  }

  /**
   * Adds the pixels `start .. end - 1`, such as a block's part of a row.
   *
   * @throws OptionError if the total exceeds `maxPixels`, which is at most 2^32 - 1
   */
  addRun(pixels: Uint32Array, start: number, end: number): void {
    this.#pixels += checkInteger('run', end - start, 0, this.#maxPixels - this.#pixels);
    let at = start;
    while (at < end) {
      at = this.#table.addRun(pixels, at, end, this.#maxDistinct);
      if (this.#table.size > this.#maxDistinct) this.#drain();
    }
  }

  /** The histogram of all pixels so far. More can be added afterwards. */
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

  /** Moves the exact colours into cells. Cells get coarser until they fit. */
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
 * The finest resolution at which all cells fit, found without making cells: for noise, only the last ones would be used. The
 * finest resolution is never tested here, since only making its cells shows whether they fit.
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

/** The histogram of a whole list of packed colours. */
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
/** With fewer points than this, a coarser level isn't worth making. */
const FEW_POINTS = 2048;
/** Minimum number of points of a level, for each centre. */
const POINTS_PER_CENTRE = 16;
/** A coarser level has at most this share of the finer one's points. */
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
 * Makes only the coarsest level, for quick results.
 *
 * @returns one level; that of the histogram itself if it is small
 */
export function makeCoarseLevel(histogram: Histogram, k: number, opaque: boolean): Level[] {
  const size = histogram.colours.length;
  let level = histogram;
  let finest = histogram;
  for (const bits of size > FEW_POINTS ? COARSE_BITS : []) {
    // Sums are exact, so cells of cells equal cells of the colours, and there are far fewer of them.
    finest = cellsOf(finest, bits);
    const coarse = finest.colours.length;
    if (coarse < k * POINTS_PER_CENTRE) break;
    if (coarse <= size * LARGEST_SHARE) level = finest;
  }
  return [{ points: pointsOf(level, opaque), groupOf: new Uint32Array(0) }];
}

/** Cells of histograms, by bits. A histogram is clustered at several palette sizes, and its cells are made once. */
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
