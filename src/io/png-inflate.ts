/** Inflating a PNG's image data, exactly: not a byte more or less than the header asks for. */

import { inflateSync } from 'node:zlib';
import { FormatError, LimitError } from '../error.js';

/** Deflate's best: a match of 258 bytes in two bits. */
const MAX_DEFLATE_RATIO = 1032;
/** Largest block that node:zlib fills in one go: its counts are of 32 bits. */
const MAX_BLOCK_BYTES = 0xffffffff;
/** Smallest block: Node cuts those of less than 4 KiB from a pool that it shares with others. */
const MIN_BLOCK_BYTES = 16_384;
const SECTION = 'PNG chunk IDAT';

/** What `inflateSync` returns with `info: true`, which its types leave out. */
interface InflateInfo {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

/**
 * Inflates the concatenation of all IDAT chunks.
 *
 * @param bytes - the file
 * @param ranges - start and end of the data of each IDAT: `2 * n` numbers, at least two
 * @param expected - bytes that must come out
 * @param room - size to give the block that zlib fills; the caller may use what lies behind the result
 * @returns `expected` bytes at the start of a block of its own of at least `room` bytes, whose rest is *not*
 *   initialised
 * @throws {@link FormatError} `png-idat` when the data are damaged, too short, too long, or followed by others
 * @throws {@link LimitError} when the rows take more than 4 GiB
 */
export function inflateIdat(bytes: Uint8Array, ranges: readonly number[], expected: number, room: number): Uint8Array {
  const offset = ranges[0]!;
  const packed = joinRanges(bytes, ranges);
  if (expected > packed.length * MAX_DEFLATE_RATIO) {
    const detail = `${packed.length} bytes can't hold the ${expected} bytes that the header asks for`;
    throw new FormatError('png-idat', SECTION, offset, detail);
  }
  const block = Math.max(expected + 1, room, MIN_BLOCK_BYTES);
  if (block > MAX_BLOCK_BYTES) throw new LimitError('maxPixels', MAX_BLOCK_BYTES, block, 'a PNG with rows of bytes');
  let result: InflateInfo;
  try {
    // One block for the whole output: zlib's default of 16 KiB blocks ends in a copy of all of them.
    const options = { chunkSize: block, maxOutputLength: expected + 1, info: true };
    result = inflateSync(packed, options) as unknown as InflateInfo;
  } catch (cause) {
    const detail = `expected ${expected} bytes of rows, ${explainZlib(cause)}`;
    throw new FormatError('png-idat', SECTION, offset, detail, cause);
  }
  const { buffer, engine } = result;
  if (buffer.length !== expected) {
    const detail = `expected ${expected} bytes of rows, found ${buffer.length > expected ? 'more' : buffer.length}`;
    throw new FormatError('png-idat', SECTION, offset, detail);
  }
  if (engine.bytesWritten !== packed.length) {
    const detail = `${packed.length - engine.bytesWritten} bytes follow the end of the compressed data`;
    throw new FormatError('png-idat', SECTION, offset, detail);
  }
  if (buffer.byteOffset === 0 && buffer.buffer.byteLength === block) return buffer;
  // Never so in Node 20 to 24; should zlib one day return something else, it costs a copy.
  const own = new Uint8Array(block);
  own.set(buffer);
  return own.subarray(0, expected);
}

/** One view when there is one IDAT, else a copy of all. */
function joinRanges(bytes: Uint8Array, ranges: readonly number[]): Uint8Array {
  if (ranges.length === 2) return bytes.subarray(ranges[0], ranges[1]);
  let length = 0;
  for (let index = 0; index < ranges.length; index += 2) length += ranges[index + 1]! - ranges[index]!;
  const joined = new Uint8Array(length);
  let at = 0;
  for (let index = 0; index < ranges.length; index += 2) {
    joined.set(bytes.subarray(ranges[index], ranges[index + 1]), at);
    at += ranges[index + 1]! - ranges[index]!;
  }
  return joined;
}

function explainZlib(cause: unknown): string {
  const code = (cause as { code?: unknown }).code;
  if (code === 'ERR_BUFFER_TOO_LARGE') return 'found more';
  if (code === 'Z_BUF_ERROR') return 'the compressed data end before';
  return `the compressed data are damaged (${cause instanceof Error ? cause.message : String(cause)})`;
}
