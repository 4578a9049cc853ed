/** Reads a picture file with Node's inflate: same pictures, same errors, less time for a PNG. */

import type { Picture, ReadPictureOptions } from '../io/picture.js';
import * as neutral from '../io/read-picture.js';
import { inflateWithZlib } from './inflate.js';

/**
 * Reads a PNG, JPEG, PPM or PGM file into an upright picture of 8-bit RGBA. The content decides the format.
 *
 * @param bytes - the whole file
 * @returns the picture, its format, its ICC profile, and notes on what was changed
 * @throws `FormatError` when the file is damaged or cut short
 * @throws `UnsupportedError` when the file has another format, or a kind that this library does not read
 * @throws `LimitError` when the picture is over a limit of `options`
 * @throws `OptionError` when an argument is not valid
 *
 * @example
 * ```ts
 * import { loadBytes, readPicture } from 'akm/node';
 *
 * const { image, format, notes } = readPicture(loadBytes('photo.png'), { toSrgb: true });
 * console.log(format, image.width > 0, notes.length); // png true 0
 * ```
 */
export function readPicture(bytes: Uint8Array, options?: ReadPictureOptions): Picture {
  return neutral.readPicture(bytes, options, inflateWithZlib);
}
