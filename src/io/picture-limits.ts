/** The common parts of reading a picture: checks arguments, detects the format, and converts errors. */

import { checkBytes, checkInteger, checkObject } from '../check.js';
import { AkmError, FormatError, LimitError, OptionError, UnsupportedError } from '../error.js';
import { MAX_PIXELS_DEFAULT, MAX_PIXELS_LIMIT } from '../image.js';
import {
  FREE_PIXELS,
  MAX_JPEG_MEMORY_DEFAULT,
  MAX_PIXELS_PER_BYTE,
  type Picture,
  type PictureFormat,
  type ReadPictureOptions,
} from './picture.js';
import { describeContent, sniffFormat } from './sniff.js';

const MAX_JPEG_MEMORY_LIMIT = 1024 * 1024;

/** Limits and options of reading. */
export interface PictureLimits {
  readonly format: PictureFormat;
  readonly maxPixels: number;
  /** Whether the caller has set `maxPixels`. */
  readonly isMaxPixelsGiven: boolean;
  /** In MiB. */
  readonly maxJpegMemory: number;
  readonly strict: boolean;
  readonly toSrgb: boolean;
}

/** The reader of JPEGs; if `strict`, it tolerates no fault. */
export type JpegReader = (bytes: Uint8Array, maxPixels: number, maxJpegMemory: number, strict: boolean) => Picture;

/**
 * Checks the arguments of reading, and detects the format.
 *
 * @throws {@link UnsupportedError} when the file's format can't be read
 * @throws {@link OptionError} when an argument is not valid
 */
export function checkReading(bytes: Uint8Array, options: ReadPictureOptions): PictureLimits {
  checkBytes('bytes', bytes);
  checkObject('options', options);
  const maxPixels = checkInteger('maxPixels', options.maxPixels ?? MAX_PIXELS_DEFAULT, 1, MAX_PIXELS_LIMIT);
  const maxJpegMemory = options.maxJpegMemory ?? MAX_JPEG_MEMORY_DEFAULT;
  checkInteger('maxJpegMemory', maxJpegMemory, 1, MAX_JPEG_MEMORY_LIMIT);
  const format = sniffFormat(bytes);
  if (format === 'akm') {
    throw new UnsupportedError('picture-format', 'this is an .akm file: decode it instead');
  }
  if (format === undefined) {
    throw new UnsupportedError('picture-format', `not a PNG, JPEG, PPM or PGM: ${describeContent(bytes)}`);
  }
  const isMaxPixelsGiven = options.maxPixels !== undefined;
  const strict = checkFlag('strict', options.strict);
  const toSrgb = checkFlag('toSrgb', options.toSrgb);
  return { format, maxPixels, isMaxPixelsGiven, maxJpegMemory, strict, toSrgb };
}

function checkFlag(option: string, value: unknown): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? false;
  throw new OptionError(option, `expected true or false, found ${typeof value}`);
}

/**
 * Rejects a picture with more pixels than are plausible for its file's size, unless the caller has set a limit.
 *
 * @param what - begins the message: `a PNG`
 * @throws {@link LimitError} naming `maxPixels`
 */
export function checkPixelsPerByte(
  { width, height }: { readonly width: number; readonly height: number },
  fileBytes: number,
  { isMaxPixelsGiven }: PictureLimits,
  what: string,
): void {
  const allowed = Math.max(FREE_PIXELS, fileBytes * MAX_PIXELS_PER_BYTE);
  if (isMaxPixelsGiven || width * height <= allowed) return;
  const size = `${what} of ${width}x${height} pixels in a file of ${fileBytes} bytes`;
  throw new LimitError('maxPixels', allowed, width * height, size);
}

/** Converts an error that a reader threw to one of this library. */
export function toReadError(format: PictureFormat, cause: unknown): AkmError {
  if (cause instanceof AkmError) return cause;
  const detail = cause instanceof Error ? cause.message : String(cause);
  if (cause instanceof RangeError) {
    return new UnsupportedError('memory', `there is not enough memory to read this picture: ${detail}`, cause);
  }
  return new FormatError(`${format}-data`, `${format} file`, 0, detail, cause);
}
