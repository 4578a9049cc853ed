/**
 * Writes PNG in the smallest form that holds every pixel exactly, with an ICC profile if there is one. The encoder's deflate
 * makes the bytes the same everywhere.
 */

import { deflateBytes } from '../encode/deflate/index.js';
import type { Image } from '../image.js';
import { concatenate, latin } from './bytes.js';
import { packSmallest } from './png-choose.js';
import { encodePng, type PngChunkContent } from './png-file.js';
import { listForms } from './png-forms.js';
import { surveyPixels } from './png-survey.js';

/** The name, its end, and the compression method, which is always deflate. */
const PROFILE_HEAD = latin('ICC profile\0\0');
const PROFILE_EFFORT = 5;
/** Image data are divided into chunks: a chunk's length has 31 bits, and readers may load a whole chunk at a time. */
const MAX_IDAT_BYTES = 2 ** 20;

/**
 * Writes a PNG. Reading it back gives the same pixels, colours under full transparency included.
 *
 * The form is gray of 1, 2, 4 or 8 bits, a palette of 1, 2, 4 or 8 bits, gray and alpha, RGB or RGBA. Besides the picture, the
 * rows of that form are in memory, twice while they are deflated.
 *
 * @param pixels - those of `image`, already checked
 * @param icc - profile to store as iCCP, or undefined
 */
export function writePng({ width, height }: Image, pixels: Uint8Array, icc: Uint8Array | undefined): Uint8Array {
  // A gray PNG may not have a profile for RGB.
  const forms = listForms(surveyPixels(pixels), icc !== undefined);
  const { form, data } = packSmallest({ width, height, pixels }, forms);
  const { depth, colourType, palette, transparency } = form;
  const chunks: PngChunkContent[] = [];
  if (icc !== undefined) chunks.push(['iCCP', concatenate([PROFILE_HEAD, deflateBytes(icc, PROFILE_EFFORT)])]);
  if (palette !== undefined) chunks.push(['PLTE', palette]);
  if (transparency !== undefined) chunks.push(['tRNS', transparency]);
  for (let at = 0; at < data.length; at += MAX_IDAT_BYTES) {
    chunks.push(['IDAT', data.subarray(at, at + MAX_IDAT_BYTES)]);
  }
  return concatenate(encodePng({ width, height }, depth, colourType, chunks));
}
