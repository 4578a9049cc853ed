/** Reads a picture of any supported format. The content decides the format. */

import type { Inflate } from '../inflate/inflate.js';
import { settleProfile } from './colour/settle-profile.js';
import { readJpeg } from './jpeg-read.js';
import type { Picture, ReadPictureOptions } from './picture.js';
import { checkReading, type JpegReader, toReadError } from './picture-limits.js';
import { readPng } from './png-read.js';
import { readPnm } from './ppm.js';

/**
 * Reads a PNG, JPEG, PPM or PGM file into an upright picture of 8-bit RGBA. The content decides the format.
 *
 * @param bytes - the whole file
 * @param inflate - a faster inflate than pako's, if there is one
 * @returns the picture, its format, its ICC profile, and notes on what was changed
 * @throws {@link FormatError} when the file is damaged or cut short
 * @throws {@link UnsupportedError} when the file has another format, or a kind that this library does not read
 * @throws {@link LimitError} when the picture is over a limit of `options`
 * @throws {@link OptionError} when an argument is not valid
 */
export function readPicture(bytes: Uint8Array, options: ReadPictureOptions = {}, inflate?: Inflate): Picture {
  const limits = checkReading(bytes, options);
  const { format, maxPixels, maxJpegMemory, strict, toSrgb } = limits;
  const readJpegWithin: JpegReader = readJpeg;
  try {
    if (format === 'png') return readPng(bytes, limits, inflate);
    if (format === 'jpeg') return settleProfile(readJpegWithin(bytes, maxPixels, maxJpegMemory, strict), toSrgb);
    return readPnm(bytes, maxPixels);
  } catch (cause) {
    throw toReadError(format, cause);
  }
}
