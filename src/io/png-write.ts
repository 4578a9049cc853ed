/** Writing PNG: 8-bit RGB or RGBA, filtered and deflated by pngjs, with an ICC profile when there is one. */

import { createRequire } from 'node:module';
import { crc32, deflateSync } from 'node:zlib';
import type { Image } from '../image.js';
import { isOpaque } from './flatten.js';
import { PNG_RGB, PNG_RGB_ALPHA } from './png-header.js';

/** Signature and IHDR: the profile goes behind them. */
const HEAD_BYTES = 8 + 25;
const PROFILE_NAME = 'ICC profile\0';
/** deflate, the only method there is. */
const PROFILE_METHOD = 0;

/** Above this, level 9 takes up to five times as long for 3 % less. */
const DEFLATE_LEVEL = 6;
/** zlib's default strategy; pngjs's own default, runs only, makes files of few colours twice as large. */
const DEFLATE_STRATEGY = 0;
const FILTER_NONE = 0;
const FILTER_PAETH = 4;
/** Up to so many colours a picture is taken for drawn or quantized, and its repeats are better left unfiltered. */
const FEW_COLOURS = 4096;

/**
 * Writes a PNG: RGB when every pixel is opaque, else RGBA. Reading it back gives the same pixels.
 *
 * The bytes depend on the version of Node's zlib: compare pixels, never files.
 *
 * @param pixels - of `image`, as checked
 * @param icc - profile to store as iCCP, or undefined
 */
export function writePng(image: Image, pixels: Uint8Array, icc: Uint8Array | undefined): Uint8Array {
  const { width, height } = image;
  const { PNG } = createRequire(import.meta.url)('pngjs') as typeof import('pngjs');
  const opaque = isOpaque(pixels);
  // pngjs would composite over white for RGB, pixel by pixel and slowly: it gets what it is to write, as it is.
  const data = opaque ? dropAlpha(pixels) : Buffer.from(pixels.buffer, pixels.byteOffset, pixels.length);
  const colorType = opaque ? PNG_RGB : PNG_RGB_ALPHA;
  const file = PNG.sync.write({ width, height, data } as InstanceType<typeof PNG>, {
    colorType,
    inputColorType: colorType,
    inputHasAlpha: !opaque,
    deflateLevel: DEFLATE_LEVEL,
    deflateStrategy: DEFLATE_STRATEGY,
    filterType: hasFewColours(pixels) ? FILTER_NONE : FILTER_PAETH,
  });
  if (icc === undefined) return new Uint8Array(file.buffer, file.byteOffset, file.length);
  return Uint8Array.from(Buffer.concat([file.subarray(0, HEAD_BYTES), writeProfile(icc), file.subarray(HEAD_BYTES)]));
}

/**
 * Whether there are at most {@link FEW_COLOURS} colours, alpha apart. The toucan in 64 colours takes 190 kB without
 * filters and 342 kB with Paeth's; in all its colours 1091 and 794 kB.
 */
function hasFewColours(pixels: Uint8Array): boolean {
  const seen = new Uint8Array(2 ** 21);
  let count = 0;
  let before = -1;
  for (let at = 0; at < pixels.length; at += 4) {
    const colour = (pixels[at]! << 16) | (pixels[at + 1]! << 8) | pixels[at + 2]!;
    if (colour === before) continue;
    before = colour;
    const bit = 1 << (colour & 7);
    if ((seen[colour >> 3]! & bit) !== 0) continue;
    seen[colour >> 3]! |= bit;
    count++;
    if (count > FEW_COLOURS) return false;
  }
  return true;
}

function dropAlpha(pixels: Uint8Array): Buffer {
  const rgb = Buffer.alloc((pixels.length / 4) * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    rgb[to] = pixels[from]!;
    rgb[to + 1] = pixels[from + 1]!;
    rgb[to + 2] = pixels[from + 2]!;
  }
  return rgb;
}

/** A whole iCCP chunk. */
function writeProfile(icc: Uint8Array): Buffer {
  const head = Buffer.from(`iCCP${PROFILE_NAME}`, 'latin1');
  const body = Buffer.concat([head, Buffer.of(PROFILE_METHOD), deflateSync(icc, { level: 9 })]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(body.length - 4, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}
