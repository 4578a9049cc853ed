/**
 * Joint refinement of a block map and both palettes: each block goes to the class whose palette fits it better.
 *
 * This is k-means over blocks, with palettes as means. Two steps alternate: each class gets a palette for the pixels of its
 * blocks, and each block moves to the class whose palette draws it with the smaller squared error. Both steps lower the
 * total error. A class then stands for a range of colours rather than a degree of detail, but the classes keep their
 * numbers. For speed, all of this works on colour cells (`colour-cells.ts`).
 *
 * @see Chou, Effros and Gray 1996, A vector quantization approach to universal noiseless coding and quantization
 */

import type { Grid } from '../../codec/layout.js';
import type { Assigner } from '../kmeans/assign.js';
import { makeAssigner } from '../kmeans/assign.js';
import { DIMENSIONS, squaredDistance } from '../kmeans/colour-space.js';
import type { WeightedPoints } from '../kmeans/histogram.js';
import { refineCentres } from '../kmeans/lloyd.js';
import { seedByCutting } from '../kmeans/seed.js';
import type { PreparedPicture } from '../prepare.js';
import { ColourCells } from './colour-cells.js';

/** Maximum number of rounds. A round fits the palettes and moves blocks. */
const MAX_ROUNDS = 6;
/**
 * A larger palette is represented by this number of entries. Time grows with the entries, and cells are too coarse to
 * distinguish more of them.
 */
const MAX_ENTRIES = 512;
/** Another round needs at least this share of the blocks to move. */
const RESTLESS_SHARE = 0.005;
/** Lloyd iterations in the first round and in later ones, and the gain below which they end. */
const FIRST_ITERATIONS = 6;
const NEXT_ITERATIONS = 4;
const TOLERANCE = 1e-3;

/** Entries of the palettes that a block map is refined for. */
interface PaletteSizes {
  /** Entries of the low palette, 1..4096. */
  readonly k1: number;
  /** Entries of the high palette, 1..4096. */
  readonly k2: number;
}

/**
 * Moves blocks between the classes until each is where its squared error is smaller.
 *
 * A block that both palettes fit equally well stays. When one class runs out of blocks, all blocks become high. To compare
 * two maps, palettes are made for each from scratch, and the error over the picture's cells is measured. If the new map
 * is worse, the start's map is returned.
 *
 * @param start - one byte a block, row-major: 0 low, 1 high; left as it is
 * @returns a new map of the same form
 */
export function refineBlockMap(
  picture: PreparedPicture,
  grid: Grid,
  start: Uint8Array,
  sizes: PaletteSizes,
): Uint8Array {
  const cells = new ColourCells(picture, grid);
  const map = start.slice();
  const bounded = { k1: Math.min(sizes.k1, MAX_ENTRIES), k2: Math.min(sizes.k2, MAX_ENTRIES) };
  const classes = new ClassPair(cells, map, bounded);
  const startError = classes.fit();
  let moved = map.length;
  for (let round = 0; round < MAX_ROUNDS && moved >= map.length * RESTLESS_SHARE && !isOneClass(map); round++) {
    if (round > 0) classes.fit();
    moved = classes.moveBlocks();
  }
  if (isOneClass(map)) map.fill(1);
  return new ClassPair(cells, map, bounded).fit() <= startError ? map : start.slice();
}

function isOneClass(map: Uint8Array): boolean {
  return !(map.includes(0) && map.includes(1));
}

/** A block map, and the palette of each of its classes. */
class ClassPair {
  readonly #cells: ColourCells;
  readonly #map: Uint8Array;
  /** Pixels of each cell in the blocks of each class. */
  readonly #lowCounts: Float64Array;
  readonly #highCounts: Float64Array;
  readonly #low: CellPalette;
  readonly #high: CellPalette;

  /** @param map - kept, and changed by {@link moveBlocks} */
  constructor(cells: ColourCells, map: Uint8Array, { k1, k2 }: PaletteSizes) {
    const { coordinates, weights } = cells.points;
    this.#cells = cells;
    this.#map = map;
    this.#lowCounts = new Float64Array(weights.length);
    this.#highCounts = weights.slice();
    this.#low = new CellPalette(coordinates, k1);
    this.#high = new CellPalette(coordinates, k2);
    for (let block = 0; block < map.length; block++) if (map[block] === 0) this.#recount(block, 1);
  }

  /** Fits both palettes to the blocks of their classes; returns the squared error of the whole picture. */
  fit(): number {
    return this.#low.fit(this.#lowCounts) + this.#high.fit(this.#highCounts);
  }

  /** Moves each block to the class that draws it with the smaller error; returns how many moved. */
  moveBlocks(): number {
    const map = this.#map;
    const gains = this.#high.errors.map((error, cell) => error - this.#low.errors[cell]);
    let moved = 0;
    for (let block = 0; block < map.length; block++) {
      const gain = this.#cells.sumBlock(block, gains);
      const better = gain > 0 ? 0 : gain < 0 ? 1 : map[block];
      if (better === map[block]) continue;
      map[block] = better;
      this.#recount(block, better === 0 ? 1 : -1);
      moved++;
    }
    return moved;
  }

  /** Counts a block's pixels into the low class (`step` 1) and out of the high one, or back (-1). */
  #recount(block: number, step: number): void {
    this.#cells.countBlock(block, step, this.#lowCounts);
    this.#cells.countBlock(block, -step, this.#highCounts);
  }
}

/** The palette of one class as points of the colour space, unrounded, and how well it fits each cell of the picture. */
class CellPalette {
  /** Squared distance of each cell's mean to the nearest entry, in code units squared. */
  readonly errors: Float64Array;
  readonly #coordinates: Float64Array;
  readonly #k: number;
  #centres: Float64Array = new Float64Array(0);
  /** Finds the nearest entry of each cell. It is made again when the number of entries changes. */
  #assigner: Assigner | undefined;

  /** @param coordinates - of the picture's cells */
  constructor(coordinates: Float64Array, k: number) {
    this.errors = new Float64Array(coordinates.length / DIMENSIONS);
    this.#coordinates = coordinates;
    this.#k = k;
  }

  /**
   * Fits the palette to the counts of the cells, from its present entries; from scratch when more entries are possible.
   *
   * @returns the sum of count times error; 0 for a class without pixels, whose palette stays as it is
   */
  fit(counts: Float64Array): number {
    const points = this.#pointsIn(counts);
    const n = points.weights.length;
    if (n === 0) return 0;
    const isNew = this.#centres.length < Math.min(this.#k, n) * DIMENSIONS;
    if (isNew) this.#centres = seedByCutting(points, this.#k).centres;
    const maxIterations = isNew ? FIRST_ITERATIONS : NEXT_ITERATIONS;
    refineCentres(points, this.#centres, { maxIterations, tolerance: TOLERANCE, fixed: 0 });
    if (isNew || !this.#assigner) this.#assigner = makeAssigner(this.#coordinates, this.#centres.length / DIMENSIONS);
    return this.#measure(this.#assigner, counts);
  }

  #pointsIn(counts: Float64Array): WeightedPoints {
    const coordinates = new Float64Array(this.#coordinates.length);
    const weights = new Float64Array(counts.length);
    let n = 0;
    for (let cell = 0; cell < counts.length; cell++) {
      if (counts[cell] === 0) continue;
      const from = cell * DIMENSIONS;
      for (let d = 0; d < DIMENSIONS; d++) coordinates[n * DIMENSIONS + d] = this.#coordinates[from + d];
      weights[n++] = counts[cell];
    }
    return { coordinates: coordinates.subarray(0, n * DIMENSIONS), weights: weights.subarray(0, n) };
  }

  #measure(assigner: Assigner, counts: Float64Array): number {
    assigner.assign(this.#centres);
    let total = 0;
    for (let cell = 0; cell < counts.length; cell++) {
      const at = assigner.labels[cell] * DIMENSIONS;
      const error = squaredDistance(this.#coordinates, cell * DIMENSIONS, this.#centres, at);
      this.errors[cell] = error;
      total += counts[cell] * error;
    }
    return total;
  }
}
