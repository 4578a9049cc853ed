/** The encoder's deflate: bytes -> one zlib stream, the same on every machine. */

import { deflateOptimal, measureDeflated } from './deflate.js';
import { DEFLATE_EFFORTS } from './options.js';

export { DEFLATE_EFFORT_DEFAULT, deflateOptimal, deflateParts, deflateTokens, measureDeflated } from './deflate.js';
export { DEFLATE_EFFORTS, type DeflateOptions, type SplitOptions } from './options.js';
export type { Tokens } from './tokens.js';

/** Of efforts: near enough to the others to compare rates. */
const MEASURING_EFFORT = 2;
const SMALL_MEASURING_EFFORT = 4;
const SMALL_PLANE = 2 ** 18;
const SMALL_RATE = 2 ** 14;

/** The smallest and slowest. */
export const MAX_DEFLATE_EFFORT = DEFLATE_EFFORTS.length;

/**
 * Deflates bytes to a zlib stream (RFC 1950). By the project's own deflate, never by the platform's, whose bytes change with
 * its version.
 *
 * @param effort - 1 (fast) to 9 (small), a row of {@link DEFLATE_EFFORTS}
 */
export function deflateBytes(bytes: Uint8Array, effort: number): Uint8Array {
  return deflateOptimal(bytes, DEFLATE_EFFORTS[effort - 1]);
}

/** About how many bytes others of `deflateBytes` make: exactly those of a low effort. */
export function measureRate(bytes: Uint8Array): number {
  return measureDeflated(bytes, DEFLATE_EFFORTS[MEASURING_EFFORT - 1]);
}

/**
 * The same, by a higher effort for small planes of little content: there a quick parse makes a quarter more than a good one,
 * or twice as much.
 */
export function measureRateWell(bytes: Uint8Array): number {
  const quick = measureRate(bytes);
  if (bytes.length > SMALL_PLANE || quick > SMALL_RATE) return quick;
  return measureDeflated(bytes, DEFLATE_EFFORTS[SMALL_MEASURING_EFFORT - 1]);
}
