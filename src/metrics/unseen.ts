/** Differences that no background shows: above all, colours of transparent pixels. */

import type { Image } from '../image.js';
import { checkPair, type PicturePair, readRun } from './picture-pair.js';

/** Pixels processed together. */
const RUN = 4096;

/** Pixels that differ in a byte, but look the same over black and over white. */
export interface UnseenDifferences {
  /** All of them. A few may be half transparent and differ by less than 8 bits can show. */
  readonly pixels: number;
  /** Those with an alpha of 0 in both pictures, which differ in colour. */
  readonly transparentPixels: number;
}

/**
 * Counts the pixels that differ in a byte but look the same over black and over white. No metric sees these differences.
 *
 * Two pictures are the same byte for byte when the count is 0 and their largest error is 0.
 *
 * @throws `OptionError` when a picture is not valid, or the sizes differ
 *
 * @example
 * ```ts
 * import { countUnseenDifferences } from 'akm/metrics';
 *
 * const a = { width: 1, height: 1, data: Uint8Array.of(1, 2, 3, 0) };
 * const b = { width: 1, height: 1, data: Uint8Array.of(9, 9, 9, 0) };
 * console.log(countUnseenDifferences(a, b).transparentPixels); // 1
 * ```
 */
export function countUnseenDifferences(a: Image, b: Image): UnseenDifferences {
  const pair = checkPair(a, b);
  let pixels = 0;
  let transparentPixels = 0;
  // Every difference of opaque pixels is visible.
  if (pair.backgrounds.length === 1) return { pixels, transparentPixels };
  const seen = new Uint8Array(RUN);
  const scratchA = new Uint8Array(RUN * 4);
  const scratchB = new Uint8Array(RUN * 4);
  for (let first = 0; first < pair.width * pair.height; first += RUN) {
    const count = Math.min(RUN, pair.width * pair.height - first);
    markSeen(pair, first, scratchA.subarray(0, count * 4), scratchB.subarray(0, count * 4), seen);
    for (let i = 0, at = first * 4; i < count; i++, at += 4) {
      if (seen[i] !== 0 || !isDifferent(pair, at)) continue;
      pixels++;
      if (pair.a[at + 3] === 0 && pair.b[at + 3] === 0) transparentPixels++;
    }
  }
  return { pixels, transparentPixels };
}

/** Sets to 1 the pixels of a run that differ over one of the backgrounds, and to 0 the others. */
function markSeen(
  pair: PicturePair,
  first: number,
  scratchA: Uint8Array,
  scratchB: Uint8Array,
  seen: Uint8Array,
): void {
  seen.fill(0);
  for (const background of pair.backgrounds) {
    const runA = readRun(pair, pair.a, first, background, scratchA);
    const runB = readRun(pair, pair.b, first, background, scratchB);
    for (let i = 0, at = 0; at < runA.length; i++, at += 4) {
      if (runA[at] !== runB[at] || runA[at + 1] !== runB[at + 1] || runA[at + 2] !== runB[at + 2]) seen[i] = 1;
    }
  }
}

function isDifferent({ a, b }: PicturePair, at: number): boolean {
  return a[at] !== b[at] || a[at + 1] !== b[at + 1] || a[at + 2] !== b[at + 2] || a[at + 3] !== b[at + 3];
}
