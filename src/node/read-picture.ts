/** Reading a picture file with Node's own inflate. Same pictures, same errors, less time for a PNG. */

import type { Picture, ReadPictureOptions } from '../io/picture.js';
import * as neutral from '../io/read-picture.js';
import { inflateWithZlib } from './inflate.js';

/** @see {@link neutral.readPicture} */
export function readPicture(bytes: Uint8Array, options?: ReadPictureOptions): Picture {
  return neutral.readPicture(bytes, options, inflateWithZlib);
}
