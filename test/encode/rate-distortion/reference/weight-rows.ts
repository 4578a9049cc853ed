/** Rows of perceptual weights in TypeScript: the reference for the kernel `weight-rows`. */

import {
  countInWindow,
  type Pixels,
  RING_ROWS,
  type Tune,
  VARIANCE_FLOOR,
  type WeightRows,
} from '../../../../src/encode/rate-distortion/weight-rows.js';
import { RADIUS } from '../../../../src/wasm/constants.js';

/**
 * The fall of the weight with the variance: `ssim` as variance^-0.75; `psnr` as variance^-0.25, which costs no
 * squared error at equal bytes, because regions of little variance are the cheapest to improve.
 */
function fallOff(variance: number, tune: Tune): number {
  const root = Math.sqrt(Math.sqrt(variance));
  return tune === 'ssim' ? 1 / (root * root * root) : 1 / root;
}

/** Gives the weights that the kernel must give. */
export class PlainWeightRows implements WeightRows {
  readonly #picture: Pixels;
  readonly #tune: Tune;
  readonly #variances: VarianceRows;
  readonly #kept: readonly Float32Array[];
  readonly #columns: Float64Array;
  /** The next row of variances, and that of weights. */
  #ahead = 0;
  #y = 0;
  #total = 0;

  constructor(picture: Pixels, tune: Tune) {
    this.#picture = picture;
    this.#tune = tune;
    this.#variances = new VarianceRows(picture);
    this.#kept = Array.from({ length: RING_ROWS }, () => new Float32Array(picture.width));
    this.#columns = new Float64Array(picture.width);
  }

  get total(): number {
    return this.#total;
  }

  next(out: Float32Array): void {
    const { width, height } = this.#picture;
    const y = this.#y++;
    for (; this.#ahead <= y + RADIUS && this.#ahead < height; this.#ahead++) {
      const row = this.#kept[this.#ahead % RING_ROWS];
      this.#variances.next(row);
      for (let x = 0; x < width; x++) row[x] = fallOff(row[x] + VARIANCE_FLOOR, this.#tune);
      addRow(this.#columns, row, 1);
    }
    if (y > RADIUS) addRow(this.#columns, this.#kept[(y - RADIUS - 1) % RING_ROWS], -1);
    averageColumns(this.#columns, countInWindow(y, height), out);
    for (let x = 0; x < width; x++) this.#total += out[x];
  }
}

function addRow(columns: Float64Array, row: Float32Array, factor: number): void {
  for (let x = 0; x < columns.length; x++) columns[x] += factor * row[x];
}

/** The mean of each window of columns, each of which is a sum over `rows` rows. */
function averageColumns(columns: Float64Array, rows: number, out: Float32Array): void {
  const width = columns.length;
  let sum = 0;
  for (let x = 0; x < Math.min(RADIUS, width); x++) sum += columns[x];
  for (let x = 0; x < width; x++) {
    if (x + RADIUS < width) sum += columns[x + RADIUS];
    if (x > RADIUS) sum -= columns[x - RADIUS - 1];
    out[x] = sum / (rows * countInWindow(x, width));
  }
}

/** The variance of luma in the window around each pixel, row by row; the sums are integers, and so exact. */
class VarianceRows {
  readonly #picture: Pixels;
  readonly #luma: Int32Array;
  /** Sums over the rows of the window, of each column's luma and of its square. */
  readonly #sums: Int32Array;
  readonly #squares: Int32Array;
  #y = 0;

  constructor(picture: Pixels) {
    this.#picture = picture;
    this.#luma = new Int32Array(picture.width);
    this.#sums = new Int32Array(picture.width);
    this.#squares = new Int32Array(picture.width);
    for (let y = 0; y < RADIUS; y++) this.#addLuma(y, 1);
  }

  /** Writes the variances of the next row, in code units squared. */
  next(out: Float32Array): void {
    const { width, height } = this.#picture;
    const y = this.#y++;
    this.#addLuma(y + RADIUS, 1);
    this.#addLuma(y - RADIUS - 1, -1);
    const rows = countInWindow(y, height);
    let sum = 0;
    let squares = 0;
    for (let x = 0; x < width + RADIUS; x++) {
      if (x < width) {
        sum += this.#sums[x];
        squares += this.#squares[x];
      }
      const middle = x - RADIUS;
      if (middle < 0) continue;
      if (middle > RADIUS) {
        sum -= this.#sums[middle - RADIUS - 1];
        squares -= this.#squares[middle - RADIUS - 1];
      }
      const count = rows * countInWindow(middle, width);
      out[middle] = (squares - (sum * sum) / count) / count;
    }
  }

  /** Adds a row of the picture to the columns' sums, or takes it away; rows outside count as none. */
  #addLuma(y: number, factor: number): void {
    const { width, height } = this.#picture;
    if (y < 0 || y >= height) return;
    lumaOf(this.#picture, y, this.#luma);
    for (let x = 0; x < width; x++) {
      const luma = this.#luma[x];
      this.#sums[x] += factor * luma;
      this.#squares[x] += factor * luma * luma;
    }
  }
}

/** Luma of a row (Rec. 601, rounded down, 0..255), over black where it is not opaque. */
function lumaOf({ colours, width, opaque }: Pixels, y: number, luma: Int32Array): void {
  for (let x = 0, i = y * width; x < width; x++, i++) {
    const colour = colours[i];
    const full = (19595 * (colour & 255) + 38470 * ((colour >>> 8) & 255) + 7471 * ((colour >>> 16) & 255)) >>> 16;
    luma[x] = opaque ? full : Math.floor((full * (colour >>> 24)) / 255);
  }
}
