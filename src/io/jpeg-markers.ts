/**
 * Reads a JPEG's markers from SOI to EOI. It finds what is in the file and where, and checks every length. The decoder uses
 * only data that passed these checks.
 *
 * @see ITU-T T.81, annex B
 */

import { FormatError, LimitError, UnsupportedError } from '../error.js';
import { type JpegFrame, type JpegScan, parseFrame, parseScanHeader } from './jpeg-frame.js';
import { standardHuffman } from './jpeg-standard-tables.js';
import { type HuffmanData, parseHuffman, parseQuantization, type QuantizationTable } from './jpeg-tables.js';

/** Maximum scans of a JPEG. Progressive files in use have 5 to 20, and each scan costs a visit to every block. */
export const MAX_SCANS = 100;
/** Maximum segments besides scans. Otherwise the places of empty segments could fill the memory. */
const MAX_SEGMENTS = 20_000;
/** Maximum stray bytes before a marker. Some cameras leave some; a file with more is not a JPEG. */
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

/** Frames of valid JPEGs that can't be decoded here, in words. */
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

/** Represents the table of a component that no scan codes. Such a file is rejected later. */
const NO_QUANTIZATION: QuantizationTable = new Int32Array(64);

/** The relevant parts of a JPEG. */
export interface JpegParts {
  readonly frame: JpegFrame;
  readonly scans: readonly JpegScan[];
  /** The quantization of each component, as of its first scan. */
  readonly quantization: readonly QuantizationTable[];
  /** Whether the file ends without EOI. */
  readonly isCut: boolean;
  /** Data of the APP1 and APP2 segments, in the order of the file. */
  readonly app1: readonly Uint8Array[];
  readonly app2: readonly Uint8Array[];
  readonly hasJfif: boolean;
  /** The colour transform of an Adobe APP14 segment, or undefined without one. */
  readonly adobeTransform: number | undefined;
  readonly notes: string[];
}

/** The state of the reader. */
interface Walk {
  readonly bytes: Uint8Array;
  frame: JpegFrame | undefined;
  scans: JpegScan[];
  app1: Uint8Array[];
  app2: Uint8Array[];
  hasJfif: boolean;
  adobeTransform: number | undefined;
  restartInterval: number;
  /** The present tables, by number. */
  quantization: Map<number, QuantizationTable>;
  huffman: Map<number, HuffmanData>;
  /** The tables of components that have had a scan. */
  latched: Map<number, QuantizationTable>;
  /** Whether a scan uses a table that is missing in the file. */
  usesStandard: boolean;
  /** Bytes that were skipped between segments. */
  strays: number;
}

/**
 * Reads a JPEG from SOI to EOI, or to the end of a file without EOI.
 *
 * @throws {@link FormatError} `jpeg-marker` for a fault in the segments, `jpeg-data` for a file that ends before a scan
 * @throws {@link UnsupportedError} for kinds of JPEG that can't be decoded here
 * @throws {@link LimitError} `maxScans` for more than {@link MAX_SCANS} scans
 */
export function walkJpeg(bytes: Uint8Array): JpegParts {
  const walk: Walk = {
    bytes,
    frame: undefined,
    scans: [],
    app1: [],
    app2: [],
    hasJfif: false,
    adobeTransform: undefined,
    restartInterval: 0,
    quantization: new Map(),
    huffman: new Map(),
    latched: new Map(),
    usesStandard: false,
    strays: 0,
  };
  const end = walkSegments(walk);
  const { frame, scans, app1, app2, hasJfif, adobeTransform } = walk;
  if (frame === undefined) throw markerError(end.at - 2, 'the file ends without a frame (SOF)');
  if (scans.length === 0) throw markerError(end.at - 2, 'the file ends without a scan (SOS)');
  const notes: string[] = [];
  if (walk.strays > 0) notes.push(`${walk.strays} stray bytes between the segments of the JPEG were skipped`);
  if (walk.usesStandard) notes.push('the JPEG lacks Huffman tables: the standard ones were used');
  if (end.isCut) notes.push('the JPEG lacks its end marker (EOI): the file may be cut short');
  else if (end.at < bytes.length) notes.push(`${bytes.length - end.at} bytes after the end of the JPEG were ignored`);
  const quantization = frame.components.map((_, index) => walk.latched.get(index) ?? NO_QUANTIZATION);
  return { frame, scans, quantization, isCut: end.isCut, app1, app2, hasJfif, adobeTransform, notes };
}

/** Reads to the end; returns its position, and whether the file is cut there. */
function walkSegments(walk: Walk): { at: number; isCut: boolean } {
  const { bytes } = walk;
  let at = 2;
  for (let segments = 0; ; segments++) {
    const start = findMarker(walk, at);
    if (start === undefined) return { at: bytes.length, isCut: true };
    const marker = bytes[start + 1];
    at = start + 2;
    if (marker === EOI) return { at, isCut: false };
    if (segments >= MAX_SEGMENTS) throw new LimitError('maxSegments', MAX_SEGMENTS, segments + 1, 'segments of a JPEG');
    if (marker === TEM || (marker >= RST0 && marker <= RST7)) continue;
    if (marker === SOI) {
      // Another picture follows, and the EOI of this one is missing.
      if (walk.scans.length > 0) return { at: start, isCut: true };
      throw markerError(start, 'a second SOI');
    }
    const end = measureSegment(walk, start);
    if (end === undefined) return { at: bytes.length, isCut: true };
    at = takeSegment(walk, marker, start, end);
  }
}

/**
 * Finds the next marker. It skips fill bytes and a few stray bytes.
 *
 * @returns the position of its 0xff, or undefined when the file ends after a scan
 */
function findMarker(walk: Walk, from: number): number | undefined {
  const { bytes } = walk;
  const most = Math.min(bytes.length - 1, from + MAX_STRAY_BYTES);
  for (let at = from; at < most; at++) {
    const next = bytes[at + 1];
    if (bytes[at] !== 0xff || next === 0xff || next === 0) continue;
    walk.strays += countStrays(bytes, from, at);
    return at;
  }
  if (most === bytes.length - 1 || from >= bytes.length) {
    if (walk.scans.length > 0) return undefined;
    throw new FormatError('jpeg-data', 'JPEG', bytes.length, 'the file ends without EOI: it is cut short');
  }
  throw markerError(from, `expected a marker, found ${MAX_STRAY_BYTES} other bytes`);
}

/** Counts the bytes from `from` to `to` that are not fill bytes. */
function countStrays(bytes: Uint8Array, from: number, to: number): number {
  let strays = 0;
  for (let at = from; at < to; at++) {
    if (bytes[at] !== 0xff) strays++;
  }
  return strays;
}

/** The end of the segment whose marker is at `start`; undefined if the file ends inside it, after a scan. */
function measureSegment({ bytes, scans }: Walk, start: number): number | undefined {
  const isWhole = start + 4 <= bytes.length;
  const length = isWhole ? (bytes[start + 2] << 8) | bytes[start + 3] : 0;
  const end = start + 2 + length;
  if (scans.length > 0 && (!isWhole || end > bytes.length)) return undefined;
  if (length < 2) throw markerError(start, `marker ${hex(bytes[start + 1])} has a length of ${length}, under 2`);
  if (end > bytes.length) {
    const detail = `marker ${hex(bytes[start + 1])} has ${length} bytes, and the file ends ${end - bytes.length} before`;
    throw markerError(start, detail);
  }
  return end;
}

/** Stores the content of one segment; returns where to continue. */
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
      for (const [number, table] of parseQuantization(data, start)) walk.quantization.set(number, table);
      break;
    case DHT:
      for (const [kind, table] of parseHuffman(data, start)) walk.huffman.set(kind, table);
      break;
    case DRI:
      if (data.length !== 2) throw markerError(start, `a restart interval of ${data.length} bytes, not 2`);
      walk.restartInterval = (data[0] << 8) | data[1];
      break;
    default:
      takeApplicationData(walk, marker, data);
  }
  return end;
}

function takeApplicationData(walk: Walk, marker: number, data: Uint8Array): void {
  if (marker === APP1) walk.app1.push(data);
  else if (marker === APP2) walk.app2.push(data);
  else if (marker === APP0 && beginsWith(data, 'JFIF\0')) walk.hasJfif = true;
  else if (marker === APP14 && beginsWith(data, 'Adobe') && data.length >= 12) walk.adobeTransform = data[11];
}

/** Stores a scan and finds its data; returns the position of the marker after them. */
function takeScan(walk: Walk, data: Uint8Array, start: number, end: number): number {
  if (walk.frame === undefined) throw markerError(start, 'a scan (SOS) before the frame (SOF)');
  if (walk.scans.length >= MAX_SCANS) {
    throw new LimitError('maxScans', MAX_SCANS, walk.scans.length + 1, 'scans of a JPEG');
  }
  const header = parseScanHeader(data, start, walk.frame);
  for (const index of header.components) latchQuantization(walk, walk.frame, index);
  const findTable = (kind: number) => findHuffman(walk, kind, start);
  const dc = header.dcKinds.map(findTable);
  const ac = header.acKinds.map(findTable);
  // A size of a difference (T.81, F.1.2.1); 8-bit samples need no more than 11.
  if (dc.some((table) => table.subarray(16).some((size) => size > 15))) {
    throw markerError(start, 'a scan uses a Huffman table for DC with sizes over 15');
  }
  const { dataEnd, restarts } = measureData(walk.bytes, end);
  const { restartInterval } = walk;
  walk.scans.push({ ...header, dc, ac, offset: start, restartInterval, restarts, dataStart: end, dataEnd });
  return dataEnd;
}

/** Finds the end of a scan's data: the next marker that is not a restart, or the end of the file. */
function measureData(bytes: Uint8Array, from: number): { dataEnd: number; restarts: number } {
  let restarts = 0;
  let at = bytes.indexOf(0xff, from);
  while (at >= 0 && at + 1 < bytes.length) {
    const next = bytes[at + 1];
    if (next >= RST0 && next <= RST7) restarts++;
    else if (next !== 0 && next !== 0xff) return { dataEnd: at, restarts };
    at = bytes.indexOf(0xff, next === 0xff ? at + 1 : at + 2);
  }
  return { dataEnd: at < 0 ? bytes.length : at, restarts };
}

/** Keeps the quantization of a component at its first scan, since the tables may change later. */
function latchQuantization({ quantization, latched }: Walk, frame: JpegFrame, index: number): void {
  if (latched.has(index)) return;
  const { id, quantization: number } = frame.components[index];
  const table = quantization.get(number);
  if (table === undefined) {
    throw markerError(frame.offset, `component ${id} uses the quantization table ${number}, which is not there`);
  }
  latched.set(index, table);
}

/** The present Huffman table, or the standard one if the file has none. */
function findHuffman(walk: Walk, kind: number, start: number): HuffmanData {
  const found = walk.huffman.get(kind);
  if (found !== undefined) return found;
  const standard = walk.frame!.progressive ? undefined : standardHuffman(kind);
  if (standard === undefined)
    throw markerError(start, `a scan uses the Huffman table ${hex(kind)}, which is not there`);
  walk.usesStandard = true;
  walk.huffman.set(kind, standard);
  return standard;
}

function beginsWith(data: Uint8Array, text: string): boolean {
  if (data.length < text.length) return false;
  for (let at = 0; at < text.length; at++) {
    if (data[at] !== text.charCodeAt(at)) return false;
  }
  return true;
}

function markerError(offset: number, detail: string): FormatError {
  return new FormatError('jpeg-marker', 'JPEG', offset, detail);
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(2, '0')}`;
}
