/** Reading a picture of any supported format, told apart by content. */

import { readJpeg } from './jpeg-read.js';
import type { Picture, ReadPictureOptions } from './picture.js';
import { checkReading, toReadError } from './picture-limits.js';
import { readPng } from './png-read.js';
import { readPnm } from './ppm.js';

/**
 * Reads a PNG, JPEG, PPM or PGM into upright 8-bit RGBA. The file's name plays no part.
 *
 * @param bytes - the whole file
 * @throws {@link FormatError} when the file is damaged or cut short
 * @throws {@link UnsupportedError} when it is of another format, or of a kind that can't be read
 * @throws {@link LimitError} when it passes a limit of `options`
 * @throws {@link OptionError} when an argument is of no use
 */
export function readPicture(bytes: Uint8Array, options: ReadPictureOptions = {}): Picture {
  const { format, maxPixels, maxJpegMemory } = checkReading(bytes, options);
  try {
    if (format === 'png') return readPng(bytes, maxPixels);
    if (format === 'jpeg') return readJpeg(bytes, maxPixels, maxJpegMemory);
    return readPnm(bytes, maxPixels);
  } catch (cause) {
    throw toReadError(format, cause);
  }
}
