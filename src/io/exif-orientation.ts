/**
 * Exif orientation: reads the tag from a TIFF block, and rotates pixels upright.
 *
 * @see CIPA DC-008 (Exif 2.32), 4.6.4 A, tag 0x0112
 */

import type { Image } from '../image.js';

/** 1 is upright; 2 mirrored; 3 turned by 180 degrees; 4 flipped; 5 to 8 have rows and columns exchanged. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** What an Exif block contains: a valid orientation, no orientation, or a fault in words. */
export type OrientationFinding =
  | { readonly kind: 'found'; readonly orientation: Orientation }
  | { readonly kind: 'absent' }
  | { readonly kind: 'fault'; readonly fault: string };

const LITTLE_ENDIAN = 0x4949;
const BIG_ENDIAN = 0x4d4d;
const TIFF_MAGIC = 42;
const ENTRY_BYTES = 12;
const TAG_ORIENTATION = 0x0112;
const TYPE_SHORT = 3;

/**
 * Finds the orientation in the first directory of a TIFF block. It never throws: a bad block is a finding.
 *
 * @param tiff - from the byte-order mark on, without the `Exif\0\0` of a JPEG
 */
export function findOrientation(tiff: Uint8Array): OrientationFinding {
  if (tiff.length < 8) return fault('it is too short');
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const order = view.getUint16(0);
  if (order !== LITTLE_ENDIAN && order !== BIG_ENDIAN) return fault('its byte order is neither II nor MM');
  const little = order === LITTLE_ENDIAN;
  if (view.getUint16(2, little) !== TIFF_MAGIC) return fault('its TIFF header is wrong');
  const directory = view.getUint32(4, little);
  if (directory + 2 > tiff.length) return fault('its directory lies outside the block');
  const entries = view.getUint16(directory, little);
  for (let index = 0; index < entries; index++) {
    const at = directory + 2 + index * ENTRY_BYTES;
    if (at + ENTRY_BYTES > tiff.length) return fault('its directory is cut short');
    if (view.getUint16(at, little) !== TAG_ORIENTATION) continue;
    const type = view.getUint16(at + 2, little);
    if (type !== TYPE_SHORT) return fault(`its orientation has the type ${type}`);
    const value = view.getUint16(at + 8, little);
    if (!isOrientation(value)) return fault(`its orientation is ${value}`);
    return { kind: 'found', orientation: value };
  }
  return { kind: 'absent' };
}

/** Where the pixels of a stored picture go in the upright one, in pixels. */
export interface Placement {
  /** Size of the upright picture. */
  readonly width: number;
  readonly height: number;
  /** Index of the stored picture's first pixel. */
  readonly first: number;
  /** How far a step right, and a step down, in the stored picture moves in the upright one. */
  readonly right: number;
  readonly down: number;
}

/** Computes where the pixels of a stored picture go, so that a reader can write them there directly. */
export function placePixels(width: number, height: number, orientation: Orientation): Placement {
  const isTransposed = orientation >= 5;
  const outWidth = isTransposed ? height : width;
  const outHeight = isTransposed ? width : height;
  // Whether the first stored pixel ends up at the right, and at the bottom.
  const isRight = orientation === 2 || orientation === 3 || orientation === 6 || orientation === 7;
  const isBottom = orientation === 3 || orientation === 4 || orientation === 7 || orientation === 8;
  const across = isRight ? -1 : 1;
  const along = isBottom ? -outWidth : outWidth;
  return {
    width: outWidth,
    height: outHeight,
    first: (isRight ? outWidth - 1 : 0) + (isBottom ? (outHeight - 1) * outWidth : 0),
    right: isTransposed ? along : across,
    down: isTransposed ? across : along,
  };
}

/**
 * Rotates a picture upright.
 *
 * @param image - as stored
 * @param orientation - the tag's value
 * @returns the same image for 1, else a new one; width and height are exchanged for 5 to 8
 */
export function applyOrientation(image: Image, orientation: Orientation): Image {
  if (orientation === 1) return image;
  const { width, height } = image;
  const place = placePixels(width, height, orientation);
  const data = new Uint8Array(width * height * 4);
  for (let y = 0, from = 0; y < height; y++) {
    let to = (place.first + y * place.down) * 4;
    for (let x = 0; x < width; x++) {
      data[to] = image.data[from];
      data[to + 1] = image.data[from + 1];
      data[to + 2] = image.data[from + 2];
      data[to + 3] = image.data[from + 3];
      from += 4;
      to += place.right * 4;
    }
  }
  return { width: place.width, height: place.height, data };
}

function isOrientation(value: number): value is Orientation {
  return value >= 1 && value <= 8;
}

function fault(text: string): OrientationFinding {
  return { kind: 'fault', fault: text };
}
