/** The picture type of the whole library: 8-bit RGBA, straight alpha, rows from top to bottom. */

import { checkInteger, viewBytes } from './check.js';
import { LimitError, OptionError } from './error.js';

/** A picture in memory. Its colours are sRGB; the library does not convert between colour spaces. */
export interface Image {
  /** Pixels across, 1 or more. */
  readonly width: number;
  /** Pixels down, 1 or more. */
  readonly height: number;
  /** `width * height * 4` bytes: R, G, B, A of each pixel, straight (not premultiplied) alpha. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** Largest width or height: that of the format's fields (spec, section 3). */
export const MAX_SIDE = 0xffffffff;

/** Default limit on the number of pixels of a picture: 16383 squared, the limit of other well-known tools. */
export const MAX_PIXELS_DEFAULT = 268_402_689;

/** Default limit on the bytes of an ICC profile, or of EXIF data: ten times the largest in common use. */
export const MAX_METADATA_DEFAULT = 4 * 1024 * 1024;

/** Largest value that a `maxMetadataBytes` option takes. */
export const MAX_METADATA_LIMIT = 2 ** 31;

/** Largest value that a `maxPixels` option takes: 4 GiB of RGBA. */
export const MAX_PIXELS_LIMIT = 2 ** 30;

/**
 * Checks that a picture's size and data match.
 *
 * @returns the pixels as a plain `Uint8Array` over the same memory
 * @throws {@link OptionError} when a side is not a positive integer or the data has another length
 */
export function checkImage(image: Image): Uint8Array {
  if (typeof image !== 'object' || image === null) throw new OptionError('image', 'expected {width, height, data}');
  checkInteger('image.width', image.width, 1, MAX_SIDE);
  checkInteger('image.height', image.height, 1, MAX_SIDE);
  const data = image.data;
  if (!(data instanceof Uint8Array) && !(data instanceof Uint8ClampedArray)) {
    throw new OptionError('image.data', 'expected a Uint8Array or Uint8ClampedArray of RGBA bytes');
  }
  const bytes = viewBytes('image.data', data);
  const expected = image.width * image.height * 4;
  if (bytes.length !== expected) {
    throw new OptionError(
      'image.data',
      `expected ${expected} bytes for ${image.width}x${image.height}, found ${bytes.length}`,
    );
  }
  return bytes;
}

/**
 * Rejects a picture of more than `maxPixels` pixels. It uses division, so that no product can overflow.
 *
 * @throws {@link LimitError} naming `maxPixels`
 */
export function checkPixelLimit(width: number, height: number, maxPixels: number, what: string): void {
  if (height > Math.floor(maxPixels / width)) {
    throw new LimitError('maxPixels', maxPixels, width * height, `${what} of ${width}x${height} pixels`);
  }
}
