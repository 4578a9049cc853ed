/** Outputs that are there already: which of them are whole, so that a run can go on where an earlier one was ended. */

import { AkmError } from '../../error.js';
import { readPicture } from '../../io/index.js';
import { readPictureSize } from '../../io/read-size.js';
import { decode, readMetadata } from '../../node/decode.js';
import { FileError } from '../../node/file-error.js';
import { loadBytes } from '../../node/files.js';
import { type DecodeFlags, decodedFormat } from '../commands/decode.js';
import type { OutputFlags } from '../flags.js';
import type { ThreadWork } from '../work.js';

/**
 * Tells whether an output that exists is whole.
 *
 * @returns false when it is not, and may be replaced
 * @throws FileError `eexist` when it is not, and may not be replaced
 */
export async function checkExisting({ place, command, flags }: ThreadWork): Promise<boolean> {
  const output = place.output!;
  try {
    const bytes = loadBytes(output);
    if (command === 'encode') checkAkmPixels(bytes);
    else checkPicture(bytes, place.input, decodedFormat(output, flags as DecodeFlags));
    return true;
  } catch (error) {
    if (!(error instanceof AkmError)) throw error;
    if ((flags as OutputFlags).force) return false;
    throw new FileError(output, 'eexist', `exists, but is not a whole file: ${error.message}`);
  }
}

/** @throws AkmError when the file is not whole and valid, down to its last pixel */
function checkAkmPixels(bytes: Uint8Array): void {
  decode(bytes);
  readMetadata(bytes);
}

/** @throws AkmError when the picture can't be read, or bare pixels are not as many as the input has */
function checkPicture(bytes: Uint8Array, input: string, format: string): void {
  if (format !== 'rgba') {
    readPicture(bytes);
    return;
  }
  const source = loadBytes(input);
  const size = readPictureSize((offset, length) => source.subarray(offset, offset + length));
  if (size === undefined || bytes.length !== size.width * size.height * 4) {
    throw new AkmError('size', `${bytes.length} bytes are not those of the picture`);
  }
}
