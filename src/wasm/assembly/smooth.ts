/**
 * Passes of the smoothing of `codec/smooth.ts`, four pixels at once, from one plane of memory into another.
 *
 * A pixel is a word with red in its lowest byte. A row has `MARGIN` words before its first pixel, and as many after its last
 * group of four, for the repeated edge.
 */

import { MARGIN, MIN_WEIGHT } from '../constants';

/**
 * Smooths the rows `first` (included) to `end` (not) of a plane that holds some rows of a picture. Taps above and below are read
 * too. At the plane's first and last row the edge is repeated.
 *
 * @param source, target - addresses of the planes; data after the pixels of a row of the target are undefined
 * @param stride - bytes of a row, margins included; a multiple of 16
 * @param width, height - of the planes, in pixels
 * @param masks - scratch, a word a pixel of a row, up to a multiple of four
 * @param bitmap, columns - the block bitmap without its first `skipped` blocks, bit 0 = low; blocks across
 * @param top - the picture's row that is the plane's first one
 * @param d - distance of the taps, at most `MARGIN`
 */
export function smoothRows(
  source: i32,
  target: i32,
  stride: i32,
  width: i32,
  height: i32,
  first: i32,
  end: i32,
  masks: i32,
  bitmap: i32,
  columns: i32,
  skipped: i32,
  blockLog2: i32,
  top: i32,
  d: i32,
  threshold: i32,
): void {
  const pixels = source + 4 * MARGIN;
  const lastTap = min(end + d, height);
  for (let y = max(first - d, 0); y < lastTap; y++) repeatEdges(pixels + y * stride, width, d);
  const slack = i32x4.splat(threshold | (threshold << 8) | (threshold << 16));
  const blockMask = (1 << blockLog2) - 1;
  for (let y = first; y < end; y++) {
    if (y === first || ((top + y) & blockMask) === 0) {
      setMasks(masks, width, bitmap, ((top + y) >> blockLog2) * columns - skipped, blockLog2);
    }
    const row = pixels + y * stride;
    const above = pixels + max(y - d, 0) * stride;
    const below = pixels + min(y + d, height - 1) * stride;
    smoothRow(row, above, below, target - source, masks, width, 4 * d, slack);
  }
}

function repeatEdges(row: i32, width: i32, d: i32): void {
  const last = row + 4 * (width - 1);
  for (let i = 1; i <= d; i++) {
    store<i32>(row - 4 * i, load<i32>(row));
    store<i32>(last + 4 * i, load<i32>(last));
  }
}

/** For each pixel of a row, all bits set if its block is low. */
function setMasks(masks: i32, width: i32, bitmap: i32, firstBlock: i32, blockLog2: i32): void {
  for (let x = 0; x < width; x++) {
    const block = firstBlock + (x >> blockLog2);
    const isHigh = ((load<u8>(bitmap + (block >> 3)) as i32) >> (block & 7)) & 1;
    store<i32>(masks + 4 * x, isHigh - 1);
  }
}

/** @param far - from a pixel to its tap, in bytes */
function smoothRow(
  row: i32,
  above: i32,
  below: i32,
  toTarget: i32,
  masks: i32,
  width: i32,
  far: i32,
  slack: v128,
): void {
  const lanes = i32x4.splat(0x00ff00ff);
  for (let x = 0; x < 4 * width; x += 16) {
    const centre = v128.load(row + x);
    const isLow = v128.load(masks + x);
    let result = centre;
    if (v128.any_true(isLow)) {
      const n = v128.load(above + x);
      const s = v128.load(below + x);
      const w = v128.load(row + x - far);
      const e = v128.load(row + x + far);
      const countsN = countingLanes(centre, n, slack);
      const countsS = countingLanes(centre, s, slack);
      const countsW = countingLanes(centre, w, slack);
      const countsE = countingLanes(centre, e, slack);
      // The sum has minus one for each tap that counts.
      const nearby = i32x4.add(i32x4.add(countsN, countsS), i32x4.add(countsW, countsE));
      // If two taps of weight 2 do not count, the weight is too small.
      if (v128.any_true(v128.and(isLow, i32x4.lt_s(nearby, i32x4.splat(-2))))) {
        const nw = v128.load(above + x - far);
        const ne = v128.load(above + x + far);
        const sw = v128.load(below + x - far);
        const se = v128.load(below + x + far);
        const countsNw = countingLanes(centre, nw, slack);
        const countsNe = countingLanes(centre, ne, slack);
        const countsSw = countingLanes(centre, sw, slack);
        const countsSe = countingLanes(centre, se, slack);
        const diagonal = i32x4.add(i32x4.add(countsNw, countsNe), i32x4.add(countsSw, countsSe));
        const weight = i32x4.sub(i32x4.sub(i32x4.splat(4), i32x4.add(nearby, nearby)), diagonal);
        const tn = v128.and(n, countsN);
        const ts = v128.and(s, countsS);
        const tw = v128.and(w, countsW);
        const te = v128.and(e, countsE);
        const tnw = v128.and(nw, countsNw);
        const tne = v128.and(ne, countsNe);
        const tsw = v128.and(sw, countsSw);
        const tse = v128.and(se, countsSe);
        const evens = sumOf(
          v128.and(centre, lanes),
          i16x8.add(
            i16x8.add(v128.and(tn, lanes), v128.and(ts, lanes)),
            i16x8.add(v128.and(tw, lanes), v128.and(te, lanes)),
          ),
          i16x8.add(
            i16x8.add(v128.and(tnw, lanes), v128.and(tne, lanes)),
            i16x8.add(v128.and(tsw, lanes), v128.and(tse, lanes)),
          ),
        );
        const odds = sumOf(
          i16x8.shr_u(centre, 8),
          i16x8.add(
            i16x8.add(i16x8.shr_u(tn, 8), i16x8.shr_u(ts, 8)),
            i16x8.add(i16x8.shr_u(tw, 8), i16x8.shr_u(te, 8)),
          ),
          i16x8.add(
            i16x8.add(i16x8.shr_u(tnw, 8), i16x8.shr_u(tne, 8)),
            i16x8.add(i16x8.shr_u(tsw, 8), i16x8.shr_u(tse, 8)),
          ),
        );
        const mean = v128.or(meansOf(evens, weight), i32x4.shl(meansOf(odds, weight), 8));
        const changes = v128.and(isLow, i32x4.ge_s(weight, i32x4.splat(MIN_WEIGHT)));
        result = v128.bitselect(mean, centre, changes);
      }
    }
    v128.store(row + x + toTarget, result);
  }
}

/** All bits set for each pixel whose tap differs in no channel by more than the slack. */
function countingLanes(centre: v128, tap: v128, slack: v128): v128 {
  const difference = v128.or(i8x16.sub_sat_u(centre, tap), i8x16.sub_sat_u(tap, centre));
  return i32x4.eq(i8x16.sub_sat_u(difference, slack), i32x4.splat(0));
}

function sumOf(centre: v128, nearby: v128, diagonal: v128): v128 {
  return i16x8.add(i16x8.add(i16x8.shl(centre, 2), i16x8.shl(nearby, 1)), diagonal);
}

/** The rounded quotients of the two sums of each word by a weight of 13..16; as in `codec/smooth.ts`, exactly. */
function meansOf(sums: v128, weight: v128): v128 {
  let reciprocal = i32x4.splat(65537);
  reciprocal = v128.bitselect(i32x4.splat(69906), reciprocal, i32x4.eq(weight, i32x4.splat(15)));
  reciprocal = v128.bitselect(i32x4.splat(74899), reciprocal, i32x4.eq(weight, i32x4.splat(14)));
  reciprocal = v128.bitselect(i32x4.splat(80660), reciprocal, i32x4.eq(weight, i32x4.splat(13)));
  const half = i32x4.shr_u(weight, 1);
  const low = i32x4.add(v128.and(sums, i32x4.splat(0xffff)), half);
  const high = i32x4.add(i32x4.shr_u(sums, 16), half);
  return v128.or(
    i32x4.shr_u(i32x4.mul(low, reciprocal), 20),
    i32x4.shl(i32x4.shr_u(i32x4.mul(high, reciprocal), 20), 16),
  );
}
