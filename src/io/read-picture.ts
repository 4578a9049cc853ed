/** Reading a picture of any supported format, told apart by content. */

import { checkBytes, checkInteger } from '../check.js';
import { AkmError, FormatError, UnsupportedError } from '../error.js';
import { MAX_PIXELS_DEFAULT, MAX_PIXELS_LIMIT } from '../image.js';
import { readJpeg } from './jpeg-read.js';
import { MAX_JPEG_MEMORY_DEFAULT, type Picture, type ReadPictureOptions } from './picture.js';
import { readPng } from './png-read.js';
import { readPnm } from './ppm.js';
import { describeContent, sniffFormat } from './sniff.js';

const MAX_JPEG_MEMORY_LIMIT = 1024 * 1024;

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
  checkBytes('bytes', bytes);
  const maxPixels = checkInteger('maxPixels', options.maxPixels ?? MAX_PIXELS_DEFAULT, 1, MAX_PIXELS_LIMIT);
  const maxJpegMemory = options.maxJpegMemory ?? MAX_JPEG_MEMORY_DEFAULT;
  checkInteger('maxJpegMemory', maxJpegMemory, 1, MAX_JPEG_MEMORY_LIMIT);
  const format = sniffFormat(bytes);
  if (format === 'akm') {
    throw new UnsupportedError('picture-format', 'this is an .akm file already: it needs decoding, not reading');
  }
  if (format === undefined) {
    throw new UnsupportedError('picture-format', `not a PNG, JPEG, PPM or PGM: ${describeContent(bytes)}`);
  }
  try {
    if (format === 'png') return readPng(bytes, maxPixels);
    if (format === 'jpeg') return readJpeg(bytes, maxPixels, maxJpegMemory);
    return readPnm(bytes, maxPixels);
  } catch (cause) {
    if (cause instanceof AkmError) throw cause;
    const detail = cause instanceof Error ? cause.message : String(cause);
    if (cause instanceof RangeError) {
      throw new UnsupportedError('memory', `there is not the memory to read this picture: ${detail}`, cause);
    }
    throw new FormatError(`${format}-data`, `${format} file`, 0, detail, cause);
  }
}
