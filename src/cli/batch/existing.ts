/** Outputs that are there already: which of them are whole, so that a run can go on where an earlier one was ended. */

import { AkmError } from '../../error.js';
import { MAX_PIXELS_DEFAULT } from '../../image.js';
import { readPictureSize } from '../../io/read-size.js';
import { decode } from '../../node/decode.js';
import { FileError } from '../../node/file-error.js';
import { loadBytesAsync } from '../../node/load.js';
import { readPicture } from '../../node/read-picture.js';
import { type DecodeFlags, decodedFormat } from '../commands/decode.js';
import type { CommonFlags, OutputFlags } from '../flags.js';
import { checkMetadata } from '../metadata.js';
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
    const { maxBytes } = flags;
    const bytes = await loadBytesAsync(output, { maxBytes });
    if (command === 'encode') checkAkmPixels(bytes, output, flags);
    else await checkPicture(bytes, place.input, decodedFormat(output, flags as DecodeFlags), maxBytes);
    return true;
  } catch (error) {
    if (!(error instanceof AkmError)) throw error;
    if ((flags as OutputFlags).force) return false;
    throw new FileError(output, 'eexist', `exists, but is not a whole file: ${error.message}`);
  }
}

/** @throws AkmError when the file is not whole and valid, down to its last pixel */
function checkAkmPixels(bytes: Uint8Array, output: string, flags: CommonFlags): void {
  decode(bytes);
  checkMetadata(bytes, output, flags);
}

/** @throws AkmError when the picture can't be read, or bare pixels are not as many as the input has */
async function checkPicture(bytes: Uint8Array, input: string, format: string, maxBytes?: number): Promise<void> {
  if (format !== 'rgba') {
    // The picture is our own: however well it packs, it is no bomb.
    readPicture(bytes, { maxPixels: MAX_PIXELS_DEFAULT });
    return;
  }
  const source = await loadBytesAsync(input, { maxBytes });
  const size = readPictureSize((offset, length) => source.subarray(offset, offset + length));
  if (size === undefined || bytes.length !== size.width * size.height * 4) {
    throw new AkmError('size', `${bytes.length} bytes are not those of the picture`);
  }
}
