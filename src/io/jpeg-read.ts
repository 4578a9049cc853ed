/** Reading JPEG: baseline and progressive, grey, YCbCr, RGB, and Adobe's CMYK and YCCK; the decoding is jpeg-js's. */

import { createRequire } from 'node:module';
import { FormatError, LimitError, UnsupportedError } from '../error.js';
import { checkPixelLimit, type Image } from '../image.js';
import { applyOrientation, findOrientation, type Orientation } from './exif-orientation.js';
import type { JpegColour } from './jpeg-frame.js';
import { collectIcc } from './jpeg-icc.js';
import { type JpegParts, walkJpeg } from './jpeg-markers.js';
import { checkJpegScans, countJpegBlocks, estimateJpegMemory } from './jpeg-scans.js';
import { writeJpegStream } from './jpeg-stream.js';
import type { Picture } from './picture.js';

/** Identifiers of components that are RGB by their names: 'R', 'G', 'B'. */
const RGB_IDS = [0x52, 0x47, 0x42] as const;
const MEBIBYTE = 1024 * 1024;
/** `Exif`, NUL and a fill byte, before the TIFF block. */
const EXIF_PREFIX = [0x45, 0x78, 0x69, 0x66, 0x00] as const;
const EXIF_PREFIX_BYTES = 6;

/**
 * Reads a JPEG. Damage inside the entropy-coded data mostly goes unseen: the format has nothing to detect it by.
 *
 * @param bytes - the file, which begins with SOI
 * @param maxJpegMemory - in MiB
 * @throws {@link FormatError} `jpeg-marker` or `jpeg-data`
 * @throws {@link UnsupportedError} for kinds of JPEG that can't be decoded here
 * @throws {@link LimitError} `maxPixels`, `maxScans` or `maxJpegMemory`
 */
export function readJpeg(bytes: Uint8Array, maxPixels: number, maxJpegMemory: number): Picture {
  const parts = walkJpeg(bytes);
  const { frame, scans } = parts;
  checkPixelLimit(frame.width, frame.height, maxPixels, 'a JPEG');
  const blocks = countJpegBlocks(frame);
  checkJpegScans(frame, scans, blocks);
  const memory = Math.ceil(estimateJpegMemory(frame, blocks) / MEBIBYTE);
  if (memory > maxJpegMemory) throw new LimitError('maxJpegMemory', maxJpegMemory, memory, 'MiB to decode a JPEG');

  const notes = [...parts.notes];
  const colour = findColour(parts);
  if (colour === 'cmyk' || colour === 'ycck') notes.push('CMYK inks were turned into RGB without a colour profile');
  const icc = collectIcc(parts.app2, notes);
  const orientation = findJpegOrientation(parts.app1, notes);
  const stored = decode(writeJpegStream(bytes, parts, colour), parts, colour, memory);
  const image = applyOrientation(stored, orientation);
  return { image, format: 'jpeg', ...(icc === undefined ? {} : { icc }), notes };
}

/** Decides what the components mean, by the rules of libjpeg: JFIF, then Adobe's marker, then the identifiers. */
function findColour(parts: JpegParts): JpegColour {
  const { components } = parts.frame;
  if (components.length === 1) return 'grey';
  if (components.length === 4) {
    if (parts.adobeTransform === undefined) {
      throw new UnsupportedError('jpeg-colour', "a CMYK JPEG without Adobe's marker can't be read");
    }
    return parts.adobeTransform === 0 ? 'cmyk' : 'ycck';
  }
  if (parts.hasJfif) return 'ycc';
  if (parts.adobeTransform !== undefined) return parts.adobeTransform === 0 ? 'rgb' : 'ycc';
  return components.every((component, index) => component.id === RGB_IDS[index]) ? 'rgb' : 'ycc';
}

/** Looks through every APP1, since XMP may come before Exif; 1 when there is none of use. */
function findJpegOrientation(app1: readonly Uint8Array[], notes: string[]): Orientation {
  for (const data of app1) {
    if (!EXIF_PREFIX.every((byte, at) => data[at] === byte)) continue;
    const finding = findOrientation(data.subarray(EXIF_PREFIX_BYTES));
    if (finding.kind === 'fault') notes.push(`the Exif data were ignored: ${finding.fault}`);
    if (finding.kind !== 'found') continue;
    if (finding.orientation !== 1) notes.push(`EXIF orientation ${finding.orientation} was applied`);
    return finding.orientation;
  }
  return 1;
}

/** Hands a stream that has passed every check to jpeg-js. */
function decode(stream: Uint8Array, parts: JpegParts, colour: JpegColour, memory: number): Image {
  const { width, height, offset } = parts.frame;
  // Loaded here, for reading a PNG should not wait for it.
  const jpeg = createRequire(import.meta.url)('jpeg-js') as typeof import('jpeg-js');
  let decoded: { width: number; height: number; data: Uint8Array };
  try {
    decoded = jpeg.decode(stream, {
      useTArray: true,
      formatAsRGBA: true,
      colorTransform: colour === 'ycc' || colour === 'ycck',
      // It then passes over blocks below the picture, which a last restart interval may count.
      tolerantDecoding: true,
      maxResolutionInMP: Math.ceil((width * height) / 1e6),
      maxMemoryUsageInMB: memory + 1,
    });
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError('jpeg-data', 'JPEG', offset, `the data can't be decoded: ${detail}`, cause);
  }
  const { data } = decoded;
  if (decoded.width !== width || decoded.height !== height || data.length !== width * height * 4) {
    const detail = `expected ${width}x${height} pixels, found ${decoded.width}x${decoded.height}`;
    throw new FormatError('jpeg-data', 'JPEG', offset, detail);
  }
  return { width, height, data };
}
