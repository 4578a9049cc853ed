/**
 * Structural similarity under a separable window, a few rows at a time. Both SSIM variants use it.
 *
 * Each pixel is reduced to four moments: x, y, x^2 + y^2, x y. The index needs no more, because the two variances only occur
 * as a sum. In each strip, a ring holds as many rows of moments as the window is high. Each step weighs them down into one
 * row, and then that row along itself. Only + - * / in a fixed order are used, so the result is the same on every machine.
 *
 * @see Wang, Bovik, Sheikh, Simoncelli 2004, "Image quality assessment"; scikit-image 0.19 `structural_similarity`
 */

import { averageOverBackgrounds, type PicturePair, readRun } from './picture-pair.js';

/** Moments a pixel: x, y, x^2 + y^2, x y. */
const MOMENTS = 4;
/** The largest window is `2 * MAX_REACH + 1` pixels wide. */
const MAX_REACH = 5;
/** Window positions in a row that are processed together. So long rows take no more memory, and it stays in the cache. */
const STRIP = 1024;

/** The properties of an SSIM variant. */
export interface SsimVariant {
  /** Weights of the window along one axis, 1 to 6 of them, from its centre outwards. */
  readonly halfWindow: readonly number[];
  /** Samples that a pixel contributes to the window: 1 (luma) or 3 (RGB). */
  readonly samplesPerPixel: number;
  /** True divides covariances by N - 1, for a window of N equal weights; false by N. */
  readonly sampleCovariance: boolean;
  /**
   * Reduces two runs of pixels to moments, summed over the pixel's samples (0..255 each).
   *
   * @param runA - RGB and a byte to ignore a pixel, like `runB`
   * @param moments - out, four planes of `stride` values: x, y, x^2 + y^2, x y
   */
  readonly fillMoments: (runA: Uint8Array, runB: Uint8Array, moments: Float64Array, stride: number) => void;
}

/** A window along one axis: six weights from the centre outwards, 0 beyond `reach`. */
interface Window {
  readonly weights: readonly number[];
  readonly reach: number;
  readonly sum: number;
}

const PEAK = 255;
const C1 = 0.01 * PEAK * (0.01 * PEAK);
const C2 = 0.03 * PEAK * (0.03 * PEAK);

/**
 * Mean SSIM index over all positions where the window fits, averaged over the pair's backgrounds.
 *
 * If a picture is smaller than the window, the window is cut on that axis to the largest odd size that fits. So a picture one
 * pixel wide gets a window one pixel wide.
 *
 * @returns at most 1, and exactly 1 for identical pictures; -1 or more up to rounding
 */
export function measureWindowedSsim(pair: PicturePair, variant: SsimVariant): number {
  return averageOverBackgrounds(pair, (background) => meanIndex(pair, background, variant));
}

function meanIndex(pair: PicturePair, background: number, variant: SsimVariant): number {
  const across = fitWindow(variant.halfWindow, pair.width);
  const down = fitWindow(variant.halfWindow, pair.height);
  const positions = pair.width - 2 * across.reach;
  let sum = 0;
  for (let left = 0; left < positions; left += STRIP) {
    const count = Math.min(STRIP, positions - left);
    sum += sumStrip(pair, background, variant, across, down, left, count);
  }
  return sum / ((pair.height - 2 * down.reach) * positions);
}

/** Sums the index over `count` window positions a row. The first window's left edge is `left`. */
function sumStrip(
  pair: PicturePair,
  background: number,
  variant: SsimVariant,
  across: Window,
  down: Window,
  left: number,
  count: number,
): number {
  const scale = 1 / (across.sum * down.sum * variant.samplesPerPixel);
  const unbias = variant.sampleCovariance ? 1 / (1 - scale) : 1;
  const width = count + 2 * across.reach;
  const stride = width + MAX_REACH; // zeros at the end, for the taps that reach over it
  const rowLength = stride * MOMENTS;
  const ringRows = 2 * down.reach + 1;
  const scratchA = new Uint8Array(width * 4);
  const scratchB = new Uint8Array(width * 4);
  const ring = new Float64Array(ringRows * rowLength);
  const column = new Float64Array(rowLength);
  const window = new Float64Array(rowLength);

  let sum = 0;
  for (let y = 0; y < pair.height; y++) {
    const first = y * pair.width + left;
    const runA = readRun(pair, pair.a, first, background, scratchA);
    const runB = readRun(pair, pair.b, first, background, scratchB);
    const slot = (y % ringRows) * rowLength;
    variant.fillMoments(runA, runB, ring.subarray(slot, slot + rowLength), stride);
    if (y + 1 < ringRows) continue;

    weighDown(ring, ringRows, y - down.reach, down, column);
    for (let moment = 0; moment < MOMENTS; moment++)
      weighAlong(column, moment * stride, stride, across.weights, window);
    sum += sumIndex(window, stride, MAX_REACH + across.reach, count, scale, unbias);
  }
  return sum;
}

/** Cuts a window to the largest odd size that fits into `side` pixels. */
function fitWindow(halfWindow: readonly number[], side: number): Window {
  const reach = Math.min(halfWindow.length - 1, Math.floor((side - 1) / 2));
  const weights = Array.from({ length: MAX_REACH + 1 }, (_, step) => (step <= reach ? halfWindow[step] : 0));
  const sum = weights.reduce((total, weight, step) => total + (step === 0 ? weight : 2 * weight), 0);
  return { weights, reach, sum };
}

/**
 * Weighs the ring's rows into one: the centre with its neighbours, then two pairs of rows at a time.
 *
 * @param centre - picture row at the window's centre; row `y` lies in slot `y % ringRows`
 */
function weighDown(ring: Float64Array, ringRows: number, centre: number, window: Window, out: Float64Array): void {
  const { weights, reach } = window;
  const offset = (step: number): number => {
    const row = centre + Math.max(-reach, Math.min(reach, step)); // beyond the reach any row does: its weight is 0
    return (row % ringRows) * out.length;
  };
  setRow(ring, offset(0), weights[0], offset(-1), offset(1), weights[1], out);
  for (let near = 2; near <= reach; near += 2) {
    const far = near + 1;
    addRows(ring, offset(-near), offset(near), weights[near], offset(-far), offset(far), weights[far], out);
  }
}

function setRow(
  s: Float64Array,
  a: number,
  weightA: number,
  b: number,
  c: number,
  weightBC: number,
  out: Float64Array,
) {
  for (let i = 0; i < out.length; i++) out[i] = weightA * s[a + i] + weightBC * (s[b + i] + s[c + i]);
}

function addRows(
  s: Float64Array,
  a: number,
  b: number,
  ab: number,
  c: number,
  d: number,
  cd: number,
  out: Float64Array,
) {
  for (let i = 0; i < out.length; i++) out[i] += ab * (s[a + i] + s[b + i]) + cd * (s[c + i] + s[d + i]);
}

/**
 * Weighs a row along itself. The window centred on `i` is written `MAX_REACH` further, at `out[start + i + MAX_REACH]`.
 *
 * This is a symmetric filter in transposed form: eleven running sums, one load and one store a sample. It takes 15 ms for the
 * four moments of a megapixel; loops over the taps take 40 ms.
 *
 * @param weights - six, from the centre outwards
 */
function weighAlong(row: Float64Array, start: number, length: number, weights: readonly number[], out: Float64Array) {
  const [w0, w1, w2, w3, w4, w5] = weights as [number, number, number, number, number, number];
  let [s0, s1, s2, s3, s4, s5, s6, s7, s8, s9] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = start; i < start + length; i++) {
    const value = row[i];
    const v1 = w1 * value;
    const v2 = w2 * value;
    const v3 = w3 * value;
    const v4 = w4 * value;
    const v5 = w5 * value;
    out[i] = s0 + v5;
    s0 = s1 + v4;
    s1 = s2 + v3;
    s2 = s3 + v2;
    s3 = s4 + v1;
    s4 = s5 + w0 * value;
    s5 = s6 + v1;
    s6 = s7 + v2;
    s7 = s8 + v3;
    s8 = s9 + v4;
    s9 = v5;
  }
}

/**
 * Sums the index over a row of windows; with x = y every quotient is exactly 1.
 *
 * @param window - four planes of `stride` weighted moments, the first position at `first`
 * @param scale - 1 / sum of all the window's weights
 */
function sumIndex(
  window: Float64Array,
  stride: number,
  first: number,
  positions: number,
  scale: number,
  unbias: number,
): number {
  let sum = 0;
  for (let i = first; i < first + positions; i++) {
    const meanX = window[i] * scale;
    const meanY = window[i + stride] * scale;
    const squares = meanX * meanX + meanY * meanY;
    const product = meanX * meanY;
    const variances = unbias * (window[i + 2 * stride] * scale - squares);
    const covariance = unbias * (window[i + 3 * stride] * scale - product);
    sum += ((2 * product + C1) * (2 * covariance + C2)) / ((squares + C1) * (variances + C2));
  }
  return sum;
}
