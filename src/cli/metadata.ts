/** What stands beside the pixels of an AKM file. None of it is needed to draw: what can't be had is left out, with a note. */

import { FormatError } from '../error.js';
import { MAX_ICC_WRITTEN_BYTES } from '../io/picture.js';
import { readUsableMetadata } from '../node/decode.js';
import { describeFailure } from './failure.js';
import { type CommonFlags, limitsOf } from './flags.js';
import { nameOf } from './input.js';

/** Metadata, and sentences on what is left out. */
export interface NotedMetadata {
  readonly icc?: Uint8Array;
  readonly exif?: Uint8Array;
  readonly notes: readonly string[];
}

/** Reads the metadata of a file whose structure is intact. */
export function readNotedMetadata(bytes: Uint8Array, input: string, flags: CommonFlags): NotedMetadata {
  const { dropped, ...metadata } = readUsableMetadata(bytes, limitsOf(flags));
  return { ...metadata, notes: noteDropped(input, dropped) };
}

/** The profile, if a picture file can hold it, and a note if not. */
export function fitProfile(icc: Uint8Array | undefined, input: string): Pick<NotedMetadata, 'icc' | 'notes'> {
  if (icc === undefined) return { notes: [] };
  if (icc.length <= MAX_ICC_WRITTEN_BYTES) return { icc, notes: [] };
  return { notes: [`${nameOf(input)}: left out: an ICC profile of ${icc.length} bytes, more than is written`] };
}

/**
 * Checks the metadata. What is over a limit is no fault of the file.
 *
 * @returns sentences on what was not looked at
 * @throws FormatError
 */
export function checkMetadata(bytes: Uint8Array, input: string, flags: CommonFlags): readonly string[] {
  const { dropped } = readUsableMetadata(bytes, limitsOf(flags));
  const fault = dropped.find((error) => error instanceof FormatError);
  if (fault !== undefined) throw fault;
  return noteDropped(input, dropped);
}

/** A sentence on each item that is left out. */
export function noteDropped(input: string, dropped: readonly Error[]): string[] {
  return dropped.map((error) => `${nameOf(input)}: left out: ${describeFailure(error)}`);
}
