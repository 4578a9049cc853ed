/** Writes JPEG with jpeg-js: baseline, 4:4:4. */

import jpeg from 'jpeg-js';
import { UnsupportedError } from '../error.js';
import type { Image } from '../image.js';
import { concatenate } from './bytes.js';
import { flattenOverWhite, isOpaque } from './flatten.js';
import { writeIccSegments } from './jpeg-icc.js';

const MAX_SIDE = 65535;
/** SOI and the APP0 with which jpeg-js begins. */
const HEAD_BYTES = 2 + 18;

/**
 * Writes a JPEG. Alpha is composited over white.
 *
 * @param pixels - those of `image`, already checked
 * @param quality - 1 to 100
 * @param icc - profile to store in APP2, or undefined
 * @throws {@link UnsupportedError} for sides of more than 65535 pixels
 */
export function writeJpeg(image: Image, pixels: Uint8Array, quality: number, icc: Uint8Array | undefined): Uint8Array {
  const { width, height } = image;
  if (width > MAX_SIDE || height > MAX_SIDE) {
    throw new UnsupportedError('jpeg-size', `a JPEG has sides of up to ${MAX_SIDE} pixels, not ${width}x${height}`);
  }
  const data = isOpaque(pixels) ? pixels : flattenOverWhite(pixels, 4);
  const file = jpeg.encode({ width, height, data }, quality).data;
  if (icc === undefined) return new Uint8Array(file.buffer, file.byteOffset, file.length);
  return concatenate([file.subarray(0, HEAD_BYTES), ...writeIccSegments(icc), file.subarray(HEAD_BYTES)]);
}
