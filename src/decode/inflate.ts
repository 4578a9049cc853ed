/** Inflates the streams of a file. Each is one zlib stream, whose inflated length is known in advance. */

import { viewBytes } from '../check.js';
import { AkmError, FormatError, OptionError, textOf } from '../error.js';
import { MAX_INFLATE_RATIO } from '../format/constants.js';
import type { Inflate } from '../inflate/inflate.js';
import { allocateBytes } from './allocate.js';

/** Where a zlib stream lies in the file, for errors. */
export interface StreamPlace {
  readonly code: string;
  /** Its name, or the number of a band. */
  readonly section: string | number;
  readonly offset: number;
  /** The stream's name, such as `low plane`. */
  readonly what: string;
}

/** Rejects a length to which no stream of `size` bytes can inflate, before memory for it is allocated. */
export function checkInflateRatio(size: number, length: number, at: StreamPlace): void {
  if (length > size * MAX_INFLATE_RATIO) {
    throw streamError(at, `${size} bytes of the ${at.what} can't inflate to ${length}`);
  }
}

/** Requires that the inflated bytes have exactly the expected length. */
export function checkInflatedLength(inflated: Uint8Array, length: number, at: StreamPlace): void {
  if (inflated.length !== length) {
    throw streamError(at, `expected the ${at.what} to inflate to ${length} bytes, found ${inflated.length}`);
  }
}

/** Converts an error that an inflate threw: AkmErrors stay as they are, others get the stream's place. */
export function wrapInflateError(cause: unknown, at: StreamPlace): AkmError {
  if (cause instanceof AkmError) return cause;
  return streamError(at, `the ${at.what} does not inflate: ${textOf(cause)}`, cause);
}

function streamError({ code, section, offset }: StreamPlace, detail: string, cause?: unknown): FormatError {
  return new FormatError(code, section, offset, detail, cause);
}

/** A scratch buffer is larger than requested by this factor, so that slightly longer planes need no new one. */
const ROOM = 1.5;

/** @returns more than `length` bytes with any content: the same buffer at each call, while it is large enough */
export type Scratch = (length: number) => Uint8Array<ArrayBuffer>;

/**
 * Makes scratch memory into which streams are inflated one after the other.
 *
 * @param most - maximum bytes of a stream
 */
export function makeScratch(most = Number.POSITIVE_INFINITY): Scratch {
  let bytes = new Uint8Array(0);
  return (length) => {
    if (bytes.length <= length) bytes = allocateBytes(Math.min(Math.ceil(length * ROOM), most) + 1);
    return bytes;
  };
}

/**
 * Inflates a stream of the file and requires exactly `length` bytes.
 *
 * @param scratch - where the result may lie; it is then valid until the scratch is used again
 * @throws FormatError with the given code, section and offset, for any fault of the stream
 */
export function inflateExactly(
  inflate: Inflate,
  stream: Uint8Array,
  length: number,
  at: StreamPlace,
  scratch?: Scratch,
): Uint8Array {
  checkInflateRatio(stream.length, length, at);
  const bytes = callInflate(inflate, stream, length, at, scratch);
  checkInflatedLength(bytes, length, at);
  return bytes;
}

function callInflate(
  inflate: Inflate,
  stream: Uint8Array,
  length: number,
  at: StreamPlace,
  scratch: Scratch | undefined,
): Uint8Array {
  const target = scratch?.(length);
  const size = stream.length;
  let inflated: unknown;
  try {
    inflated = inflate(stream, length, target);
  } catch (cause) {
    throw wrapInflateError(cause, at);
  }
  if (stream.length !== size) throw new OptionError('inflate', 'expected it to leave the bytes where they are');
  if (!(inflated instanceof Uint8Array)) throw new OptionError('inflate', 'expected it to return a Uint8Array');
  // Converts a Buffer to a plain Uint8Array, since the `slice` of a Buffer does not copy.
  return viewBytes('inflate', inflated);
}
