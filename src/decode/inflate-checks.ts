/** What must hold of a zlib stream whose inflated length is known beforehand, whoever inflates it. */

import { AkmError, FormatError, textOf } from '../error.js';
import { MAX_INFLATE_RATIO } from '../format/constants.js';

/** Where a zlib stream lies in the file, for errors. */
export interface StreamPlace {
  readonly code: string;
  /** Its name, or the number of a band. */
  readonly section: string | number;
  readonly offset: number;
  /** The stream's name, such as `low plane`. */
  readonly what: string;
}

/** Refuses a length that no stream of `size` bytes can inflate to, before memory is taken for it. */
export function checkInflateRatio(size: number, length: number, at: StreamPlace): void {
  if (length > size * MAX_INFLATE_RATIO) {
    throw streamError(at, `${size} bytes of the ${at.what} can't inflate to ${length}`);
  }
}

/** Requires that what was inflated has exactly `length` bytes. */
export function checkInflatedLength(inflated: Uint8Array, length: number, at: StreamPlace): void {
  if (inflated.length !== length) {
    throw streamError(at, `expected the ${at.what} to inflate to ${length} bytes, found ${inflated.length}`);
  }
}

/** What to throw when an inflate has thrown: errors of ours as they are, others with the stream's place. */
export function wrapInflateError(cause: unknown, at: StreamPlace): AkmError {
  if (cause instanceof AkmError) return cause;
  return streamError(at, `the ${at.what} does not inflate: ${textOf(cause)}`, cause);
}

function streamError({ code, section, offset }: StreamPlace, detail: string, cause?: unknown): FormatError {
  return new FormatError(code, section, offset, detail, cause);
}
