/**
 * Reads and writes portable anymaps: PGM (P2, P5) and PPM (P3, P6).
 *
 * @see https://netpbm.sourceforge.net/doc/ppm.html and pgm.html
 */

import { FormatError } from '../error.js';
import { checkPixelLimit, type Image } from '../image.js';
import { flattenOverWhite } from './flatten.js';
import type { Picture } from './picture.js';

const MAX_SAMPLE = 65535;
/** Maximum digits of a number in the header or in plain data; netpbm's limit is that of a C int. */
const MAX_DIGITS = 10;
const NEWLINE = 0x0a;
const COMMENT = 0x23;
const ZERO = 0x30;
const NINE = 0x39;

/** The content of the header. */
export interface PnmHeader {
  readonly width: number;
  readonly height: number;
  readonly maxval: number;
  readonly channels: 1 | 3;
  readonly plain: boolean;
  /** Position of the samples. */
  readonly dataStart: number;
}

/**
 * Reads a PGM or PPM of any maxval. Samples are scaled to 0..255 and rounded to the nearest integer.
 *
 * @param bytes - the file, which begins with P2, P3, P5 or P6
 * @throws {@link FormatError} `ppm-header` or `ppm-data`
 * @throws {@link LimitError} when the picture has more than `maxPixels` pixels
 */
export function readPnm(bytes: Uint8Array, maxPixels: number): Picture {
  const header = parsePnmHeader(bytes);
  const { width, height, maxval, channels, plain, dataStart } = header;
  checkPixelLimit(width, height, maxPixels, channels === 1 ? 'a PGM' : 'a PPM');
  const samples = width * height * channels;
  // In plain data each sample has at least one digit, with a space between any two.
  const least = plain ? samples * 2 - 1 : samples * (maxval > 255 ? 2 : 1);
  if (bytes.length - dataStart < least) {
    const detail = `${width}x${height} pixels take at least ${least} bytes, and there are ${bytes.length - dataStart}`;
    throw new FormatError('ppm-data', 'PPM samples', dataStart, detail);
  }
  const notes: string[] = [];
  if (maxval > 255) notes.push(`samples of up to ${maxval} were rounded to 8 bits`);
  const data = new Uint8Array(width * height * 4).fill(255);
  const next = plain ? nextPlain(bytes, dataStart, maxval) : nextRaw(bytes, dataStart, maxval);
  for (let at = 0; at < data.length; at += 4) {
    const first = next.sample();
    data[at] = first;
    data[at + 1] = channels === 1 ? first : next.sample();
    data[at + 2] = channels === 1 ? first : next.sample();
  }
  const rest = bytes.length - next.place();
  if (!plain && rest > 0) notes.push(`${rest} bytes after the end of the picture were ignored`);
  return { image: { width, height, data }, format: channels === 1 ? 'pgm' : 'ppm', notes };
}

/** Writes a P6 of maxval 255, with alpha composited over white. */
export function writePpm(image: Image, pixels: Uint8Array): Uint8Array {
  return joinHeader(`P6\n${image.width} ${image.height}\n255\n`, flattenOverWhite(pixels, 3));
}

/** Writes a P5 of maxval 255: luma by BT.601's weights, rounded, after compositing alpha over white. */
export function writePgm(image: Image, pixels: Uint8Array): Uint8Array {
  const flat = flattenOverWhite(pixels, 3);
  const luma = new Uint8Array(image.width * image.height);
  for (let from = 0, to = 0; to < luma.length; from += 3, to++) {
    luma[to] = ((299 * flat[from] + 587 * flat[from + 1] + 114 * flat[from + 2] + 500) / 1000) | 0;
  }
  return joinHeader(`P5\n${image.width} ${image.height}\n255\n`, luma);
}

function joinHeader(header: string, samples: Uint8Array): Uint8Array {
  const file = new Uint8Array(header.length + samples.length);
  for (let at = 0; at < header.length; at++) file[at] = header.charCodeAt(at);
  file.set(samples, header.length);
  return file;
}

/** @throws {@link FormatError} `ppm-header` */
export function parsePnmHeader(bytes: Uint8Array): PnmHeader {
  const kind = bytes[1] - ZERO;
  const width = readNumber(bytes, 2, 'ppm-header');
  const height = readNumber(bytes, width.end, 'ppm-header');
  const maxval = readNumber(bytes, height.end, 'ppm-header');
  if (width.value < 1 || height.value < 1) {
    throw headerError(width.end, `a size of ${width.value}x${height.value} pixels`);
  }
  if (maxval.value < 1 || maxval.value > MAX_SAMPLE) {
    throw headerError(maxval.end, `a maxval of ${maxval.value}, not within 1 to ${MAX_SAMPLE}`);
  }
  if (!isSpace(bytes[maxval.end])) throw headerError(maxval.end, 'expected white space after maxval');
  return {
    width: width.value,
    height: height.value,
    maxval: maxval.value,
    channels: kind === 2 || kind === 5 ? 1 : 3,
    plain: kind < 4,
    dataStart: maxval.end + 1,
  };
}

/** Reads a decimal number after white space and comments; `end` is the place after its last digit. */
function readNumber(bytes: Uint8Array, start: number, code: 'ppm-header' | 'ppm-data'): { value: number; end: number } {
  let at = start;
  for (;;) {
    if (isSpace(bytes[at])) at++;
    else if (bytes[at] === COMMENT) {
      const newline = bytes.indexOf(NEWLINE, at);
      at = newline < 0 ? bytes.length : newline + 1;
    } else break;
  }
  const first = at;
  let value = 0;
  for (; at - first < MAX_DIGITS; at++) {
    const byte = bytes[at];
    if (byte === undefined || byte < ZERO || byte > NINE) break;
    value = value * 10 + byte - ZERO;
  }
  if (at === first || (bytes[at] !== undefined && !isSpace(bytes[at]) && bytes[at] !== COMMENT)) {
    const detail = at >= bytes.length ? 'the file ends where a number is expected' : 'expected a decimal number';
    throw new FormatError(code, code === 'ppm-header' ? 'PPM header' : 'PPM samples', at, detail);
  }
  return { value, end: at };
}

/** Returns samples as 0..255 one by one. */
interface SampleSource {
  sample(): number;
  /** Position of the next sample. */
  place(): number;
}

function nextPlain(bytes: Uint8Array, start: number, maxval: number): SampleSource {
  const scaled = buildScale(maxval);
  let at = start;
  return {
    sample() {
      const { value, end } = readNumber(bytes, at, 'ppm-data');
      if (value > maxval) throw sampleError(at, value, maxval);
      at = end;
      return scaled[value];
    },
    place: () => at,
  };
}

/** The caller has checked that there are enough bytes. */
function nextRaw(bytes: Uint8Array, start: number, maxval: number): SampleSource {
  const scaled = buildScale(maxval);
  const wide = maxval > 255;
  let at = start;
  return {
    sample() {
      const value = wide ? (bytes[at] << 8) | bytes[at + 1] : bytes[at];
      if (value > maxval) throw sampleError(at, value, maxval);
      at += wide ? 2 : 1;
      return scaled[value];
    },
    place: () => at,
  };
}

/** The 8-bit value of each sample, `maxval + 1` of them. */
function buildScale(maxval: number): Uint8Array {
  return Uint8Array.from({ length: maxval + 1 }, (_, value) => Math.floor((value * 510 + maxval) / (2 * maxval)));
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);
}

function headerError(offset: number, detail: string): FormatError {
  return new FormatError('ppm-header', 'PPM header', offset, detail);
}

function sampleError(offset: number, value: number, maxval: number): FormatError {
  return new FormatError('ppm-data', 'PPM samples', offset, `a sample of ${value} is over the maxval of ${maxval}`);
}
