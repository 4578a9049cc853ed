/** Detects picture formats: by content for reading, by name for writing. */

import { checkBytes, checkText } from '../check.js';
import type { PictureFormat } from './picture.js';

interface Signature {
  readonly name: string;
  /** Bytes from the start; -1 matches any byte. */
  readonly bytes: readonly number[];
}

const ANY = -1;
const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] as const;
const AKM_SIGNATURE = [0x89, 0x41, 0x4b, 0x4d] as const;
const JPEG_SIGNATURE = [0xff, 0xd8, 0xff] as const;

/** Formats that are recognised only for error messages. */
const FOREIGN: readonly Signature[] = [
  { name: 'a GIF', bytes: ascii('GIF8') },
  { name: 'a WebP', bytes: [...ascii('RIFF'), ANY, ANY, ANY, ANY, ...ascii('WEBP')] },
  { name: 'a TIFF', bytes: [0x49, 0x49, 0x2a, 0x00] },
  { name: 'a TIFF', bytes: [0x4d, 0x4d, 0x00, 0x2a] },
  { name: 'an AVIF', bytes: [ANY, ANY, ANY, ANY, ...ascii('ftypavi')] },
  { name: 'a HEIC', bytes: [ANY, ANY, ANY, ANY, ...ascii('ftyphei')] },
  { name: 'a HEIC', bytes: [ANY, ANY, ANY, ANY, ...ascii('ftypmif1')] },
  { name: 'a JPEG XL', bytes: [0xff, 0x0a] },
  { name: 'a JPEG XL', bytes: [0x00, 0x00, 0x00, 0x0c, ...ascii('JXL ')] },
  { name: 'a JPEG 2000', bytes: [0x00, 0x00, 0x00, 0x0c, ...ascii('jP  ')] },
  { name: 'a QOI', bytes: ascii('qoif') },
  { name: 'a Photoshop file', bytes: ascii('8BPS') },
  { name: 'a PDF', bytes: ascii('%PDF') },
  { name: 'a PBM (black and white)', bytes: ascii('P1') },
  { name: 'a PBM (black and white)', bytes: ascii('P4') },
  { name: 'a PAM', bytes: ascii('P7') },
  { name: 'a BMP', bytes: ascii('BM') },
  { name: 'an icon', bytes: [0x00, 0x00, 0x01, 0x00] },
  { name: 'a gzip file', bytes: [0x1f, 0x8b] },
  { name: 'a zip file', bytes: ascii('PK\x03\x04') },
  { name: 'an SVG or XML text', bytes: ascii('<?xml') },
  { name: 'an SVG', bytes: ascii('<svg') },
  { name: 'a PNG whose first bytes are damaged', bytes: [ANY, ...ascii('PNG')] },
  { name: 'a PNG whose first bytes are damaged', bytes: ascii('PNG') },
  { name: 'a PNG whose first bytes are damaged', bytes: [...Array<number>(12).fill(ANY), ...ascii('IHDR')] },
];

const FORMAT_OF_EXTENSION: Readonly<Record<string, PictureFormat | 'akm'>> = {
  png: 'png',
  jpg: 'jpeg',
  jpeg: 'jpeg',
  ppm: 'ppm',
  pgm: 'pgm',
  rgba: 'rgba',
  akm: 'akm',
};

/**
 * Detects the format of a picture by its first bytes.
 *
 * @returns the format; `undefined` when this library does not read it. Never `rgba`, which has no signature.
 * @throws {@link OptionError} when `bytes` is not an array of bytes
 *
 * @example
 * ```ts
 * import { loadBytes, sniffFormat } from 'akm/node';
 *
 * console.log(sniffFormat(loadBytes('photo.png')), sniffFormat(loadBytes('photo.akm'))); // png akm
 * ```
 */
export function sniffFormat(bytes: Uint8Array): PictureFormat | 'akm' | undefined {
  checkBytes('bytes', bytes);
  if (startsWith(bytes, AKM_SIGNATURE)) return 'akm';
  if (startsWith(bytes, PNG_SIGNATURE)) return 'png';
  if (startsWith(bytes, JPEG_SIGNATURE)) return 'jpeg';
  if (bytes[0] === 0x50 && isHeaderBreak(bytes[2])) {
    if (bytes[1] === 0x33 || bytes[1] === 0x36) return 'ppm';
    if (bytes[1] === 0x32 || bytes[1] === 0x35) return 'pgm';
  }
  return undefined;
}

/** Describes bytes of an unknown format: `it looks like a GIF`, or the first bytes in hexadecimal. */
export function describeContent(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'the file is empty';
  const foreign = FOREIGN.find((signature) => startsWith(bytes, signature.bytes));
  if (foreign !== undefined) return `it looks like ${foreign.name}`;
  const first = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0'));
  return `it begins with the bytes ${first.join(' ')}`;
}

/**
 * Chooses the format to write by the extension of a file name, in upper or lower case.
 *
 * @returns the format; `undefined` when the extension is missing or unknown
 * @throws {@link OptionError} when `path` is not a text
 *
 * @example
 * ```ts
 * import { formatOfPath } from 'akm/node';
 *
 * console.log(formatOfPath('photo.JPG'), formatOfPath('photo')); // jpeg undefined
 * ```
 */
export function formatOfPath(path: string): PictureFormat | 'akm' | undefined {
  checkText('path', path);
  const extension = /\.([a-z]+)$/i.exec(path)?.[1];
  if (extension === undefined) return undefined;
  const lower = extension.toLowerCase();
  return Object.hasOwn(FORMAT_OF_EXTENSION, lower) ? FORMAT_OF_EXTENSION[lower] : undefined;
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  if (bytes.length < signature.length) return false;
  return signature.every((byte, at) => byte === ANY || bytes[at] === byte);
}

/** Whether a byte is white space or the start of a comment, either of which may follow `P6`. */
function isHeaderBreak(byte: number | undefined): boolean {
  return byte === 0x23 || byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);
}

function ascii(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}
