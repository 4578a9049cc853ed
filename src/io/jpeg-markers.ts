/**
 * The walk over a JPEG's markers, from SOI to EOI: what is in the file and where, with every length checked.
 *
 * The decoder is handed nothing but the segments that have passed here, so that its own recovery from faults (which
 * has looped for ever on 16 bytes: CVE-2022-25851) has nothing to work on.
 *
 * @see ITU-T T.81, annex B
 */

import { FormatError, LimitError, UnsupportedError } from '../error.js';
import { type JpegFrame, type JpegScan, parseFrame, parseScanHeader } from './jpeg-frame.js';
import { listHuffmanTables, splitQuantization } from './jpeg-tables.js';

/** Most scans a JPEG may have. Progressive files in use have 5 to 20, and each one costs a visit to every block. */
export const MAX_SCANS = 100;
/** Most segments beside scans: a file of nothing but empty ones would else fill the memory with their places. */
const MAX_SEGMENTS = 20_000;
/** Stray bytes that are skipped before a marker, as some cameras leave; more is not a JPEG. */
const MAX_STRAY_BYTES = 65_536;

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const DQT = 0xdb;
const DHT = 0xc4;
const DRI = 0xdd;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
const RST0 = 0xd0;
const RST7 = 0xd7;
const TEM = 0x01;

/** Frames that are valid JPEG, in words, and can't be decoded here. */
const UNSUPPORTED_FRAMES: Readonly<Record<number, string>> = {
  195: 'a lossless JPEG',
  197: 'a hierarchical JPEG',
  198: 'a hierarchical progressive JPEG',
  199: 'a hierarchical lossless JPEG',
  200: 'a JPEG with extensions',
  201: 'an arithmetic-coded JPEG',
  202: 'an arithmetic-coded progressive JPEG',
  203: 'an arithmetic-coded lossless JPEG',
  205: 'an arithmetic-coded hierarchical JPEG',
  206: 'an arithmetic-coded hierarchical progressive JPEG',
  207: 'an arithmetic-coded hierarchical lossless JPEG',
  222: 'a hierarchical JPEG',
  247: 'a JPEG-LS',
};

/** A stretch of the file that the decoder needs. */
export interface JpegPiece {
  /** Which marker it begins with. */
  readonly marker: number;
  /** From the 0xff of the marker to the end of the segment; for SOS to the end of the segment, without its data. */
  readonly start: number;
  readonly end: number;
  /** For SOS: the scan. */
  readonly scan?: JpegScan;
}

/** All that matters of a JPEG. */
export interface JpegParts {
  readonly frame: JpegFrame;
  readonly scans: readonly JpegScan[];
  /** Tables, restart intervals, frame and scans, in the order of the file. */
  readonly pieces: readonly JpegPiece[];
  /** Data of the APP1 and APP2 segments, in the order of the file. */
  readonly app1: readonly Uint8Array[];
  readonly app2: readonly Uint8Array[];
  readonly hasJfif: boolean;
  /** The colour transform of an Adobe APP14 segment, or undefined without one. */
  readonly adobeTransform: number | undefined;
  readonly notes: string[];
}

/** The state of the walk. */
interface Walk {
  readonly bytes: Uint8Array;
  frame: JpegFrame | undefined;
  scans: JpegScan[];
  pieces: JpegPiece[];
  app1: Uint8Array[];
  app2: Uint8Array[];
  hasJfif: boolean;
  adobeTransform: number | undefined;
  restartInterval: number;
  /** The tables so far, by number, each with the byte that tells its kind. */
  quantization: Map<number, Uint8Array>;
  /** Kinds and numbers of the Huffman tables so far. */
  huffman: Set<number>;
  /** Bytes that were skipped between segments. */
  strays: number;
}

/**
 * Walks a JPEG from SOI to EOI.
 *
 * @throws {@link FormatError} `jpeg-marker` for a fault in the segments, `jpeg-data` for a file that ends in its data
 * @throws {@link UnsupportedError} for kinds of JPEG that can't be decoded here
 * @throws {@link LimitError} `maxScans` for more than {@link MAX_SCANS} scans
 */
export function walkJpeg(bytes: Uint8Array): JpegParts {
  const walk: Walk = {
    bytes,
    frame: undefined,
    scans: [],
    pieces: [],
    app1: [],
    app2: [],
    hasJfif: false,
    adobeTransform: undefined,
    restartInterval: 0,
    quantization: new Map(),
    huffman: new Set(),
    strays: 0,
  };
  let at = 2;
  for (let segments = 0; ; segments++) {
    const start = findMarker(walk, at);
    const marker = bytes[start + 1]!;
    at = start + 2;
    if (marker === EOI) break;
    if (segments >= MAX_SEGMENTS) throw new LimitError('maxSegments', MAX_SEGMENTS, segments + 1, 'segments of a JPEG');
    if (marker === TEM || (marker >= RST0 && marker <= RST7)) continue;
    if (marker === SOI) throw markerError(start, 'a second SOI');
    const end = measureSegment(bytes, start);
    at = takeSegment(walk, marker, start, end);
  }
  const notes: string[] = [];
  if (walk.strays > 0) notes.push(`${walk.strays} stray bytes between the segments of the JPEG were skipped`);
  if (at < bytes.length) notes.push(`${bytes.length - at} bytes after the end of the JPEG were ignored`);
  const { frame, scans, pieces, app1, app2, hasJfif, adobeTransform } = walk;
  if (frame === undefined) throw markerError(at - 2, 'the file ends without a frame (SOF)');
  if (scans.length === 0) throw markerError(at - 2, 'the file ends without a scan (SOS)');
  for (const { id, quantization } of frame.components) {
    if (!walk.quantization.has(quantization)) {
      throw markerError(
        frame.offset,
        `component ${id} uses the quantization table ${quantization}, which is not there`,
      );
    }
  }
  return { frame, scans, pieces, app1, app2, hasJfif, adobeTransform, notes };
}

/** Finds the next marker, past fill bytes and a few strays; returns the place of its 0xff. */
function findMarker(walk: Walk, from: number): number {
  const { bytes } = walk;
  const most = Math.min(bytes.length - 1, from + MAX_STRAY_BYTES);
  for (let at = from; at < most; at++) {
    const next = bytes[at + 1]!;
    if (bytes[at] !== 0xff || next === 0xff || next === 0) continue;
    walk.strays += countStrays(bytes, from, at);
    return at;
  }
  if (most === bytes.length - 1 || from >= bytes.length) {
    throw new FormatError('jpeg-data', 'JPEG', bytes.length, 'the file ends without EOI: it is cut short');
  }
  throw markerError(from, `expected a marker, found ${MAX_STRAY_BYTES} other bytes`);
}

/** Bytes from `from` to `to` that are not fill. */
function countStrays(bytes: Uint8Array, from: number, to: number): number {
  let strays = 0;
  for (let at = from; at < to; at++) {
    if (bytes[at] !== 0xff) strays++;
  }
  return strays;
}

/** Returns the end of the segment whose marker is at `start`. */
function measureSegment(bytes: Uint8Array, start: number): number {
  const length = start + 4 <= bytes.length ? (bytes[start + 2]! << 8) | bytes[start + 3]! : 0;
  const end = start + 2 + length;
  if (length < 2) throw markerError(start, `marker ${hex(bytes[start + 1]!)} has a length of ${length}, under 2`);
  if (end > bytes.length) {
    const detail = `marker ${hex(bytes[start + 1]!)} has ${length} bytes, and the file ends ${end - bytes.length} before`;
    throw markerError(start, detail);
  }
  return end;
}

/** Takes note of one segment; returns where the walk goes on. */
function takeSegment(walk: Walk, marker: number, start: number, end: number): number {
  const data = walk.bytes.subarray(start + 4, end);
  const unsupported = UNSUPPORTED_FRAMES[marker];
  if (unsupported !== undefined) throw new UnsupportedError('jpeg-frame', `${unsupported} can't be read`);
  switch (marker) {
    case 0xc0:
    case 0xc1:
    case 0xc2:
      if (walk.frame !== undefined) throw markerError(start, 'a second frame (SOF)');
      walk.frame = parseFrame(data, start, marker === 0xc2);
      break;
    case SOS:
      return takeScan(walk, data, start, end);
    case DQT:
      takeQuantization(walk, data, start);
      break;
    case DHT:
      for (const kind of listHuffmanTables(data, start)) walk.huffman.add(kind);
      break;
    case DRI:
      if (data.length !== 2) throw markerError(start, `a restart interval of ${data.length} bytes, not 2`);
      walk.restartInterval = (data[0]! << 8) | data[1]!;
      break;
    default:
      takeApplicationData(walk, marker, data);
      return end;
  }
  walk.pieces.push({ marker, start, end });
  return end;
}

function takeApplicationData(walk: Walk, marker: number, data: Uint8Array): void {
  if (marker === APP1) walk.app1.push(data);
  else if (marker === APP2) walk.app2.push(data);
  else if (marker === APP0 && beginsWith(data, 'JFIF\0')) walk.hasJfif = true;
  else if (marker === APP14 && beginsWith(data, 'Adobe') && data.length >= 12) walk.adobeTransform = data[11];
}

/** Takes a scan with its data; returns the place of the marker after them. */
function takeScan(walk: Walk, data: Uint8Array, start: number, end: number): number {
  if (walk.frame === undefined) throw markerError(start, 'a scan (SOS) before the frame (SOF)');
  if (walk.scans.length >= MAX_SCANS) {
    throw new LimitError('maxScans', MAX_SCANS, walk.scans.length + 1, 'scans of a JPEG');
  }
  const header = parseScanHeader(data, start, walk.frame);
  const missing = header.tables.find((kind) => !walk.huffman.has(kind));
  if (missing !== undefined)
    throw markerError(start, `a scan uses the Huffman table ${hex(missing)}, which is not there`);
  const { bytes } = walk;
  let restarts = 0;
  let hasFill = false;
  let at = bytes.indexOf(0xff, end);
  for (;;) {
    if (at < 0 || at + 1 >= bytes.length) {
      throw new FormatError('jpeg-data', 'JPEG', bytes.length, 'the file ends inside a scan: it is cut short');
    }
    const next = bytes[at + 1]!;
    if (next >= RST0 && next <= RST7) {
      const due = RST0 + (restarts & 7);
      if (next !== due) {
        const detail = `expected restart marker ${hex(due)}, found ${hex(next)}`;
        throw new FormatError('jpeg-data', 'JPEG', at, detail);
      }
      restarts++;
    } else if (next === 0xff) {
      hasFill = true;
    } else if (next !== 0) {
      break;
    }
    at = bytes.indexOf(0xff, next === 0xff ? at + 1 : at + 2);
  }
  const { restartInterval } = walk;
  const scan: JpegScan = { ...header, offset: start, restartInterval, restarts, hasFill, dataStart: end, dataEnd: at };
  walk.scans.push(scan);
  walk.pieces.push({ marker: SOS, start, end, scan });
  return at;
}

/** Takes note of quantization tables, none of which may change once a scan has begun. */
function takeQuantization(walk: Walk, data: Uint8Array, start: number): void {
  for (const table of splitQuantization(data, start)) {
    const id = table[0]! & 15;
    const before = walk.quantization.get(id);
    // The decoder uses the last table of the file for all scans, so one that comes late must not replace another.
    if (walk.scans.length > 0 && before !== undefined && !equal(before, table)) {
      throw new UnsupportedError('jpeg-tables', "a JPEG that changes its quantization between scans can't be read");
    }
    walk.quantization.set(id, table);
  }
}

function beginsWith(data: Uint8Array, text: string): boolean {
  if (data.length < text.length) return false;
  for (let at = 0; at < text.length; at++) {
    if (data[at] !== text.charCodeAt(at)) return false;
  }
  return true;
}

function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

function markerError(offset: number, detail: string): FormatError {
  return new FormatError('jpeg-marker', 'JPEG', offset, detail);
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`;
}
