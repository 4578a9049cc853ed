/** The image data of a PNG: the inflated rows as one stream of bytes. */

import { FormatError } from '../error.js';
import { MAX_INFLATE_RATIO } from '../format/constants.js';
import type { Inflate, InflateStep } from '../inflate/inflate.js';
import { openPakoStream } from '../inflate/pako.js';
import { concatenate } from './bytes.js';
import type { ReadingNotes } from './reading-notes.js';

const SECTION = 'PNG chunk IDAT';
/** Bytes requested from the inflater to detect more data than expected. */
const PROBE_BYTES = 64;
/** Rows and compressed data up to this size are inflated at once, if the caller has a fast inflate. */
const MAX_WHOLE_BYTES = 2 ** 23;

/** Provides the rows of a PNG in the order of the file. */
export interface RowSource {
  /**
   * Fills part of a block with the next bytes.
   *
   * @throws {@link FormatError} `png-idat` when the data are damaged or end too soon
   */
  fill(block: Uint8Array<ArrayBuffer>, from: number, end: number): void;
  /**
   * Checks, after the last row, that the data end here.
   *
   * @param notes - receives a note of surplus data, or of a missing end
   */
  finish(notes: ReadingNotes): void;
}

/**
 * Checks that the compressed data can hold the rows, before memory for them is allocated.
 *
 * @param ranges - start and end of the data of each IDAT
 * @param expected - bytes of all rows
 * @param cut - why the data end early, if known
 * @throws {@link FormatError} `cut`, or else `png-idat`
 */
export function checkIdatBytes(ranges: readonly number[], expected: number, cut?: FormatError): void {
  const packed = countBytes(ranges);
  if (expected <= packed * MAX_INFLATE_RATIO) return;
  if (cut !== undefined) throw cut;
  const detail = `${packed} bytes can't hold the ${expected} bytes that the header asks for`;
  throw new FormatError('png-idat', SECTION, ranges[0], detail);
}

/**
 * Opens the rows of a PNG.
 *
 * Small image data are inflated at once, which is several times as fast with Node's zlib. Large data, and those with any
 * fault, are inflated a piece at a time. Then the rows are never in memory all at once, and faults are reported or tolerated.
 *
 * @param bytes - the file
 * @param ranges - start and end of the data of each IDAT: `2 * n` numbers, at least two
 * @param expected - bytes of all rows
 * @param cut - why the data end early, if known
 * @param inflate - a fast inflate, if there is one
 */
export function openRows(
  bytes: Uint8Array,
  ranges: readonly number[],
  expected: number,
  cut: FormatError | undefined,
  inflate: Inflate | undefined,
): RowSource {
  const rows = inflate && inflateWhole(inflate, bytes, ranges, expected);
  return rows === undefined ? new IdatStream(bytes, ranges, expected, cut) : openWhole(rows);
}

/** All rows; undefined when they are too many for memory, or when the data are faulty. */
function inflateWhole(
  inflate: Inflate,
  bytes: Uint8Array,
  ranges: readonly number[],
  expected: number,
): Uint8Array | undefined {
  if (Math.max(expected, countBytes(ranges)) > MAX_WHOLE_BYTES) return undefined;
  try {
    const rows = inflate(joinRanges(bytes, ranges), expected);
    return rows.length === expected ? rows : undefined;
  } catch {
    return undefined;
  }
}

function openWhole(rows: Uint8Array): RowSource {
  let used = 0;
  return {
    fill(block, from, end) {
      block.set(rows.subarray(used, used + end - from), from);
      used += end - from;
    },
    finish() {},
  };
}

/** Inflates all IDAT chunks as one stream, a piece at a time. */
class IdatStream implements RowSource {
  readonly #bytes: Uint8Array;
  readonly #ranges: readonly number[];
  readonly #expected: number;
  readonly #cut: FormatError | undefined;
  readonly #inflater = openPakoStream();
  #range = 0;
  #at: number;
  #made = 0;

  constructor(bytes: Uint8Array, ranges: readonly number[], expected: number, cut: FormatError | undefined) {
    this.#bytes = bytes;
    this.#ranges = ranges;
    this.#expected = expected;
    this.#cut = cut;
    this.#at = ranges[0];
  }

  fill(block: Uint8Array<ArrayBuffer>, from: number, end: number): void {
    const at = from + this.#inflate(block, from, end);
    if (at < end) throw this.#cut ?? this.#fault(`found ${this.#made}`);
  }

  finish(notes: ReadingNotes): void {
    const made = this.#inflate(new Uint8Array(PROBE_BYTES), 0, PROBE_BYTES);
    if (made > 0) {
      notes.tolerate(this.#fault('found more'), 'the surplus was ignored');
      return;
    }
    const left = this.#countLeft();
    if (left > 0) {
      const fault = this.#fault(`found ${left} bytes after the end of the compressed data`);
      notes.tolerate(fault, 'they were ignored');
    } else if (!this.#inflater.isEnded()) {
      notes.tolerate(this.#fault('the compressed data lack their end'), 'the rows are all there');
    }
  }

  /** Inflates as much as the block and the data allow. */
  #inflate(block: Uint8Array<ArrayBuffer>, from: number, end: number): number {
    let at = from;
    while (at < end && this.#skipEmpty()) {
      const rest = this.#ranges[this.#range + 1] - this.#at;
      const { taken, made } = this.#step(rest, block, at, end);
      if (taken === 0 && made === 0) break;
      this.#at += taken;
      at += made;
      this.#made += made;
    }
    // Get the output that the inflater still holds.
    if (at < end && this.#range === this.#ranges.length) {
      const { made } = this.#step(0, block, at, end);
      at += made;
      this.#made += made;
    }
    return at - from;
  }

  #step(length: number, block: Uint8Array<ArrayBuffer>, from: number, end: number): InflateStep {
    try {
      const input = this.#bytes.subarray(this.#at, this.#at + length);
      return this.#inflater.inflate(input, block.subarray(from, end));
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw this.#fault(`the compressed data are damaged (${why})`, cause);
    }
  }

  /** Moves to the next byte of data; false when there is none. */
  #skipEmpty(): boolean {
    while (this.#range < this.#ranges.length && this.#at === this.#ranges[this.#range + 1]) {
      this.#range += 2;
      this.#at = this.#ranges[this.#range] ?? 0;
    }
    return this.#range < this.#ranges.length;
  }

  #countLeft(): number {
    if (this.#range >= this.#ranges.length) return 0;
    return this.#ranges[this.#range + 1] - this.#at + countBytes(this.#ranges.slice(this.#range + 2));
  }

  #fault(found: string, cause?: unknown): FormatError {
    return new FormatError(
      'png-idat',
      SECTION,
      this.#ranges[0],
      `expected ${this.#expected} bytes of rows, ${found}`,
      cause,
    );
  }
}

/** Bytes in all ranges. */
function countBytes(ranges: readonly number[]): number {
  let bytes = 0;
  for (let i = 0; i < ranges.length; i += 2) bytes += ranges[i + 1] - ranges[i];
  return bytes;
}

/** One view when there is one IDAT, else a copy of all. */
function joinRanges(bytes: Uint8Array, ranges: readonly number[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let i = 0; i < ranges.length; i += 2) parts.push(bytes.subarray(ranges[i], ranges[i + 1]));
  return parts.length === 1 ? parts[0] : concatenate(parts);
}
