/**
 * Smoothing of low-detail blocks: an edge-preserving integer a-trous filter that removes the steps that few colours leave in
 * gradients (spec, section 7).
 *
 * Each pass covers the whole picture with 3x3 taps at a distance of 8, 4, 2 or 1 pixels. Only pixels of low blocks are
 * written. A 32-bit word holds two of a pixel's four channels (16 bits each), so a tap costs a few integer operations
 * whatever the number of channels.
 *
 * @see Dammertz et al. 2010, "Edge-avoiding a-trous wavelet transform" (the idea; the arithmetic differs)
 */

import { type PlainSteps, runSteps } from '../steps.js';
import { MIN_WEIGHT } from '../wasm/constants.js';
import { classRuns, type Grid, makeRuns, SEGMENT_WIDTH } from './layout.js';

/** For the exact quotient of 0..4096 by a weight of 13..16: `floor(n / w) = (n * reciprocal) >>> 20`. */
const RECIPROCALS = Int32Array.from({ length: 17 }, (_, weight) => Math.floor((1 << 20) / Math.max(weight, 1)) + 1);

/** Bits 0-7 and 16-23 of a word: two channels, each with room for sums. */
const LANES = 0x00ff00ff;
/** A guard bit above each lane's value: it stays set while the lane's difference is not negative. */
const GUARDS = 0x02000200;

/** Rows of up to this many pixels are copied one by one, since a view costs more, and hostile pictures may be narrow. */
const NARROW = 32;

/** Whether a word's lowest byte is the first in memory. This decides which lane holds alpha. */
const IS_LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/**
 * Smooths the low blocks of a picture in place, one pass in each step.
 *
 * @param pixels - `width * height` words, each the four bytes of an RGBA pixel in memory order
 * @param bitmap - the block bitmap; bit 0 = low
 * @param passes - 0..4
 * @param threshold - 1..255, largest difference in R, G and B at which a tap counts; alpha must be equal
 * @param isLittleEndian - the byte order of the words, the machine's by default
 */
export function* smoothSteps(
  pixels: Uint32Array,
  grid: Grid,
  bitmap: Uint8Array,
  passes: number,
  threshold: number,
  isLittleEndian = IS_LITTLE_ENDIAN,
): PlainSteps<void> {
  const slack = makeSlack(threshold, isLittleEndian);
  // The same words as signed numbers: unsigned, the words of opaque pixels would not be small integers.
  const signed = new Int32Array(pixels.buffer, pixels.byteOffset, pixels.length);
  for (let pass = 1; pass <= passes; pass++) {
    smoothPass(signed, grid, bitmap, 1 << (passes - pass), slack);
    yield pass / passes;
  }
}

/** Smooths the low blocks of a picture in place, as section 7 of the specification says. It yields the share done. */
export type Smooth = (
  pixels: Uint32Array,
  grid: Grid,
  bitmap: Uint8Array,
  passes: number,
  threshold: number,
) => PlainSteps<void>;

/** {@link smoothSteps} without pauses. */
export function smoothLowBlocks(...parameters: Parameters<typeof smoothSteps>): void {
  runSteps(smoothSteps(...parameters));
}

/** The largest allowed difference between a tap's lanes and the centre's, with the guards: a word for each pair of channels. */
interface Slack {
  /** Channels in the even bytes of a word. */
  readonly even: number;
  /** Channels in the odd bytes of a word. */
  readonly odd: number;
}

/** Alpha is the last byte in memory; its lane has a slack of 0, so that taps of another alpha never count. */
function makeSlack(threshold: number, isLittleEndian: boolean): Slack {
  const both = GUARDS | threshold | (threshold << 16);
  return isLittleEndian ? { even: both, odd: GUARDS | threshold } : { even: GUARDS | (threshold << 16), odd: both };
}

/** One pass at distance `d`, in tiles as high as the picture, left to right. */
function smoothPass(pixels: Int32Array, grid: Grid, bitmap: Uint8Array, d: number, slack: Slack): void {
  const { width, height } = grid;
  const isOneTile = width <= SEGMENT_WIDTH;
  let leftColumns = new Int32Array(isOneTile ? 0 : d * height);
  let nextLeftColumns = leftColumns.slice();
  for (let left = 0; left < width; left += SEGMENT_WIDTH) {
    const right = Math.min(left + SEGMENT_WIDTH, width);
    smoothTile({ pixels, grid, bitmap, d, slack, left, right, leftColumns, nextLeftColumns });
    [leftColumns, nextLeftColumns] = [nextLeftColumns, leftColumns];
  }
}

/** One tile of a pass: the pixel columns `left` (included) to `right` (not). */
interface Tile {
  readonly pixels: Int32Array;
  readonly grid: Grid;
  readonly bitmap: Uint8Array;
  readonly d: number;
  readonly slack: Slack;
  readonly left: number;
  readonly right: number;
  /** `d` pixels a row, as before the pass: in, those left of this tile; out, those left of the next tile. */
  readonly leftColumns: Int32Array;
  readonly nextLeftColumns: Int32Array;
}

/** Filters a tile in place; the last `d + 1` rows are kept as they were before. */
function smoothTile(tile: Tile): void {
  const { pixels, grid, bitmap, d, slack, left, right, nextLeftColumns } = tile;
  const { width, height, blockLog2 } = grid;
  const rowSize = right - left + 2 * d;
  const kept = Array.from({ length: Math.min(d + 1, height) }, () => new Int32Array(rowSize));
  const below = new Int32Array(rowSize);
  const runs = makeRuns(grid);
  const classes = { ...grid, bitmap };
  let runCount = 0;
  for (let y = 0; y < height; y++) {
    const row = kept[y % kept.length];
    copyRow(tile, y, row);
    if (right < width) nextLeftColumns.set(row.subarray(rowSize - 2 * d, rowSize - d), y * d);
    if ((y & ((1 << blockLog2) - 1)) === 0) runCount = classRuns(classes, y >>> blockLog2, left, right, runs);
    if (runCount === 2 && runs[0] === 0) continue;
    const above = kept[Math.max(y - d, 0) % kept.length];
    copyRow(tile, Math.min(y + d, height - 1), below);
    for (let run = 0, x = 0; run < runCount; run++) {
      if ((run & 1) === 0) smoothRun(pixels, y * width + left, x, x + runs[run], above, row, below, d, slack);
      x += runs[run];
    }
  }
}

/** Copies a row of a tile to `row[d..]`, with `d` more pixels at each side. Outside the picture, its edge is repeated. */
function copyRow({ pixels, grid, d, left, right, leftColumns }: Tile, y: number, row: Int32Array): void {
  const rowStart = y * grid.width;
  const tileWidth = right - left;
  if (tileWidth > NARROW) row.set(pixels.subarray(rowStart + left, rowStart + right), d);
  else for (let i = 0; i < tileWidth; i++) row[d + i] = pixels[rowStart + left + i];
  for (let i = 0; i < d; i++) {
    row[i] = left === 0 ? row[d] : leftColumns[y * d + i];
    row[d + tileWidth + i] = pixels[rowStart + Math.min(right + i, grid.width - 1)];
  }
}

/**
 * Filters the pixels `left..right` of a row.
 *
 * This is a hot loop, so the taps are written out. The order is the one that shows soonest that nothing changes: the four of
 * weight 2 come first, and if two of them do not count, less than 13 of 16 is left.
 */
function smoothRun(
  pixels: Int32Array,
  rowStart: number,
  left: number,
  right: number,
  above: Int32Array,
  row: Int32Array,
  below: Int32Array,
  d: number,
  { even: evenSlack, odd: oddSlack }: Slack,
): void {
  for (let x = left; x < right; x++) {
    const centre = row[x + d];
    const n = above[x + d];
    const s = below[x + d];
    const w = row[x];
    const e = row[x + 2 * d];
    const nw = above[x];
    const ne = above[x + 2 * d];
    const sw = below[x];
    const se = below[x + 2 * d];
    if (
      n === centre &&
      s === centre &&
      w === centre &&
      e === centre &&
      nw === centre &&
      ne === centre &&
      sw === centre &&
      se === centre
    ) {
      continue;
    }
    const even = centre & LANES;
    const odd = (centre >>> 8) & LANES;
    const evenUp = even + evenSlack;
    const evenDown = evenSlack - even;
    const oddUp = odd + oddSlack;
    const oddDown = oddSlack - odd;
    let weight = 16;
    let evenSum = even << 2;
    let oddSum = odd << 2;

    let te = n & LANES;
    let to = (n >>> 8) & LANES;
    if (((evenUp - te) & (evenDown + te) & (oddUp - to) & (oddDown + to) & GUARDS) === GUARDS) {
      evenSum += te << 1;
      oddSum += to << 1;
    } else weight -= 2;
    te = s & LANES;
    to = (s >>> 8) & LANES;
    if (((evenUp - te) & (evenDown + te) & (oddUp - to) & (oddDown + to) & GUARDS) === GUARDS) {
      evenSum += te << 1;
      oddSum += to << 1;
    } else weight -= 2;
    if (weight < MIN_WEIGHT) continue;
    te = w & LANES;
    to = (w >>> 8) & LANES;
    if (((evenUp - te) & (evenDown + te) & (oddUp - to) & (oddDown + to) & GUARDS) === GUARDS) {
      evenSum += te << 1;
      oddSum += to << 1;
    } else weight -= 2;
    te = e & LANES;
    to = (e >>> 8) & LANES;
    if (((evenUp - te) & (evenDown + te) & (oddUp - to) & (oddDown + to) & GUARDS) === GUARDS) {
      evenSum += te << 1;
      oddSum += to << 1;
    } else weight -= 2;
    if (weight < MIN_WEIGHT) continue;
    te = nw & LANES;
    to = (nw >>> 8) & LANES;
    if (((evenUp - te) & (evenDown + te) & (oddUp - to) & (oddDown + to) & GUARDS) === GUARDS) {
      evenSum += te;
      oddSum += to;
    } else weight -= 1;
    te = ne & LANES;
    to = (ne >>> 8) & LANES;
    if (((evenUp - te) & (evenDown + te) & (oddUp - to) & (oddDown + to) & GUARDS) === GUARDS) {
      evenSum += te;
      oddSum += to;
    } else weight -= 1;
    te = sw & LANES;
    to = (sw >>> 8) & LANES;
    if (((evenUp - te) & (evenDown + te) & (oddUp - to) & (oddDown + to) & GUARDS) === GUARDS) {
      evenSum += te;
      oddSum += to;
    } else weight -= 1;
    te = se & LANES;
    to = (se >>> 8) & LANES;
    if (((evenUp - te) & (evenDown + te) & (oddUp - to) & (oddDown + to) & GUARDS) === GUARDS) {
      evenSum += te;
      oddSum += to;
    } else weight -= 1;
    if (weight < MIN_WEIGHT) continue;
    pixels[rowStart + x] = meanOf(evenSum, oddSum, weight);
  }
}

/** The word whose channels are the rounded quotients of the lanes' sums by `weight`. */
function meanOf(evenSum: number, oddSum: number, weight: number): number {
  const half = weight >>> 1;
  const reciprocal = RECIPROCALS[weight];
  const byte0 = (((evenSum & 0xffff) + half) * reciprocal) >>> 20;
  const byte1 = (((oddSum & 0xffff) + half) * reciprocal) >>> 20;
  const byte2 = (((evenSum >>> 16) + half) * reciprocal) >>> 20;
  const byte3 = (((oddSum >>> 16) + half) * reciprocal) >>> 20;
  return byte0 | (byte1 << 8) | (byte2 << 16) | (byte3 << 24);
}
