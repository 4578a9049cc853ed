/** Chooses the blocks that a mesh draws: those for which it has less D + lambda * R than their palette. */

import type { Grid } from '../../codec/layout.js';
import { LUMA } from '../rate-distortion/error-space.js';
import type { BandPixels } from './cells.js';

/** What the choice depends on. */
interface BlockPrices {
  readonly pixels: BandPixels;
  readonly grid: Grid;
  readonly lambda: number;
  /** For each block, the weighted error and the bits with its palette. */
  readonly paletteErrors: Float64Array;
  readonly paletteBits: Float64Array;
  /** For each block, the weighted error if the corners of its cells could have any values. */
  readonly free: Float64Array;
}

/** Two neighbouring blocks of different kinds cost this many bits: in the map, and in planes that are interrupted. */
const BORDER_BITS = 6;

/** At first, a block is expected to cost this many bits for each 4 x 4 pixels. */
const START_BITS = 3;
const JOIN_BITS = 3.5;
/** A block that joins has this much more error than freely fitted cells, since they share their corners. */
const JOIN_FACTOR = 1.15;

/**
 * Structure counts. A surface that is too plain looks like plastic, so the error that comes from lost variance counts more, and
 * a palette's error less. Both are factors of the error by the block's variance and its error of luma.
 */
const STRUCTURE = 0.8;
const STRUCTURE_FLOOR = 40;

/** Blocks that the caller has chosen. */
export class GivenBlocks {
  readonly map: Uint8Array<ArrayBuffer>;

  constructor(given: Uint8Array) {
    this.map = new Uint8Array(given);
  }

  improve(): void {}

  measureGain(): number {
    return 0;
  }
}

/** A choice that improves from round to round. */
export class BlockChoice {
  /** One byte a block, row-major: 1 if the mesh draws it. */
  readonly map: Uint8Array<ArrayBuffer>;
  readonly #prices: BlockPrices;
  /** For each block, the price with its palette: D + lambda * R. */
  readonly #palette: Float64Array;
  /** For each block, the variance of luma, and the weighted error that a squared error of luma of 1 makes. */
  readonly #variances: Float64Array;
  readonly #scales: Float64Array;
  readonly #cells: number;

  constructor(prices: BlockPrices) {
    const { grid, lambda, paletteErrors, paletteBits, free } = prices;
    this.#prices = prices;
    this.#cells = (1 << (2 * grid.blockLog2)) / 16;
    this.#variances = new Float64Array(free.length);
    this.#scales = new Float64Array(free.length);
    this.#measureVariances();
    this.#palette = paletteErrors.map((error, b) => this.#asPalette(error, b) + lambda * paletteBits[b]);
    this.map = new Uint8Array(free.length);
    for (let b = 0; b < free.length; b++) {
      if (this.#asMesh(free[b], b) + lambda * START_BITS * this.#cells < this.#palette[b]) this.map[b] = 1;
    }
  }

  /**
   * Lets blocks leave the mesh, and then others join it.
   *
   * @param errors - of each block of the mesh, weighted
   * @param bits - of each block of the mesh
   */
  improve(errors: Float64Array, bits: Float64Array, joins: boolean): void {
    const { lambda, free } = this.#prices;
    for (let b = 0; b < this.map.length; b++) {
      if (this.map[b] === 0) continue;
      const mesh = this.#asMesh(errors[b], b) + lambda * bits[b];
      if (mesh > this.#palette[b] + this.#borderPrice(b)) this.map[b] = 0;
    }
    if (!joins) return;
    for (let b = 0; b < this.map.length; b++) {
      if (this.map[b] === 1) continue;
      const mesh = this.#asMesh(JOIN_FACTOR * free[b], b) + lambda * JOIN_BITS * this.#cells;
      if (mesh < this.#palette[b] + this.#borderPrice(b)) this.map[b] = 1;
    }
  }

  /** By how much the mesh lowers D + lambda * R. */
  measureGain(errors: Float64Array, bits: Float64Array): number {
    const { lambda, grid } = this.#prices;
    let gain = 0;
    let borders = 0;
    for (let b = 0; b < this.map.length; b++) {
      if (this.map[b] === 1) gain += this.#palette[b] - this.#asMesh(errors[b], b) - lambda * bits[b];
      if ((b + 1) % grid.columns !== 0 && this.map[b] !== this.map[b + 1]) borders++;
      if (b + grid.columns < this.map.length && this.map[b] !== this.map[b + grid.columns]) borders++;
    }
    return gain - lambda * BORDER_BITS * borders;
  }

  /** What the borders of a block would cost more if its palette drew it rather than the mesh. */
  #borderPrice(b: number): number {
    const { columns } = this.#prices.grid;
    const column = b % columns;
    let balance = 0;
    const compare = (isThere: boolean, other: number) => {
      if (isThere) balance += this.map[other] === 1 ? 1 : -1;
    };
    compare(column > 0, b - 1);
    compare(column < columns - 1, b + 1);
    compare(b >= columns, b - columns);
    compare(b + columns < this.map.length, b + columns);
    return balance * BORDER_BITS * this.#prices.lambda;
  }

  #asMesh(error: number, b: number): number {
    const variance = this.#variances[b];
    const lost = Math.min(error / this.#scales[b], variance);
    return (error * (2 * variance + STRUCTURE_FLOOR)) / (2 * variance - STRUCTURE * lost + STRUCTURE_FLOOR);
  }

  #asPalette(error: number, b: number): number {
    const variance = this.#variances[b];
    return (
      (error * (2 * variance + STRUCTURE_FLOOR)) /
      (2 * variance + (STRUCTURE * error) / this.#scales[b] + STRUCTURE_FLOOR)
    );
  }

  #measureVariances(): void {
    const { pixels, grid } = this.#prices;
    const { width, height, colours, weights } = pixels;
    const { blockLog2, columns } = grid;
    const sums = new Float64Array(this.#variances.length);
    const counts = new Uint32Array(sums.length);
    for (let y = 0, i = 0; y < height; y++) {
      const first = (y >>> blockLog2) * columns;
      for (let x = 0; x < width; x++, i++) {
        const colour = colours[i];
        const luma = LUMA[0] * (colour & 255) + LUMA[1] * ((colour >>> 8) & 255) + LUMA[2] * ((colour >>> 16) & 255);
        const b = first + (x >>> blockLog2);
        sums[b] += luma;
        this.#variances[b] += luma * luma;
        this.#scales[b] += 3 * weights[i];
        counts[b]++;
      }
    }
    for (let b = 0; b < sums.length; b++) {
      const mean = sums[b] / counts[b];
      this.#variances[b] = Math.max(0, this.#variances[b] / counts[b] - mean * mean);
    }
  }
}
