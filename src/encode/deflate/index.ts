/** The encoder's deflate: bytes -> one zlib stream, the same on every machine. */

import { deflateOptimal, measureDeflated } from './deflate.js';
import { DEFLATE_EFFORTS } from './options.js';

export { DEFLATE_EFFORT_DEFAULT, deflateOptimal, deflateTokens } from './deflate.js';
export { DEFLATE_EFFORTS, type DeflateOptions, type SplitOptions } from './options.js';
export type { Tokens } from './tokens.js';

/** Of efforts: near enough to the others to compare rates. */
const MEASURING_EFFORT = 2;
const SMALL_MEASURING_EFFORT = 4;
const SMALL_PLANE = 2 ** 16;

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

/** The same, by a higher effort for planes so small that a quick parse may take twice what a good one does. */
export function measureRateWell(bytes: Uint8Array): number {
  if (bytes.length > SMALL_PLANE) return measureRate(bytes);
  return measureDeflated(bytes, DEFLATE_EFFORTS[SMALL_MEASURING_EFFORT - 1]);
}
