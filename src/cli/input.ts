/** Inputs: a path or `-`, of whatever picture format its content is. */

import { FormatError } from '../error.js';
import type { Image } from '../image.js';
import type { PictureFormat } from '../io/picture.js';
import { sniffFormat } from '../io/sniff.js';
import { loadBytesAsync } from '../node/load.js';
import { readPicture } from '../node/read-picture.js';
import { describeFailure } from './failure.js';
import { type CommonFlags, limitsOf, type ReadingFlags } from './flags.js';

/** A picture as loaded, with what its file held beside it. */
export interface LoadedPicture {
  readonly image: Image;
  readonly format: PictureFormat | 'akm';
  readonly icc?: Uint8Array;
  /** Sentences on what was changed or ignored. */
  readonly notes: readonly string[];
  /** Bytes of the file. */
  readonly fileBytes: number;
}

/** How an input is called in messages. */
export function nameOf(path: string): string {
  return path === '-' ? 'standard input' : path;
}

/** Reads a whole input; `-` is standard input. */
export function loadInput(path: string, { maxBytes }: CommonFlags): Promise<Uint8Array> {
  return loadBytesAsync(path === '-' ? 0 : path, { maxBytes });
}

/** @throws FormatError when an input is a picture of another format, by name */
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

/** Reads a picture of any format, AKM included, and loads no code of the others. */
export async function readLoaded(bytes: Uint8Array, flags: ReadingFlags): Promise<LoadedPicture> {
  const { maxPixels, strict = false, stripMetadata: toSrgb = false } = flags;
  const fileBytes = bytes.length;
  if (sniffFormat(bytes) !== 'akm') {
    return { ...readPicture(bytes, { maxPixels, strict, toSrgb }), fileBytes };
  }
  const { decode, readUsableMetadata } = await import('../node/decode.js');
  const { icc, dropped } = readUsableMetadata(bytes, limitsOf(flags));
  const notes = dropped.map((error) => `left out: ${describeFailure(error)}`);
  const picture = { image: decode(bytes, limitsOf(flags)), format: 'akm' as const, icc, notes, fileBytes };
  if (icc === undefined || !toSrgb) return picture;
  const { settleProfile } = await import('../io/colour/settle-profile.js');
  return settleProfile(picture, toSrgb);
}
