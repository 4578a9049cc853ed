/**
 * Writing PNG: in the form that takes the fewest bytes of those that hold every pixel exactly, with an ICC profile when there
 * is one. Deflated by the encoder's own deflate, so that the bytes are the same everywhere.
 */

import { crc32 } from '../bits/crc32.js';
import { deflateBytes } from '../encode/deflate/index.js';
import type { Image } from '../image.js';
import { packSmallest } from './png-choose.js';
import { listForms, type PngForm } from './png-forms.js';
import { surveyPixels } from './png-survey.js';

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** Name, its end, and the method: deflate, the only one there is. */
const PROFILE_HEAD = latin('ICC profile\0\0');
const PROFILE_EFFORT = 5;
/** Image data in pieces: a chunk's length has 31 bits, and readers may take in a chunk at a time. */
const MAX_IDAT_BYTES = 2 ** 20;

/**
 * Writes a PNG. Reading it back gives the same pixels, colours under full transparency included.
 *
 * The form is grey of 1, 2, 4 or 8 bits, a palette of 1, 2, 4 or 8 bits, grey and alpha, RGB or RGBA. Beside the picture it
 * takes the rows of that form, twice while they are deflated.
 *
 * @param pixels - of `image`, as checked
 * @param icc - profile to store as iCCP, or undefined
 */
export function writePng({ width, height }: Image, pixels: Uint8Array, icc: Uint8Array | undefined): Uint8Array {
  // A grey PNG may not have a profile for RGB.
  const forms = listForms(surveyPixels(pixels), icc !== undefined);
  const { form, data } = packSmallest({ width, height, pixels }, forms);
  const { palette, transparency } = form;
  const chunks: Chunk[] = [['IHDR', makeHeader(width, height, form)]];
  if (icc !== undefined) chunks.push(['iCCP', concatenate([PROFILE_HEAD, deflateBytes(icc, PROFILE_EFFORT)])]);
  if (palette !== undefined) chunks.push(['PLTE', palette]);
  if (transparency !== undefined) chunks.push(['tRNS', transparency]);
  for (let at = 0; at < data.length; at += MAX_IDAT_BYTES) {
    chunks.push(['IDAT', data.subarray(at, at + MAX_IDAT_BYTES)]);
  }
  chunks.push(['IEND', new Uint8Array()]);
  return writeFile(chunks);
}

type Chunk = readonly [type: string, data: Uint8Array];

function makeHeader(width: number, height: number, { depth, colourType }: PngForm): Uint8Array {
  const data = new Uint8Array(13);
  const view = new DataView(data.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  data.set([depth, colourType], 8);
  return data;
}

/** Signature and chunks, each with its length and CRC. */
function writeFile(chunks: readonly Chunk[]): Uint8Array {
  const size = chunks.reduce((sum, [, data]) => sum + data.length + 12, SIGNATURE.length);
  const file = new Uint8Array(size);
  const view = new DataView(file.buffer);
  file.set(SIGNATURE);
  let at = SIGNATURE.length;
  for (const [type, data] of chunks) {
    const end = at + 8 + data.length;
    view.setUint32(at, data.length);
    file.set(latin(type), at + 4);
    file.set(data, at + 8);
    view.setUint32(end, crc32(file, at + 4, end));
    at = end + 4;
  }
  return file;
}

function concatenate([head, tail]: readonly [Uint8Array, Uint8Array]): Uint8Array {
  const joined = new Uint8Array(head.length + tail.length);
  joined.set(head);
  joined.set(tail, head.length);
  return joined;
}

function latin(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
