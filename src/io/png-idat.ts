/** Inflating a PNG's image data a piece at a time: the rows are never in memory all at once. */

import { constants, createInflate, inflateSync } from 'node:zlib';
import { FormatError } from '../error.js';
import type { ReadingNotes } from './reading-notes.js';

const SECTION = 'PNG chunk IDAT';
/** Deflate's best: a match of 258 bytes in two bits. */
const MAX_DEFLATE_RATIO = 1032;
/** Bytes for which the inflater is asked to see whether there are more than expected. */
const PROBE_BYTES = 64;

/** An inflater that writes to the caller's memory. */
interface Inflater {
  /** Inflates from part of `input` to part of `output`, as far as both go. */
  write(input: Uint8Array, at: number, length: number, output: Uint8Array, to: number, room: number): Progress;
  /** Whether the compressed data end where they should; asked when all input was taken and there is room. */
  isEnded(): boolean;
  close(): void;
}

/** Bytes taken and made by a step. */
interface Progress {
  readonly taken: number;
  readonly made: number;
}

/**
 * Checks that the compressed data can hold the rows, before there is memory for them.
 *
 * @param ranges - start and end of the data of each IDAT
 * @param expected - bytes of all rows
 * @param cut - why the data end early, if they do and that is known
 * @throws {@link FormatError} `cut`, or else `png-idat`
 */
export function checkIdatBytes(ranges: readonly number[], expected: number, cut?: FormatError): void {
  let packed = 0;
  for (let i = 0; i < ranges.length; i += 2) packed += ranges[i + 1]! - ranges[i]!;
  if (expected <= packed * MAX_DEFLATE_RATIO) return;
  if (cut !== undefined) throw cut;
  const detail = `${packed} bytes can't hold the ${expected} bytes that the header asks for`;
  throw new FormatError('png-idat', SECTION, ranges[0]!, detail);
}

/** The image data of a PNG: the concatenation of all its IDAT chunks, inflated. */
export class IdatStream {
  readonly #bytes: Uint8Array;
  readonly #ranges: readonly number[];
  readonly #expected: number;
  readonly #cut: FormatError | undefined;
  readonly #inflater: Inflater;
  #range = 0;
  #at: number;
  #made = 0;

  /**
   * @param bytes - the file
   * @param ranges - start and end of the data of each IDAT: `2 * n` numbers, at least two
   * @param expected - bytes that should come out, for messages
   * @param cut - why the data end early, if they do and that is known
   */
  constructor(bytes: Uint8Array, ranges: readonly number[], expected: number, cut?: FormatError) {
    this.#bytes = bytes;
    this.#ranges = ranges;
    this.#expected = expected;
    this.#cut = cut;
    this.#at = ranges[0]!;
    this.#inflater = openNodeInflater() ?? openWholeInflater(joinRanges(bytes, ranges), expected);
  }

  /**
   * Fills part of a block with what comes next.
   *
   * @throws {@link FormatError} `png-idat` when the data are damaged or end before
   */
  fill(block: Uint8Array, from: number, end: number): void {
    const at = from + this.#inflate(block, from, end);
    if (at < end) throw this.#cut ?? this.#fault(`found ${this.#made}`);
  }

  /**
   * Sees whether the data end here, as they should.
   *
   * @param notes - take note of data that are too many, or lack their end
   */
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

  close(): void {
    this.#inflater.close();
  }

  /** Inflates as far as block and data go. */
  #inflate(block: Uint8Array, from: number, end: number): number {
    let at = from;
    while (at < end && this.#skipEmpty()) {
      const rest = this.#ranges[this.#range + 1]! - this.#at;
      const { taken, made } = this.#step(rest, block, at, end - at);
      if (taken === 0 && made === 0) break;
      this.#at += taken;
      at += made;
      this.#made += made;
    }
    // What the inflater has taken in, but not yet given out.
    if (at < end && this.#range === this.#ranges.length) {
      const { made } = this.#step(0, block, at, end - at);
      at += made;
      this.#made += made;
    }
    return at - from;
  }

  #step(length: number, block: Uint8Array, to: number, room: number): Progress {
    try {
      return this.#inflater.write(this.#bytes, this.#at, length, block, to, room);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw this.#fault(`the compressed data are damaged (${why})`, cause);
    }
  }

  /** Goes on to the next byte of data; false when there is none. */
  #skipEmpty(): boolean {
    while (this.#range < this.#ranges.length && this.#at === this.#ranges[this.#range + 1]) {
      this.#range += 2;
      this.#at = this.#ranges[this.#range] ?? 0;
    }
    return this.#range < this.#ranges.length;
  }

  #countLeft(): number {
    if (this.#range >= this.#ranges.length) return 0;
    let left = this.#ranges[this.#range + 1]! - this.#at;
    for (let i = this.#range + 2; i < this.#ranges.length; i += 2) left += this.#ranges[i + 1]! - this.#ranges[i]!;
    return left;
  }

  #fault(found: string, cause?: unknown): FormatError {
    return new FormatError(
      'png-idat',
      SECTION,
      this.#ranges[0]!,
      `expected ${this.#expected} bytes of rows, ${found}`,
      cause,
    );
  }
}

/**
 * The parts of one of Node's zlib streams that work at once and without events. Node has no public way to inflate a piece at
 * a time in one go; these parts are as they are since version 9, and packages such as pngjs rely on them.
 */
interface NodeInflate {
  readonly _handle?: {
    onerror: (message: string, errno: number, code: string) => void;
    writeSync(
      flush: number,
      input: Uint8Array,
      at: number,
      length: number,
      output: Uint8Array,
      to: number,
      room: number,
    ): void;
  } | null;
  /** Room and input that are left after a step. */
  readonly _writeState?: Uint32Array;
  close(): void;
}

/**
 * Opens an inflater on parts of Node.
 *
 * @param create - makes the stream
 * @returns undefined when it has other parts
 */
export function openNodeInflater(create: () => unknown = createInflate): Inflater | undefined {
  const engine = create() as NodeInflate;
  const { _handle: handle, _writeState: state } = engine;
  if (typeof handle?.writeSync !== 'function' || !(state instanceof Uint32Array) || state.length !== 2) {
    engine.close();
    return undefined;
  }
  let fault: Error | undefined;
  handle.onerror = (message, _errno, code) => {
    fault = Object.assign(new Error(message), { code });
  };
  const none = new Uint8Array(1);
  return {
    write(input, at, length, output, to, room) {
      handle.writeSync(constants.Z_NO_FLUSH, input, at, length, output, to, room);
      if (fault !== undefined) throw fault;
      return { taken: length - state[1]!, made: room - state[0]! };
    },
    isEnded() {
      handle.writeSync(constants.Z_FINISH, none, 0, 0, none, 0, 1);
      return fault === undefined;
    },
    close: () => engine.close(),
  };
}

/**
 * Inflates all at once, and hands that out. Takes more memory, and refuses surplus rows, but uses only what Node promises.
 *
 * @param expected - bytes that should come out
 */
export function openWholeInflater(packed: Uint8Array, expected: number): Inflater {
  const options = { maxOutputLength: expected + PROBE_BYTES };
  let rows: Uint8Array | undefined;
  let used = 0;
  let isWhole = true;
  const inflate = () => {
    try {
      return inflateSync(packed, options);
    } catch (cause) {
      if ((cause as { code?: unknown }).code !== 'Z_BUF_ERROR') throw cause;
      isWhole = false;
      return inflateSync(packed, { ...options, finishFlush: constants.Z_SYNC_FLUSH });
    }
  };
  return {
    write(_input, _at, length, output, to, room) {
      rows ??= inflate();
      const made = Math.min(room, rows.length - used);
      output.set(rows.subarray(used, used + made), to);
      used += made;
      return { taken: length, made };
    },
    isEnded: () => isWhole,
    close() {},
  };
}

/** One view when there is one IDAT, else a copy of all. */
function joinRanges(bytes: Uint8Array, ranges: readonly number[]): Uint8Array {
  if (ranges.length === 2) return bytes.subarray(ranges[0], ranges[1]);
  let length = 0;
  for (let i = 0; i < ranges.length; i += 2) length += ranges[i + 1]! - ranges[i]!;
  const joined = new Uint8Array(length);
  for (let i = 0, at = 0; i < ranges.length; i += 2) {
    joined.set(bytes.subarray(ranges[i], ranges[i + 1]), at);
    at += ranges[i + 1]! - ranges[i]!;
  }
  return joined;
}
