/** Rows of perceptual weights, from sums over windows that move down the picture. Sums of luma are integers, so they are exact. */

import { RADIUS } from '../constants';

/** Positions `0 .. size - 1` within the radius of one. */
function countInWindow(at: i32, size: i32): i32 {
  return min(at + RADIUS, size - 1) - max(at - RADIUS, 0) + 1;
}

/**
 * Adds a row's luma and its squares to the columns' sums, or subtracts them.
 *
 * @param colours - `width` packed colours
 * @param sums - `width` numbers of 32 bits, followed by `width` sums of the squares
 * @param factor - 1 or -1
 * @param opaque - 1 to ignore alpha
 */
export function addLuma(colours: i32, width: i32, sums: i32, factor: i32, opaque: i32): void {
  for (let x = 0; x < width; x++) {
    const colour = load<u32>(colours + 4 * x);
    // Luma (Rec. 601, rounded down, 0..255), over black where it is not opaque.
    let luma = (19595 * (colour & 255) + 38470 * ((colour >>> 8) & 255) + 7471 * ((colour >>> 16) & 255)) >>> 16;
    if (opaque === 0) luma = (luma * (colour >>> 24)) / 255;
    const sum = sums + 4 * x;
    const square = sum + 4 * width;
    store<i32>(sum, load<i32>(sum) + factor * (luma as i32));
    store<i32>(square, load<i32>(square) + factor * ((luma * luma) as i32));
  }
}

/**
 * Writes a function that falls with the variance in the window around each pixel of a row.
 *
 * @param sums - those of `addLuma`
 * @param rows - rows of the window
 * @param out - 32-bit floats
 * @param floor - added to the variance
 * @param isCubed - 1 to divide by the third power of the fourth root, 0 by the root
 */
export function fallOff(sums: i32, width: i32, rows: i32, out: i32, floor: f64, isCubed: i32): void {
  let sum = 0;
  let squares = 0;
  for (let x = 0; x < width + RADIUS; x++) {
    if (x < width) {
      sum += load<i32>(sums + 4 * x);
      squares += load<i32>(sums + 4 * (width + x));
    }
    const middle = x - RADIUS;
    if (middle < 0) continue;
    if (middle > RADIUS) {
      sum -= load<i32>(sums + 4 * (middle - RADIUS - 1));
      squares -= load<i32>(sums + 4 * (width + middle - RADIUS - 1));
    }
    const count = (rows * countInWindow(middle, width)) as f64;
    const variance = ((squares as f64) - ((sum as f64) * (sum as f64)) / count) / count;
    // Rounded to 32 bits, as in a stored row of variances.
    const kept = (variance as f32 as f64) + floor;
    const root = sqrt(sqrt(kept));
    store<f32>(out + 4 * middle, (1 / (isCubed ? root * root * root : root)) as f32);
  }
}

/** Adds a row of 32-bit floats to the columns' 64-bit ones, or subtracts it. */
export function addRow(columns: i32, row: i32, width: i32, factor: f64): void {
  for (let x = 0; x < width; x++) {
    store<f64>(columns + 8 * x, load<f64>(columns + 8 * x) + factor * (load<f32>(row + 4 * x) as f64));
  }
}

/**
 * Writes the mean of each window of columns, each of which is a sum over `rows` rows, as 32-bit floats.
 *
 * @param total - sum of the values written before
 * @returns the total of all
 */
export function averageColumns(columns: i32, width: i32, rows: i32, out: i32, total: f64): f64 {
  let sum: f64 = 0;
  for (let x = 0; x < min(RADIUS, width); x++) sum += load<f64>(columns + 8 * x);
  for (let x = 0; x < width; x++) {
    if (x + RADIUS < width) sum += load<f64>(columns + 8 * (x + RADIUS));
    if (x > RADIUS) sum -= load<f64>(columns + 8 * (x - RADIUS - 1));
    const mean = (sum / ((rows * countInWindow(x, width)) as f64)) as f32;
    store<f32>(out + 4 * x, mean);
    total += mean as f64;
  }
  return total;
}
