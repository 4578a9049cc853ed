/** What every way of reading a picture does before and after: the arguments checked, the format told, errors made ours. */

import { checkBytes, checkInteger, checkObject } from '../check.js';
import { AkmError, FormatError, UnsupportedError } from '../error.js';
import { MAX_PIXELS_DEFAULT, MAX_PIXELS_LIMIT } from '../image.js';
import { MAX_JPEG_MEMORY_DEFAULT, type PictureFormat, type ReadPictureOptions } from './picture.js';
import { describeContent, sniffFormat } from './sniff.js';

const MAX_JPEG_MEMORY_LIMIT = 1024 * 1024;

/** What is to be read, and within which limits. */
export interface PictureLimits {
  readonly format: PictureFormat;
  readonly maxPixels: number;
  /** In MiB. */
  readonly maxJpegMemory: number;
}

/**
 * Checks the arguments of reading, and tells the format.
 *
 * @throws {@link UnsupportedError} when the file is of no format that can be read
 * @throws {@link OptionError} when an argument is of no use
 */
export function checkReading(bytes: Uint8Array, options: ReadPictureOptions): PictureLimits {
  checkBytes('bytes', bytes);
  checkObject('options', options);
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
  return { format, maxPixels, maxJpegMemory };
}

/** The error of our own that stands for what a reader threw. */
export function toReadError(format: PictureFormat, cause: unknown): AkmError {
  if (cause instanceof AkmError) return cause;
  const detail = cause instanceof Error ? cause.message : String(cause);
  if (cause instanceof RangeError) {
    return new UnsupportedError('memory', `there is not the memory to read this picture: ${detail}`, cause);
  }
  return new FormatError(`${format}-data`, `${format} file`, 0, detail, cause);
}
