/** Writes a picture in any supported format. */

import { checkBytes, checkInteger, checkObject, checkOneOf } from '../check.js';
import { AkmError, OptionError, UnsupportedError } from '../error.js';
import { checkImage, type Image } from '../image.js';
import { writeJpeg } from './jpeg-write.js';
import type { WritePictureOptions } from './picture.js';
import { JPEG_QUALITY_DEFAULT, MAX_ICC_WRITTEN_BYTES, PICTURE_FORMATS, type PictureFormat } from './picture.js';
import { writePng } from './png-write.js';
import { writePgm, writePpm } from './ppm.js';

/**
 * Writes a picture as a file.
 *
 * PNG keeps every pixel and the profile. JPEG, PPM and PGM composite alpha over white; JPEG keeps the profile. `rgba` is
 * a copy of the pixels, 4 bytes each, without a header.
 *
 * @throws {@link OptionError} when an argument is not valid
 * @throws {@link UnsupportedError} when the format can't hold the picture
 *
 * @example
 * ```ts
 * import { readPicture, writePicture } from 'akm/node';
 *
 * const image = { width: 1, height: 1, data: Uint8Array.of(255, 0, 0, 255) };
 * const jpeg = writePicture(image, 'jpeg', { jpegQuality: 95 });
 * console.log(readPicture(jpeg).format); // jpeg
 * ```
 */
export function writePicture(image: Image, format: PictureFormat, options: WritePictureOptions = {}): Uint8Array {
  const pixels = checkImage(image);
  checkOneOf('format', format, PICTURE_FORMATS);
  checkObject('options', options);
  const quality = checkInteger('jpegQuality', options.jpegQuality ?? JPEG_QUALITY_DEFAULT, 1, 100);
  const { icc } = options;
  if (icc !== undefined) checkProfile(icc);
  try {
    switch (format) {
      case 'png':
        return writePng(image, pixels, icc);
      case 'jpeg':
        return writeJpeg(image, pixels, quality, icc);
      case 'ppm':
        return writePpm(image, pixels);
      case 'pgm':
        return writePgm(image, pixels);
      case 'rgba':
        return pixels.slice();
    }
  } catch (cause) {
    if (cause instanceof AkmError) throw cause;
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new UnsupportedError(`${format}-write`, `the picture can't be written as ${format}: ${detail}`, cause);
  }
}

function checkProfile(icc: Uint8Array): void {
  checkBytes('icc', icc);
  if (icc.length < 1 || icc.length > MAX_ICC_WRITTEN_BYTES) {
    throw new OptionError('icc', `expected 1 to ${MAX_ICC_WRITTEN_BYTES} bytes, found ${icc.length}`);
  }
}
