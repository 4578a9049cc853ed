/**
 * Reads a PNG's chunks. Every length, CRC and place is checked before any image data are read.
 *
 * A fault that may affect the pixels is an error. A fault in a chunk that is not needed, or after the image data, is
 * tolerated, since every browser shows such files.
 *
 * @see PNG, third edition, 5 (datastream structure), 11 (chunks) and 13 (what decoders do about errors)
 */

import { crc32 } from '../bits/crc32.js';
import { FormatError, UnsupportedError } from '../error.js';
import { checkPixelsPerByte, type PictureLimits } from './picture-limits.js';
import { PNG_GRAY, PNG_PALETTE, PNG_RGB, PNG_RGB_ALPHA, type PngHeader, parsePngHeader } from './png-header.js';
import type { ReadingNotes } from './reading-notes.js';

/** A chunk whose length fits. */
export interface PngChunk {
  readonly type: string;
  /** Offset of the chunk's length field in the file. */
  readonly offset: number;
  /** The data, a view into the file. */
  readonly data: Uint8Array;
}

/** The relevant parts of a PNG whose chunks are in order. */
export interface PngParts {
  readonly header: PngHeader;
  /** RGB triples, 1 to 256 of them; always present if the colour type needs them. */
  readonly palette: Uint8Array | undefined;
  /** Data of tRNS, with the length that its colour type needs. */
  readonly transparency: Uint8Array | undefined;
  /** Start and end in the file of the data of each IDAT: `2 * n` numbers. */
  readonly idatRanges: readonly number[];
  /** The first chunk of each of the types in {@link KEPT_TYPES}. */
  readonly ancillary: ReadonlyMap<string, PngChunk>;
  /** The fault of an IDAT that is cut by the end of the file. It affects the pixels, unless the data before it hold all rows. */
  readonly cut: FormatError | undefined;
}

const SIGNATURE_BYTES = 8;
/** Length, type and CRC. */
const CHUNK_OVERHEAD = 12;
const FOUR_LETTERS = /^[A-Za-z]{4}$/;
const MAX_CHUNK_BYTES = 0x7fffffff;
/** Chunks about colour, which must come before the image data. */
const COLOUR_TYPES: ReadonlySet<string> = new Set(['iCCP', 'sRGB', 'gAMA', 'cHRM', 'cICP']);
const KEPT_TYPES: ReadonlySet<string> = new Set([...COLOUR_TYPES, 'eXIf', 'acTL']);
/** Bit 5 of a type's first letter. If it is set, a decoder may skip an unknown chunk. */
const ANCILLARY_BIT = 0x20;
const IGNORED = 'it was ignored';

/** A chunk that is cut by the end of the file, or invalid. */
interface BrokenChunk {
  /** Undefined if it can't be read. */
  readonly type: string | undefined;
  readonly fault: FormatError;
}

/** The state of the reader. */
interface Walk {
  readonly limits: PictureLimits;
  readonly fileBytes: number;
  readonly notes: ReadingNotes;
  header: PngHeader | undefined;
  palette: Uint8Array | undefined;
  transparency: Uint8Array | undefined;
  idatRanges: number[];
  /** Whether a chunk of another type came after the first IDAT. */
  idatEnded: boolean;
  ancillary: Map<string, PngChunk>;
}

/**
 * Reads a PNG from its signature to IEND.
 *
 * @param bytes - the file, which begins with the signature of a PNG
 * @param notes - receives tolerated faults
 * @throws {@link FormatError} `png-chunk`, `png-crc` or `png-header` for the first fault
 * @throws {@link UnsupportedError} for a critical chunk that the standard doesn't know
 * @throws {@link LimitError} when the picture has more pixels than the limits allow
 */
export function walkPng(bytes: Uint8Array, limits: PictureLimits, notes: ReadingNotes): PngParts {
  const walk: Walk = {
    limits,
    fileBytes: bytes.length,
    notes,
    header: undefined,
    palette: undefined,
    transparency: undefined,
    idatRanges: [],
    idatEnded: false,
    ancillary: new Map(),
  };
  let at = SIGNATURE_BYTES;
  for (;;) {
    const chunk = findChunk(bytes, at);
    if ('fault' in chunk) {
      if (walk.idatRanges.length === 0) throw chunk.fault;
      if (chunk.type === 'IDAT') return { ...finishWalk(walk, at), cut: chunk.fault };
      notes.tolerate(chunk.fault, 'the image data before it are whole');
      return finishWalk(walk, at);
    }
    at += CHUNK_OVERHEAD + chunk.data.length;
    const isSound = checkCrc(bytes, chunk, notes);
    if (chunk.type === 'IEND') {
      if (chunk.data.length > 0) {
        notes.tolerate(chunkError(chunk, `expected no data, found ${chunk.data.length} bytes`), 'they were ignored');
      }
      break;
    }
    if (isSound) takeChunk(walk, chunk);
  }
  if (at < bytes.length) {
    const rest = new FormatError('png-chunk', 'PNG', at, `${bytes.length - at} bytes follow the end of the PNG`);
    notes.tolerate(rest, 'they were ignored');
  }
  return finishWalk(walk, at);
}

/** Finds a chunk and checks its length and type. */
function findChunk(bytes: Uint8Array, offset: number): PngChunk | BrokenChunk {
  const left = bytes.length - offset;
  if (left < CHUNK_OVERHEAD) {
    const detail = left === 0 ? 'the file ends without IEND' : `the file ends ${left} bytes into a chunk`;
    const type = left < 8 ? undefined : readType(bytes, offset);
    return { type, fault: new FormatError('png-chunk', 'PNG chunk', offset, detail) };
  }
  const length = readUint32(bytes, offset);
  const type = readType(bytes, offset);
  if (!FOUR_LETTERS.test(type)) {
    const detail = `its type ${JSON.stringify(type)} is not four letters`;
    return { type: undefined, fault: new FormatError('png-chunk', 'PNG chunk', offset, detail) };
  }
  if (length > MAX_CHUNK_BYTES || length > left - CHUNK_OVERHEAD) {
    const detail = `a length of ${length} bytes, and the file has ${left - CHUNK_OVERHEAD} more`;
    return { type, fault: new FormatError('png-chunk', `PNG chunk ${type}`, offset, detail) };
  }
  return { type, offset, data: bytes.subarray(offset + 8, offset + 8 + length) };
}

/**
 * Checks a chunk's CRC.
 *
 * @returns false when it is wrong and the chunk is not needed
 */
function checkCrc(bytes: Uint8Array, { type, offset, data }: PngChunk, notes: ReadingNotes): boolean {
  const expected = readUint32(bytes, offset + 8 + data.length);
  const found = crc32(bytes, offset + 4, offset + 8 + data.length);
  if (found === expected) return true;
  const detail = `expected CRC 0x${hex(expected)}, found 0x${hex(found)}`;
  const fault = new FormatError('png-crc', `PNG chunk ${type}`, offset, detail);
  if (!isAncillary(type) && type !== 'IEND') throw fault;
  notes.tolerate(fault, 'the chunk was ignored');
  return false;
}

/** Stores one chunk other than IEND. */
function takeChunk(walk: Walk, chunk: PngChunk): void {
  const { notes } = walk;
  if (walk.header === undefined) {
    if (chunk.type !== 'IHDR') throw chunkError(chunk, 'the first chunk must be IHDR');
    walk.header = parsePngHeader(chunk.data, chunk.offset + 8, walk.limits.maxPixels);
    checkPixelsPerByte(walk.header, walk.fileBytes, walk.limits, 'a PNG');
    return;
  }
  const idatBegun = walk.idatRanges.length > 0;
  if (idatBegun && chunk.type !== 'IDAT') walk.idatEnded = true;
  switch (chunk.type) {
    case 'IHDR':
      throw chunkError(chunk, 'there is a second IHDR');
    case 'IDAT': {
      const start = chunk.offset + 8;
      if (!walk.idatEnded) walk.idatRanges.push(start, start + chunk.data.length);
      else notes.tolerate(chunkError(chunk, 'the IDAT chunks are not in one row'), IGNORED);
      return;
    }
    case 'PLTE':
      takePalette(walk, walk.header, chunk, idatBegun);
      return;
    case 'tRNS':
      takeTransparency(walk, walk.header, chunk, idatBegun);
      return;
    default:
      if (!isAncillary(chunk.type)) {
        throw new UnsupportedError('png-chunk', `a PNG with the unknown critical chunk ${chunk.type} can't be read`);
      }
      if (KEPT_TYPES.has(chunk.type)) takeAncillary(walk, chunk, idatBegun);
  }
}

function takeAncillary({ ancillary, notes }: Walk, chunk: PngChunk, idatBegun: boolean): void {
  if (ancillary.has(chunk.type)) notes.tolerate(chunkError(chunk, 'there is a second one'), IGNORED);
  else if (idatBegun && COLOUR_TYPES.has(chunk.type)) {
    notes.tolerate(chunkError(chunk, 'it comes after the image data'), IGNORED);
  } else ancillary.set(chunk.type, chunk);
}

/** A palette that the pixels need must be valid. A faulty palette that only suggests colours is ignored. */
function takePalette(walk: Walk, { colourType }: PngHeader, chunk: PngChunk, idatBegun: boolean): void {
  const fault = findPaletteFault(walk, colourType, chunk, idatBegun);
  if (fault === undefined) walk.palette = chunk.data;
  else if (colourType === PNG_PALETTE) throw chunkError(chunk, fault);
  else walk.notes.tolerate(chunkError(chunk, fault), IGNORED);
}

function findPaletteFault(
  { palette }: Walk,
  colourType: number,
  { data }: PngChunk,
  idatBegun: boolean,
): string | undefined {
  if (colourType !== PNG_PALETTE && colourType !== PNG_RGB && colourType !== PNG_RGB_ALPHA) {
    return 'a gray PNG has no palette';
  }
  if (palette !== undefined) return 'there is a second PLTE';
  if (idatBegun) return 'it comes after the image data';
  if (data.length === 0 || data.length % 3 !== 0 || data.length > 256 * 3) {
    return `expected 1 to 256 colours of 3 bytes, found ${data.length} bytes`;
  }
  return undefined;
}

/** As in browsers: transparency that is misplaced or too short is ignored, and if it is too long, the first bytes count. */
function takeTransparency(walk: Walk, { colourType }: PngHeader, chunk: PngChunk, idatBegun: boolean): void {
  const { data } = chunk;
  const fault = findTransparencyFault(walk, colourType, idatBegun);
  if (fault !== undefined) {
    walk.notes.tolerate(chunkError(chunk, fault), IGNORED);
    return;
  }
  const isPalette = colourType === PNG_PALETTE;
  const expected = isPalette ? walk.palette!.length / 3 : colourType === PNG_GRAY ? 2 : 6;
  if (data.length > expected) {
    const detail = isPalette
      ? `${data.length} alphas for a palette of ${expected} colours`
      : `expected ${expected} bytes, found ${data.length}`;
    walk.notes.tolerate(chunkError(chunk, detail), 'the surplus was ignored');
  } else if (data.length < expected && !isPalette) {
    walk.notes.tolerate(chunkError(chunk, `expected ${expected} bytes, found ${data.length}`), IGNORED);
    return;
  }
  walk.transparency = data.subarray(0, expected);
}

function findTransparencyFault(
  { transparency, palette }: Walk,
  colourType: number,
  idatBegun: boolean,
): string | undefined {
  if (transparency !== undefined) return 'there is a second tRNS';
  if (idatBegun) return 'it comes after the image data';
  if (colourType === PNG_PALETTE) return palette === undefined ? 'it comes before PLTE' : undefined;
  if (colourType !== PNG_GRAY && colourType !== PNG_RGB) return 'the pixels have an alpha channel already';
  return undefined;
}

/** Checks that nothing is missing. */
function finishWalk(walk: Walk, end: number): PngParts {
  const { header, palette, transparency, idatRanges, ancillary } = walk;
  if (header === undefined) throw new FormatError('png-chunk', 'PNG chunk IHDR', SIGNATURE_BYTES, 'there is none');
  if (idatRanges.length === 0) throw new FormatError('png-chunk', 'PNG chunk IDAT', end, 'there is none');
  if (header.colourType === PNG_PALETTE && palette === undefined) {
    throw new FormatError('png-chunk', 'PNG chunk PLTE', idatRanges[0] - 8, 'there is none before the image data');
  }
  return { header, palette, transparency, idatRanges, ancillary, cut: undefined };
}

function isAncillary(type: string): boolean {
  return (type.charCodeAt(0) & ANCILLARY_BIT) !== 0;
}

function chunkError(chunk: PngChunk, detail: string): FormatError {
  return new FormatError('png-chunk', `PNG chunk ${chunk.type}`, chunk.offset, detail);
}

function readType(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(bytes[offset + 4], bytes[offset + 5], bytes[offset + 6], bytes[offset + 7]);
}

function readUint32(bytes: Uint8Array, at: number): number {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
