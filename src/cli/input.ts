/** Inputs: pictures of any format, from a path or standard input, and the metadata of AKM files. */

import { type DecodeOptions, resolveDecodeOptions } from '../decode/options.js';
import { FormatError } from '../error.js';
import type { Image } from '../image.js';
import { MAX_ICC_WRITTEN_BYTES, type PictureFormat } from '../io/picture.js';
import { sniffFormat } from '../io/sniff.js';
import { checkUsableMetadata, decode, readUsableMetadata } from '../node/decode.js';
import { loadBytesAsync } from '../node/load.js';
import { readPicture } from '../node/read-picture.js';
import { describeFailure } from './failure.js';
import type { CommonFlags, ReadingFlags } from './grammar.js';
import { nameOf } from './output.js';

/** A picture with the other contents of its file. */
export interface LoadedPicture {
  readonly image: Image;
  readonly format: PictureFormat | 'akm';
  readonly icc?: Uint8Array;
  /** Sentences on what was changed or ignored. */
  readonly notes: readonly string[];
  /** Bytes of the file. */
  readonly fileBytes: number;
}

/** Reads a whole input; `-` is standard input. */
export function loadInput(path: string, { maxBytes }: CommonFlags): Promise<Uint8Array> {
  return loadBytesAsync(path === '-' ? 0 : path, { maxBytes });
}

/** @throws FormatError that names the format, when an input is a picture of another format */
export function checkAkm(bytes: Uint8Array, input: string): void {
  const format = sniffFormat(bytes);
  if (format !== undefined && format !== 'akm') {
    throw new FormatError(
      'signature',
      'header',
      0,
      `${nameOf(input)} is a ${format.toUpperCase()} file, not an AKM file`,
    );
  }
}

/** Reads a picture of any format, AKM included, from a path or standard input. */
export async function loadPicture(path: string, flags: ReadingFlags): Promise<LoadedPicture> {
  return readLoaded(await loadInput(path, flags), flags);
}

/** Reads a picture of any format, AKM included, from its bytes. */
export async function readLoaded(bytes: Uint8Array, flags: ReadingFlags): Promise<LoadedPicture> {
  const { maxPixels, strict = false, stripMetadata: toSrgb = false } = flags;
  const fileBytes = bytes.length;
  if (sniffFormat(bytes) !== 'akm') {
    return { ...readPicture(bytes, { maxPixels, strict, toSrgb }), fileBytes };
  }
  const { icc, dropped } = readUsableMetadata(bytes, limitsOf(flags));
  const notes = dropped.map((error) => `left out: ${describeFailure(error)}`);
  const picture = { image: decode(bytes, limitsOf(flags)), format: 'akm' as const, icc, notes, fileBytes };
  if (icc === undefined || !toSrgb) return picture;
  const { settleProfile } = await import('../io/colour/settle-profile.js');
  return settleProfile(picture, toSrgb);
}

/** The limits of the decoder, by the flags. */
export function limitsOf({
  maxPixels,
  maxMetadata,
}: CommonFlags): Pick<DecodeOptions, 'maxPixels' | 'maxMetadataBytes'> {
  return { maxPixels, maxMetadataBytes: maxMetadata };
}

/** @throws OptionError when a limit is out of range */
export function checkLimits(flags: CommonFlags): void {
  resolveDecodeOptions(limitsOf(flags));
}

/** Metadata, with a sentence on each item that is left out. */
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

/** The profile if a picture file can hold it, or else a note. */
export function fitProfile(icc: Uint8Array | undefined, input: string): Pick<NotedMetadata, 'icc' | 'notes'> {
  if (icc === undefined) return { notes: [] };
  if (icc.length <= MAX_ICC_WRITTEN_BYTES) return { icc, notes: [] };
  return { notes: [`${nameOf(input)}: left out: an ICC profile of ${icc.length} bytes, more than is written`] };
}

/**
 * Checks the metadata. Metadata over a limit are no fault of the file.
 *
 * @returns a sentence on each item over a limit, which is not checked
 * @throws FormatError
 */
export function checkMetadata(bytes: Uint8Array, input: string, flags: CommonFlags): readonly string[] {
  const dropped = checkUsableMetadata(bytes, limitsOf(flags));
  const fault = dropped.find((error) => error instanceof FormatError);
  if (fault !== undefined) throw fault;
  return noteDropped(input, dropped);
}

/** A sentence on each item that is left out. */
export function noteDropped(input: string, dropped: readonly Error[]): string[] {
  return dropped.map((error) => `${nameOf(input)}: left out: ${describeFailure(error)}`);
}
