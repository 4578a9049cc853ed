/** The encoder's deflate: bytes -> one zlib stream, the same on every machine. */

import { deflateOptimal, measureDeflated } from './deflate.js';
import { DEFLATE_EFFORTS } from './options.js';

export { DEFLATE_EFFORT_DEFAULT, deflateOptimal, deflateParts, deflateTokens, measureDeflated } from './deflate.js';
export { DEFLATE_EFFORTS, type DeflateOptions, type SplitOptions } from './options.js';
export type { Tokens } from './tokens.js';

/** Efforts for measuring: the results are close enough to those of other efforts to compare rates. */
const MEASURING_EFFORT = 2;
const SMALL_MEASURING_EFFORT = 4;
const MAX_SMALL_BYTES = 2 ** 18;
const SMALL_RATE = 2 ** 14;

/** The effort with the smallest and slowest result. */
export const MAX_DEFLATE_EFFORT = DEFLATE_EFFORTS.length;

/**
 * Deflates bytes to a zlib stream (RFC 1950). It uses the project's deflate, since the bytes of the platform's change with
 * its version.
 *
 * @param effort - 1 (fast) to 9 (small), a row of {@link DEFLATE_EFFORTS}
 */
export function deflateBytes(bytes: Uint8Array, effort: number): Uint8Array {
  return deflateOptimal(bytes, DEFLATE_EFFORTS[effort - 1]);
}

/** The approximate size that `deflateBytes` gives: the exact size at a low effort. */
export function measureRate(bytes: Uint8Array): number {
  return measureDeflated(bytes, DEFLATE_EFFORTS[MEASURING_EFFORT - 1]);
}

/**
 * The same, with a higher effort for small planes of little content. There a quick parse gives 1.25 to 2 times the bytes of a
 * good one.
 */
export function measureRateWell(bytes: Uint8Array): number {
  const quick = measureRate(bytes);
  if (bytes.length > MAX_SMALL_BYTES || quick > SMALL_RATE) return quick;
  return measureDeflated(bytes, DEFLATE_EFFORTS[SMALL_MEASURING_EFFORT - 1]);
}
