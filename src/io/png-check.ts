/**
 * The walk over a PNG's chunks: every length, CRC and place is checked before a byte of image data is touched.
 *
 * @see PNG, third edition, 5 (datastream structure) and 11 (chunks)
 */

import { crc32 } from 'node:zlib';
import { FormatError, UnsupportedError } from '../error.js';
import { PNG_GREY, PNG_GREY_ALPHA, PNG_PALETTE, PNG_RGB, type PngHeader, parsePngHeader } from './png-header.js';

/** A chunk that passed its CRC. */
export interface PngChunk {
  readonly type: string;
  /** Offset of the chunk's length field in the file. */
  readonly offset: number;
  /** The data, a view into the file. */
  readonly data: Uint8Array;
}

/** All that matters of a PNG whose chunks are in order. */
export interface PngParts {
  readonly header: PngHeader;
  /** RGB triples, 1 to 256 of them; always there when the colour type asks for it. */
  readonly palette: Uint8Array | undefined;
  /** Data of tRNS, of the length its colour type asks for. */
  readonly transparency: Uint8Array | undefined;
  /** Start and end in the file of the data of each IDAT: `2 * n` numbers. */
  readonly idatRanges: readonly number[];
  /** The first chunk of each of the types in {@link KEPT_TYPES}. */
  readonly ancillary: ReadonlyMap<string, PngChunk>;
  readonly notes: string[];
}

const SIGNATURE_BYTES = 8;
/** Length, type and CRC. */
const CHUNK_OVERHEAD = 12;
const FOUR_LETTERS = /^[A-Za-z]{4}$/;
const MAX_CHUNK_BYTES = 0x7fffffff;
const KEPT_TYPES: ReadonlySet<string> = new Set(['iCCP', 'sRGB', 'gAMA', 'cICP', 'eXIf', 'acTL']);
/** Bit 5 of a type's first letter: set when a decoder may skip what it doesn't know. */
const ANCILLARY_BIT = 0x20;

/** The state of the walk. */
interface Walk {
  header: PngHeader | undefined;
  palette: Uint8Array | undefined;
  transparency: Uint8Array | undefined;
  idatRanges: number[];
  /** Whether a chunk of another type came after the first IDAT. */
  idatEnded: boolean;
  ancillary: Map<string, PngChunk>;
  notes: string[];
}

/**
 * Walks a PNG from its signature to IEND.
 *
 * @param bytes - the file, which begins with the signature of a PNG
 * @param maxPixels - limit on the pixels that IHDR declares
 * @throws {@link FormatError} `png-chunk`, `png-crc` or `png-header` for the first fault
 * @throws {@link UnsupportedError} for a critical chunk that the standard doesn't know
 * @throws {@link LimitError} when the picture has more than `maxPixels` pixels
 */
export function walkPng(bytes: Uint8Array, maxPixels: number): PngParts {
  const walk: Walk = {
    header: undefined,
    palette: undefined,
    transparency: undefined,
    idatRanges: [],
    idatEnded: false,
    ancillary: new Map(),
    notes: [],
  };
  let at = SIGNATURE_BYTES;
  for (;;) {
    const chunk = readChunk(bytes, at);
    at += CHUNK_OVERHEAD + chunk.data.length;
    if (chunk.type === 'IEND') {
      if (chunk.data.length > 0) throw chunkError(chunk, `expected no data, found ${chunk.data.length} bytes`);
      break;
    }
    takeChunk(walk, chunk, maxPixels);
  }
  if (at < bytes.length) walk.notes.push(`${bytes.length - at} bytes after the end of the PNG were ignored`);
  return finishWalk(walk, at);
}

/** Reads one chunk and checks its length, type and CRC. */
function readChunk(bytes: Uint8Array, offset: number): PngChunk {
  const left = bytes.length - offset;
  if (left < CHUNK_OVERHEAD) {
    const detail = left === 0 ? 'the file ends without IEND' : `the file ends inside a chunk, ${left} bytes on`;
    throw new FormatError('png-chunk', 'PNG chunk', offset, detail);
  }
  const length = readUint32(bytes, offset);
  const type = String.fromCharCode(bytes[offset + 4]!, bytes[offset + 5]!, bytes[offset + 6]!, bytes[offset + 7]!);
  if (!FOUR_LETTERS.test(type)) {
    throw new FormatError('png-chunk', 'PNG chunk', offset, `its type ${JSON.stringify(type)} is not four letters`);
  }
  if (length > MAX_CHUNK_BYTES || length > left - CHUNK_OVERHEAD) {
    const detail = `a length of ${length} bytes, and the file has ${left - CHUNK_OVERHEAD} more`;
    throw new FormatError('png-chunk', `PNG chunk ${type}`, offset, detail);
  }
  const expected = readUint32(bytes, offset + 8 + length);
  const found = crc32(bytes.subarray(offset + 4, offset + 8 + length));
  if (found !== expected) {
    const detail = `expected CRC 0x${hex(expected)}, found 0x${hex(found)}`;
    throw new FormatError('png-crc', `PNG chunk ${type}`, offset, detail);
  }
  return { type, offset, data: bytes.subarray(offset + 8, offset + 8 + length) };
}

/** Takes note of one chunk other than IEND. */
function takeChunk(walk: Walk, chunk: PngChunk, maxPixels: number): void {
  if (walk.header === undefined) {
    if (chunk.type !== 'IHDR') throw chunkError(chunk, 'the first chunk must be IHDR');
    walk.header = parsePngHeader(chunk.data, chunk.offset + 8, maxPixels);
    return;
  }
  const idatBegun = walk.idatRanges.length > 0;
  if (idatBegun && chunk.type !== 'IDAT') walk.idatEnded = true;
  switch (chunk.type) {
    case 'IHDR':
      throw chunkError(chunk, 'there is a second IHDR');
    case 'IDAT': {
      if (walk.idatEnded) throw chunkError(chunk, 'the IDAT chunks are not in one row');
      const start = chunk.offset + 8;
      walk.idatRanges.push(start, start + chunk.data.length);
      return;
    }
    case 'PLTE':
      takePalette(walk, walk.header, chunk, idatBegun);
      return;
    case 'tRNS':
      takeTransparency(walk, walk.header, chunk, idatBegun);
      return;
    default:
      if ((chunk.type.charCodeAt(0) & ANCILLARY_BIT) === 0) {
        throw new UnsupportedError('png-chunk', `a PNG with the unknown critical chunk ${chunk.type} can't be read`);
      }
      if (KEPT_TYPES.has(chunk.type) && !walk.ancillary.has(chunk.type)) walk.ancillary.set(chunk.type, chunk);
  }
}

function takePalette(walk: Walk, header: PngHeader, chunk: PngChunk, idatBegun: boolean): void {
  const { data } = chunk;
  if (walk.palette !== undefined) throw chunkError(chunk, 'there is a second PLTE');
  if (idatBegun) throw chunkError(chunk, 'it comes after the image data');
  if (walk.transparency !== undefined) throw chunkError(chunk, 'it comes after tRNS');
  if (data.length === 0 || data.length % 3 !== 0 || data.length > 256 * 3) {
    throw chunkError(chunk, `expected 1 to 256 colours of 3 bytes, found ${data.length} bytes`);
  }
  if (header.colourType === PNG_GREY || header.colourType === PNG_GREY_ALPHA) {
    walk.notes.push('a palette (PLTE) in a grey PNG was ignored');
  }
  walk.palette = data;
}

function takeTransparency(walk: Walk, header: PngHeader, chunk: PngChunk, idatBegun: boolean): void {
  const { colourType } = header;
  if (walk.transparency !== undefined) throw chunkError(chunk, 'there is a second tRNS');
  if (idatBegun || (colourType !== PNG_PALETTE && colourType !== PNG_GREY && colourType !== PNG_RGB)) {
    walk.notes.push(
      `transparency (tRNS) ${idatBegun ? 'after the image data' : 'beside an alpha channel'} was ignored`,
    );
    return;
  }
  const { length } = chunk.data;
  if (colourType === PNG_PALETTE) {
    if (walk.palette === undefined) throw chunkError(chunk, 'it comes before PLTE');
    const colours = walk.palette.length / 3;
    if (length > colours) throw chunkError(chunk, `${length} alphas for a palette of ${colours} colours`);
  } else {
    const expected = colourType === PNG_GREY ? 2 : 6;
    if (length !== expected) throw chunkError(chunk, `expected ${expected} bytes, found ${length}`);
  }
  walk.transparency = chunk.data;
}

/** Checks that nothing is missing. */
function finishWalk(walk: Walk, end: number): PngParts {
  const { header, palette, transparency, idatRanges, ancillary, notes } = walk;
  if (header === undefined) throw new FormatError('png-chunk', 'PNG chunk IHDR', SIGNATURE_BYTES, 'there is none');
  if (idatRanges.length === 0) throw new FormatError('png-chunk', 'PNG chunk IDAT', end, 'there is none');
  if (header.colourType === PNG_PALETTE && palette === undefined) {
    throw new FormatError('png-chunk', 'PNG chunk PLTE', idatRanges[0]! - 8, 'there is none before the image data');
  }
  return { header, palette, transparency, idatRanges, ancillary, notes };
}

function chunkError(chunk: PngChunk, detail: string): FormatError {
  return new FormatError('png-chunk', `PNG chunk ${chunk.type}`, chunk.offset, detail);
}

function readUint32(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
