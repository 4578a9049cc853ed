/** Reads a picture's size from the start of its file, so that callers can estimate its memory before they read it. */

import { ByteReader } from '../bits/byte-reader.js';
import { AkmError } from '../error.js';
import { readHeaderSize, SIZE_BYTES } from '../format/header.js';
import { parsePnmHeader } from './ppm.js';
import { sniffFormat } from './sniff.js';

/** Pixels across and down, as stored. A JPEG that must be rotated may swap them. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Reads up to `length` bytes of a file from `offset` on; fewer at the end of the file. */
export type ReadAt = (offset: number, length: number) => Uint8Array;

/** Maximum length of a PPM's header with its comments; longer ones are not searched. */
const PNM_BYTES = 4096;
const SNIFF_BYTES = 16;
/** Signature, length and type of the first chunk, width and height. */
const PNG_SIZE_BYTES = 24;
const MAX_JPEG_SEGMENTS = 1000;
const JPEG_SEGMENT_BYTES = 9;

/**
 * Reads the size that a file declares, without checking it.
 *
 * @returns the size, or undefined if the start of the file does not show it; the file may still be a picture
 */
export function readPictureSize(readAt: ReadAt): PictureSize | undefined {
  const format = sniffFormat(readAt(0, SNIFF_BYTES));
  try {
    if (format === 'png') return readPngSize(readAt(0, PNG_SIZE_BYTES));
    if (format === 'jpeg') return readJpegSize(readAt);
    if (format === 'akm') return readHeaderSize(new ByteReader(readAt(0, SIZE_BYTES), 'header'));
    return format === undefined ? undefined : parsePnmHeader(readAt(0, PNM_BYTES));
  } catch (error) {
    if (error instanceof AkmError) return undefined;
    throw error;
  }
}

function readPngSize(head: Uint8Array): PictureSize | undefined {
  if (head.length < PNG_SIZE_BYTES) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** Reads markers up to the frame (SOF); undefined if there is anything else between segments. */
function readJpegSize(readAt: ReadAt): PictureSize | undefined {
  for (let at = 2, segments = 0; segments < MAX_JPEG_SEGMENTS; segments++) {
    const head = readAt(at, JPEG_SEGMENT_BYTES);
    const marker = head[1];
    if (head.length < JPEG_SEGMENT_BYTES || head[0] !== 0xff) return undefined;
    if (marker === 0xff) at += 1;
    else if (isFrame(marker)) return { height: (head[5] << 8) | head[6], width: (head[7] << 8) | head[8] };
    else if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xda)) return undefined;
    else at += 2 + ((head[2] << 8) | head[3]);
  }
  return undefined;
}

/** SOF0 to SOF15, except DHT, JPG and DAC, which have numbers in that range. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}
