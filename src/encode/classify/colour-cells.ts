/**
 * A picture's pixels as numbers of colour cells, for code that visits every block many times.
 *
 * A cell is the set of colours that agree in the top bits of every channel, alpha included. It stands for the mean of its
 * pixels. With 5 bits a channel, an opaque picture has at most 2^15 cells, and one with alpha at most 2^20. A picture that
 * uses more than 2^16 of them gets 4 bits a channel. So a pixel's cell always fits in 16 bits.
 */

import type { Grid } from '../../codec/layout.js';
import { DIMENSIONS, embedSums } from '../kmeans/colour-space.js';
import type { WeightedPoints } from '../kmeans/histogram.js';
import type { PreparedPicture } from '../prepare.js';

/** Bits a channel of a cell's number; the coarse ones serve pictures with too many cells. */
const CELL_BITS = 5;
const COARSE_BITS = 4;
const MAX_CELLS = 1 << 16;
/** Sums kept for each cell: its count, red, green and blue times alpha, then alpha. */
const FIELDS = 5;

/** The cells of a picture that is cut into blocks. */
export class ColourCells {
  /** Mean of each cell in the space of `colour-space.ts`, and its number of pixels. */
  readonly points: WeightedPoints;
  readonly #grid: Grid;
  /** The cell of each pixel. */
  readonly #cellOf: Uint16Array;

  constructor(picture: PreparedPicture, grid: Grid) {
    const fine = numberCells(picture, CELL_BITS);
    const numbers = fine.used <= MAX_CELLS ? fine : numberCells(picture, COARSE_BITS);
    const { cellOf, sums } = sumCells(picture, numbers);
    this.points = meansOf(sums, picture.opaque);
    this.#grid = grid;
    this.#cellOf = cellOf;
  }

  /** Adds `step` to the count of the cell of each pixel of a block. */
  countBlock(block: number, step: number, counts: Float64Array): void {
    const { first, end, span } = this.#extent(block);
    const cellOf = this.#cellOf;
    for (let row = first; row < end; row += this.#grid.width) {
      for (let i = row; i < row + span; i++) counts[cellOf[i]] += step;
    }
  }

  /** Sums the values of the cells of a block's pixels, row by row. */
  sumBlock(block: number, values: Float64Array): number {
    const { first, end, span } = this.#extent(block);
    const cellOf = this.#cellOf;
    let sum = 0;
    for (let row = first; row < end; row += this.#grid.width) {
      for (let i = row; i < row + span; i++) sum += values[cellOf[i]];
    }
    return sum;
  }

  /** A block's first pixel, where the row of pixels below it starts, and its width. */
  #extent(block: number): { first: number; end: number; span: number } {
    const { blockLog2, columns, width, height } = this.#grid;
    const row = Math.floor(block / columns);
    const left = (block - row * columns) << blockLog2;
    const top = row << blockLog2;
    const bottom = Math.min(top + (1 << blockLog2), height);
    return { first: top * width + left, end: bottom * width, span: Math.min(1 << blockLog2, width - left) };
  }
}

/** Which of the possible cells are in use. */
interface CellNumbers {
  /** Bits of each channel that count. */
  readonly bits: number;
  /** The number of each cell in use, by its key. */
  readonly numbers: Uint32Array;
  readonly used: number;
}

/**
 * The top `bits` bits of each channel side by side, red lowest.
 *
 * @param alphaMask - 0 leaves alpha out
 */
function keyOf(colour: number, bits: number, alphaMask: number): number {
  const shift = 8 - bits;
  const mask = (1 << bits) - 1;
  const red = (colour >>> shift) & mask;
  const green = (colour >>> (8 + shift)) & mask;
  const blue = (colour >>> (16 + shift)) & mask;
  const alpha = (colour >>> (24 + shift)) & alphaMask;
  return red | (green << bits) | (blue << (2 * bits)) | (alpha << (3 * bits));
}

function alphaMaskOf(bits: number, opaque: boolean): number {
  return opaque ? 0 : (1 << bits) - 1;
}

/** Numbers the cells in use in ascending order of their keys, so that neighbours in number are alike in colour. */
function numberCells({ colours, opaque }: PreparedPicture, bits: number): CellNumbers {
  const alphaMask = alphaMaskOf(bits, opaque);
  const numbers = new Uint32Array(1 << (bits * (opaque ? 3 : 4)));
  for (let i = 0; i < colours.length; i++) numbers[keyOf(colours[i], bits, alphaMask)] = 1;
  let used = 0;
  for (let key = 0; key < numbers.length; key++) {
    if (numbers[key] !== 0) numbers[key] = used++;
  }
  return { bits, numbers, used };
}

/** The cell of each pixel, and the exact sums of each cell. */
function sumCells({ colours, opaque }: PreparedPicture, { bits, numbers, used }: CellNumbers) {
  const alphaMask = alphaMaskOf(bits, opaque);
  const cellOf = new Uint16Array(colours.length);
  const sums = new Float64Array(used * FIELDS);
  for (let i = 0; i < colours.length; i++) {
    const colour = colours[i];
    const alpha = colour >>> 24;
    const cell = numbers[keyOf(colour, bits, alphaMask)];
    const at = cell * FIELDS;
    cellOf[i] = cell;
    sums[at]++;
    sums[at + 1] += (colour & 255) * alpha;
    sums[at + 2] += ((colour >>> 8) & 255) * alpha;
    sums[at + 3] += ((colour >>> 16) & 255) * alpha;
    sums[at + 4] += alpha;
  }
  return { cellOf, sums };
}

function meansOf(sums: Float64Array, opaque: boolean): WeightedPoints {
  const weights = new Float64Array(sums.length / FIELDS);
  const coordinates = new Float64Array(weights.length * DIMENSIONS);
  for (let cell = 0, at = 0; cell < weights.length; cell++, at += FIELDS) {
    weights[cell] = sums[at];
    const to = cell * DIMENSIONS;
    embedSums(sums[at + 1], sums[at + 2], sums[at + 3], sums[at + 4], sums[at], opaque, coordinates, to);
  }
  return { coordinates, weights };
}
