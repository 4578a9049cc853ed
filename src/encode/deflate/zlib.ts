/**
 * The zlib stream around deflate's blocks.
 *
 * @see RFC 1950
 */

import { BitWriter } from './bit-writer.js';

/** Deflate, a window of 32 KiB, slowest compression, no dictionary. As a number it is a multiple of 31. */
const HEADER = Uint8Array.of(0x78, 0xda);

/** Bytes before the blocks, and after them. */
export const ZLIB_HEADER_BYTES = 2;
export const ZLIB_CHECK_BYTES = 4;

const ADLER_MODULUS = 65521;
/** This number of bytes can't make the second sum reach 2^31. */
const ADLER_CHUNK = 3800;

/** Adler-32 of no bytes. */
export const ADLER_START = 1;

/**
 * Adler-32 of bytes, an unsigned integer.
 *
 * @param previous - the sum of the bytes before
 */
export function adler32(bytes: Uint8Array, previous = ADLER_START): number {
  let low = previous % 65536;
  let high = Math.floor(previous / 65536);
  for (let from = 0; from < bytes.length; from += ADLER_CHUNK) {
    const to = Math.min(from + ADLER_CHUNK, bytes.length);
    for (let i = from; i < to; i++) {
      low += bytes[i];
      high += low;
    }
    low %= ADLER_MODULUS;
    high %= ADLER_MODULUS;
  }
  return high * 65536 + low;
}

/** A writer that has written the header of a zlib stream. */
export function beginZlib(): BitWriter {
  const writer = new BitWriter();
  writer.writeAlignedBytes(HEADER);
  return writer;
}

/**
 * Ends a zlib stream.
 *
 * @param sum - {@link adler32} of all that the stream inflates to
 */
export function finishZlib(writer: BitWriter, sum: number): Uint8Array {
  writer.alignToByte();
  writer.writeAlignedBytes(Uint8Array.of(sum >>> 24, sum >>> 16, sum >>> 8, sum));
  return writer.finish();
}
