/**
 * The project's own deflate: near-optimal parsing, blocks split by their statistics, the same bytes on every machine.
 *
 * It works in segments of a megabyte, to bound its memory. Matches may cross the borders of segments.
 */

import type { BitWriter } from './bit-writer.js';
import { storedBits, writeBlock, writeStored } from './block.js';
import { splitBlocks } from './block-split.js';
import { DEFLATE_EFFORTS, type DeflateOptions, type SplitOptions } from './options.js';
import { makeQuickParser } from './quick-parse.js';
import { type BlockedTokens, optimiseSegment, planBlocks } from './segment.js';
import { makeSegmentParser } from './segment-parser.js';
import { countTokenBytes, expandTokens, makeTokenBuffer, type Tokens } from './tokens.js';
import { ADLER_START, adler32, beginZlib, finishZlib, ZLIB_CHECK_BYTES, ZLIB_HEADER_BYTES } from './zlib.js';

/** Longest segment, in bytes or tokens. */
const MAX_SEGMENT = 1 << 20;
/** Room for matches, for each position. A segment with more matches ends early. */
const MATCHES_A_POSITION = 12;
/** Room of the smallest table. */
const MIN_MATCHES = 1 << 12;

/** The usual effort, of 1..9. */
export const DEFLATE_EFFORT_DEFAULT = 5;

/**
 * Deflates bytes to a zlib stream (RFC 1950).
 *
 * @param options - a row of {@link DEFLATE_EFFORTS}, or other values
 * @returns at most 11 bytes more than the input, and 5 more for each 65535 bytes after the first ones
 */
export function deflateOptimal(
  bytes: Uint8Array,
  options: DeflateOptions = DEFLATE_EFFORTS[DEFLATE_EFFORT_DEFAULT - 1],
): Uint8Array {
  const writer = beginZlib();
  let at = 0;
  for (const segment of planSegments(bytes, options)) at = writeBlocks(writer, segment, bytes, at, true);
  return finishOrStore(writer, bytes);
}

/**
 * Deflates bytes that come in parts to one zlib stream. Matches don't cross the borders of parts, so the memory is that of the
 * longest part, plus the stream.
 *
 * @param parts - none is empty; a part may be overwritten once the one after the next is requested
 */
export function deflateParts(parts: Iterable<Uint8Array>, options: DeflateOptions): Uint8Array {
  const writer = beginZlib();
  let sum = ADLER_START;
  let held: Uint8Array | undefined;
  const write = (bytes: Uint8Array, isLast: boolean) => {
    sum = adler32(bytes, sum);
    let at = 0;
    for (const segment of planSegments(bytes, options)) at = writeBlocks(writer, segment, bytes, at, isLast);
  };
  for (const part of parts) {
    if (held !== undefined) write(held, false);
    held = part;
  }
  if (held === undefined) return deflateOptimal(new Uint8Array(), options);
  write(held, true);
  return finishZlib(writer, sum);
}

/** The number of bytes that {@link deflateOptimal} makes of these, without writing them. */
export function measureDeflated(bytes: Uint8Array, options: DeflateOptions): number {
  if (bytes.length === 0) return deflateOptimal(bytes, options).length;
  const start = 8 * ZLIB_HEADER_BYTES;
  let bits = start;
  for (const { tokens, ends, plans } of planSegments(bytes, options)) {
    ends.forEach((end, b) => {
      const byteCount = countTokenBytes(tokens, b === 0 ? 0 : ends[b - 1], end);
      bits += Math.min(plans[b].bits, storedBits(byteCount, bits));
    });
  }
  bits = Math.min(bits, start + storedBits(bytes.length, start));
  return Math.ceil(bits / 8) + ZLIB_CHECK_BYTES;
}

/**
 * Deflates a given sequence of tokens to a zlib stream. It chooses blocks and codes, but does not change the tokens.
 *
 * @param tokens - their distances must not reach back beyond the first byte
 * @param bytes - what the tokens stand for, if known
 */
export function deflateTokens(tokens: Tokens, options: SplitOptions, bytes = expandTokens(tokens)): Uint8Array {
  const writer = beginZlib();
  let at = 0;
  for (let from = 0; from < tokens.count; from += MAX_SEGMENT) {
    const to = Math.min(from + MAX_SEGMENT, tokens.count);
    const values = tokens.values.subarray(from, to);
    const part = { values, distances: tokens.distances.subarray(from, to), count: to - from };
    const ends = splitBlocks(part, options.chunkTokens, options.boundaryMoves);
    at = writeBlocks(writer, planBlocks(part, ends, true), bytes, at, true);
  }
  return finishOrStore(writer, bytes);
}

/** Yields the blocks of each segment; the blocks of the next segment overwrite them. */
function planSegments(bytes: Uint8Array, options: DeflateOptions): Iterable<BlockedTokens> {
  return options.passes === 0 ? planQuickly(bytes, options) : planOptimally(bytes, options);
}

function* planQuickly(bytes: Uint8Array, options: DeflateOptions): Iterable<BlockedTokens> {
  const size = segmentSize(bytes.length);
  const parser = makeQuickParser(bytes, options, size);
  try {
    for (let at = 0; at < bytes.length; at += size) {
      const tokens = parser.parse(Math.min(at + size, bytes.length));
      const ends = splitBlocks(tokens, options.chunkTokens, options.boundaryMoves);
      yield planBlocks(tokens, ends, false);
    }
  } finally {
    parser.close();
  }
}

function* planOptimally(bytes: Uint8Array, options: DeflateOptions): Iterable<BlockedTokens> {
  const size = segmentSize(bytes.length);
  const parser = makeSegmentParser(bytes, options, size, Math.max(MIN_MATCHES, MATCHES_A_POSITION * size));
  try {
    for (let at = 0; at < bytes.length; ) {
      parser.findMatches(Math.min(at + size, bytes.length));
      const { tokens, ends } = optimiseSegment(parser, bytes, at, options);
      at += countTokenBytes(tokens, 0, tokens.count);
      yield planBlocks(tokens, ends, true);
    }
  } finally {
    parser.close();
  }
}

/** The size of equal segments, so that none is much shorter than the others. */
function segmentSize(length: number): number {
  return Math.ceil(length / Math.max(1, Math.ceil(length / MAX_SEGMENT)));
}

/**
 * Writes the blocks of a segment that begins at a byte of the input.
 *
 * @param isLast - whether the block that ends the input is the stream's final one
 * @returns where the next segment begins
 */
function writeBlocks(
  writer: BitWriter,
  { tokens, ends, plans }: BlockedTokens,
  bytes: Uint8Array,
  at: number,
  isLast: boolean,
): number {
  let start = 0;
  let from = at;
  ends.forEach((end, b) => {
    const to = from + countTokenBytes(tokens, start, end);
    writeBlock(writer, tokens, start, end, plans[b], bytes.subarray(from, to), isLast && to === bytes.length);
    start = end;
    from = to;
  });
  return from;
}

/** Ends a stream, or replaces it by stored blocks if these are smaller. */
function finishOrStore(writer: BitWriter, bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) {
    // A stream needs a final block, even if it is empty.
    const empty = planBlocks(makeTokenBuffer(0), [0], false);
    writeBlocks(writer, empty, bytes, 0, true);
    return finishZlib(writer, adler32(bytes));
  }
  const stored = beginZlib();
  if (writer.bitLength <= stored.bitLength + storedBits(bytes.length, stored.bitLength)) {
    return finishZlib(writer, adler32(bytes));
  }
  writeStored(stored, bytes, true);
  return finishZlib(stored, adler32(bytes));
}
