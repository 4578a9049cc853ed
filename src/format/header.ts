/** The header: geometry, palette sizes and coding of a file, as fields and as bytes (spec, section 3). */

import type { ByteReader } from '../bits/byte-reader.js';
import type { ByteWriter } from '../bits/byte-writer.js';
import { crc32 } from '../bits/crc32.js';
import { UnsupportedError } from '../error.js';
import {
  CODING_DEFLATE,
  FLAG_ALPHA,
  FLAG_HIDDEN,
  FLAG_PACKED_HIGH,
  FLAG_PACKED_LOW,
  FLAG_SCALED,
  MAX_BLOCK_LOG2,
  MAX_K_ONE_BYTE,
  MAX_K_PACKED,
  MAX_K1,
  MAX_K2,
  MAX_MESH_FINEST_LOG2,
  MAX_MESH_ROOT_LOG2,
  MAX_PREDICTOR,
  MIN_BLOCK_LOG2,
  MIN_MESH_LOG2,
  PREDICTOR_SHIFT,
  SIGNATURE,
  VERSION,
} from './constants.js';

/**
 * How the stored picture is enlarged when it is drawn: each stored pixel becomes a cell of `x` by `y` pixels. The first
 * column of cells lacks its first `offsetX` pixels, the first row of cells its first `offsetY` rows.
 */
export interface Scale {
  /** Pixels of a cell across and down, 1..16. */
  readonly x: number;
  readonly y: number;
  /** 0..x-1 and 0..y-1. */
  readonly offsetX: number;
  readonly offsetY: number;
}

/** The scale of a picture that is not enlarged. */
export const UNSCALED: Scale = Object.freeze({ x: 1, y: 1, offsetX: 0, offsetY: 0 });

/** Whether a picture is drawn larger than it is stored. */
export function isScaled({ x, y }: Scale): boolean {
  return x > 1 || y > 1;
}

/** The header's fields, with the specification's names, each within its range. */
export interface Header {
  /** Pixels across of the picture as it is drawn, 1..2^32-1. */
  readonly width: number;
  /** Pixels down of the picture as it is drawn, 1..2^32-1. */
  readonly height: number;
  /** How the stored picture is enlarged. */
  readonly scale: Scale;
  /** Whether palette entries carry alpha. */
  readonly alpha: boolean;
  /** Whether palette entries of alpha 0 may have a colour; only with alpha. */
  readonly hidden: boolean;
  /** Whether the planes of a class hold 8, 4 or 2 indices a byte; only for palettes of at most 16 entries. */
  readonly packedLow: boolean;
  readonly packedHigh: boolean;
  /** How indices are predicted, 0..4, see `codec/predict.ts`; above 0 only for one unpacked palette of at most 256 entries. */
  readonly predictor: number;
  /** Side of a block in pixels is `2 ** blockLog2`, 1..8. */
  readonly blockLog2: number;
  /** Entries of the low palette, 0..4096; 0 = one palette for all blocks. */
  readonly k1: number;
  /** Entries of the high palette, 1..4096. */
  readonly k2: number;
  /** Width of the strips in which a band is scanned, in pixels, 1..width-1; 0 = whole rows. */
  readonly stripWidth: number;
  /** Block rows in a band, 1..all; the last band may have fewer. */
  readonly bandBlockRows: number;
  /** The mesh that draws low blocks; absent if there is none. */
  readonly mesh: MeshShape | undefined;
}

/** Distances of the vertices of a mesh, and the steps of their values. */
export interface MeshShape {
  /** On the finest level vertices are `2 ** finestLog2` pixels apart: 1..3, and at most a block. */
  readonly finestLog2: number;
  /** On the coarsest level they are `2 ** rootLog2` pixels apart: finestLog2..5. */
  readonly rootLog2: number;
  /** Quantisation step of luma and alpha for each level, the finest first: 1..255 in 1/16 of a code unit. */
  readonly lumaSteps: readonly number[];
  /** The same for both chroma channels. */
  readonly chromaSteps: readonly number[];
}

/** A header as found in a file, and the place of the table. */
export interface StoredHeader {
  readonly header: Header;
  readonly version: number;
  readonly coding: number;
  /** Offset and size in bytes of the table's zlib stream (bitmap and palettes). */
  readonly tableOffset: number;
  readonly tableSize: number;
}

/**
 * Reads the prefix up to its CRC-32, and leaves the reader after it.
 *
 * Order (spec, section 8): signature, version, the fields' bytes, the CRC-32, then the fields' values in file order.
 *
 * @throws FormatError, and UnsupportedError for another version or coding
 */
export function readHeader(reader: ByteReader): StoredHeader {
  const start = reader.offset;
  readSignature(reader);
  const version = reader.readByte('version');
  if (version !== VERSION) {
    throw new UnsupportedError(
      'version',
      `header: expected version ${VERSION}, found ${version}; a newer akm may read it`,
    );
  }
  const coding = reader.readByte('coding');
  const flags = reader.readByte('flags');
  const blockLog2 = reader.readByte('block side');
  const meshDistances = reader.readByte('mesh');
  const fieldsOffset = reader.offset;
  const width = reader.readVarint('width');
  const height = reader.readVarint('height');
  const k1 = reader.readVarint('size of palette 1');
  const k2 = reader.readVarint('size of palette 2');
  const stripWidth = reader.readVarint('strip width');
  const bandBlockRows = reader.readVarint('band height');
  const scale = flags & FLAG_SCALED ? readScale(reader) : UNSCALED;
  const mesh = meshDistances > 0 ? readMeshSteps(reader, meshDistances) : undefined;
  const tableSize = reader.readVarint('table size');
  const tableOffset = reader.offset;
  reader.skip(tableSize, 'table');
  checkCrc(reader, 'prefix-crc', start);

  if (coding !== CODING_DEFLATE) {
    throw new UnsupportedError(
      'coding',
      `header: expected coding ${CODING_DEFLATE}, found ${coding}; a newer akm may read it`,
    );
  }
  const alpha = (flags & FLAG_ALPHA) > 0;
  const hidden = (flags & FLAG_HIDDEN) > 0;
  const predictor = flags >> PREDICTOR_SHIFT;
  reader.check(
    'flags',
    predictor <= MAX_PREDICTOR && (alpha || !hidden),
    `expected at most ${MAX_PREDICTOR} in the bits 5 to 7 of the flags, and bit 1 only with bit 0, found 0x${hex(flags, 2)}`,
    start + 6,
  );
  const header = {
    width,
    height,
    scale,
    alpha,
    hidden,
    packedLow: (flags & FLAG_PACKED_LOW) > 0,
    packedHigh: (flags & FLAG_PACKED_HIGH) > 0,
    predictor,
    blockLog2,
    k1,
    k2,
    stripWidth,
    bandBlockRows,
    mesh,
  };
  const check: HeaderCheck = (code, holds, detail) => reader.check(code, holds, detail, fieldsOffset);
  checkHeader(header, check);
  checkMesh(header, meshDistances, check);
  return { header, version, coding, tableOffset, tableSize };
}

/**
 * Reads only the width and the height, unchecked, from a file's first bytes, {@link SIZE_BYTES} at most.
 *
 * @throws FormatError when the signature is wrong or the bytes end too soon
 */
export function readHeaderSize(reader: ByteReader): { width: number; height: number } {
  readSignature(reader);
  reader.skip(FIXED_FIELDS, 'header');
  return { width: reader.readVarint('width'), height: reader.readVarint('height') };
}

/** Bytes from the version to the mesh. */
const FIXED_FIELDS = 5;

/** Maximum bytes up to the end of the height: two varints of 32 bits after the signature and the fixed fields. */
export const SIZE_BYTES = 4 + FIXED_FIELDS + 10;

/** Writes the prefix: signature, header, the table's zlib stream, CRC-32. */
export function writeHeader(writer: ByteWriter, header: Header, tableStream: Uint8Array): void {
  const start = writer.size;
  writer.writeBytes(SIGNATURE);
  writer.writeByte(VERSION);
  writer.writeByte(CODING_DEFLATE);
  writer.writeByte(flagsOf(header));
  writer.writeByte(header.blockLog2);
  writer.writeByte(header.mesh === undefined ? 0 : distancesOf(header.mesh));
  writer.writeVarint(header.width);
  writer.writeVarint(header.height);
  writer.writeVarint(header.k1);
  writer.writeVarint(header.k2);
  writer.writeVarint(header.stripWidth);
  writer.writeVarint(header.bandBlockRows);
  if (isScaled(header.scale)) writeScale(writer, header.scale);
  if (header.mesh !== undefined) writeMeshSteps(writer, header.mesh);
  writer.writeVarint(tableStream.length);
  writer.writeBytes(tableStream);
  writer.writeCrc32(start);
}

function flagsOf({ alpha, hidden, packedLow, packedHigh, predictor, scale }: Header): number {
  return (
    (alpha ? FLAG_ALPHA : 0) |
    (hidden ? FLAG_HIDDEN : 0) |
    (packedLow ? FLAG_PACKED_LOW : 0) |
    (packedHigh ? FLAG_PACKED_HIGH : 0) |
    (isScaled(scale) ? FLAG_SCALED : 0) |
    (predictor << PREDICTOR_SHIFT)
  );
}

/** Two bytes, each with the horizontal part in its lower four bits. */
function readScale(reader: ByteReader): Scale {
  const factors = reader.readByte('scale');
  const offsets = reader.readByte('offset of the scale');
  return { x: (factors & 15) + 1, y: (factors >> 4) + 1, offsetX: offsets & 15, offsetY: offsets >> 4 };
}

function writeScale(writer: ByteWriter, { x, y, offsetX, offsetY }: Scale): void {
  writer.writeByte((x - 1) | ((y - 1) << 4));
  writer.writeByte(offsetX | (offsetY << 4));
}

/** Both distances in a byte. */
function distancesOf({ finestLog2, rootLog2 }: Pick<MeshShape, 'finestLog2' | 'rootLog2'>): number {
  return finestLog2 | (rootLog2 << 3);
}

/** Two bytes a level, the coarsest level first. */
function readMeshSteps(reader: ByteReader, distances: number): MeshShape {
  const finestLog2 = distances & 7;
  const rootLog2 = distances >> 3;
  const lumaSteps: number[] = [];
  const chromaSteps: number[] = [];
  for (let level = (rootLog2 & 7) - finestLog2; level >= 0; level--) {
    lumaSteps[level] = reader.readByte('luma step of the mesh');
    chromaSteps[level] = reader.readByte('chroma step of the mesh');
  }
  return { finestLog2, rootLog2, lumaSteps, chromaSteps };
}

function writeMeshSteps(writer: ByteWriter, { lumaSteps, chromaSteps }: MeshShape): void {
  for (let level = lumaSteps.length - 1; level >= 0; level--) {
    writer.writeByte(lumaSteps[level]);
    writer.writeByte(chromaSteps[level]);
  }
}

/** Pixels across of the stored picture. */
export function storedWidth({ width, scale }: Pick<Header, 'width' | 'scale'>): number {
  return Math.ceil((width + scale.offsetX) / scale.x);
}

/** Pixels down of the stored picture. */
export function storedHeight({ height, scale }: Pick<Header, 'height' | 'scale'>): number {
  return Math.ceil((height + scale.offsetY) / scale.y);
}

function readSignature(reader: ByteReader): void {
  const start = reader.offset;
  const found = reader.bytes.subarray(start, start + SIGNATURE.length);
  reader.check(
    'signature',
    found.every((byte, i) => byte === SIGNATURE[i]),
    `expected 89 41 4b 4d, found ${Array.from(found, (byte) => hex(byte, 2)).join(' ')}; not an AKM file`,
    start,
  );
  reader.skip(SIGNATURE.length, 'signature');
}

/**
 * Reads a stored CRC-32 and compares it with the CRC-32 of the bytes from `start` up to it.
 *
 * @throws FormatError with the given code
 */
export function checkCrc(reader: ByteReader, code: string, start: number): void {
  const { bytes, offset } = reader;
  const computed = crc32(bytes, start, offset);
  const stored = reader.readUint32('CRC-32');
  if (stored !== computed) {
    reader.fail(code, `expected CRC-32 0x${hex(computed, 8)}, found 0x${hex(stored, 8)}: the file is damaged`, offset);
  }
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

type HeaderCheck = (code: string, holds: boolean, detail: string) => void;

/** Checks the header's rules in the specification's order. */
function checkHeader(header: Header, check: HeaderCheck): void {
  const { width, height, blockLog2, k1, k2, stripWidth, bandBlockRows, mesh } = header;
  check(
    'block-side',
    blockLog2 >= MIN_BLOCK_LOG2 && blockLog2 <= MAX_BLOCK_LOG2,
    `expected a block side of 2^1 to 2^8, found 2^${blockLog2}`,
  );
  check('geometry', width > 0 && height > 0, `expected at least one pixel, found ${width}x${height}`);
  check(
    'palette-size',
    k1 <= MAX_K1 && k2 > 0 && k2 <= MAX_K2,
    `expected k1 of 0 to ${MAX_K1} and k2 of 1 to ${MAX_K2}, found ${k1} and ${k2}`,
  );
  check(
    'packing',
    canPack(header.packedLow, k1) && canPack(header.packedHigh, k2),
    `expected packed indices only for palettes of 1 to ${MAX_K_PACKED} entries, found k1 ${k1} and k2 ${k2}`,
  );
  check(
    'prediction',
    header.predictor === 0 || (k1 === 0 && mesh === undefined && k2 <= MAX_K_ONE_BYTE && !header.packedHigh),
    `expected a predictor only for one unpacked palette of 1 to ${MAX_K_ONE_BYTE} entries, found k1 ${k1} and k2 ${k2}`,
  );
  check('scale', isScaleValid(header), 'expected a factor over 1, and offsets below the factors');
  check(
    'strip-width',
    stripWidth < storedWidth(header),
    `expected a strip width below ${storedWidth(header)} (0 = whole rows), found ${stripWidth}`,
  );
  const blockRows = Math.ceil(storedHeight(header) / (1 << blockLog2));
  check(
    'band-height',
    bandBlockRows > 0 && bandBlockRows <= blockRows,
    `expected 1 to ${blockRows} block rows a band, found ${bandBlockRows}`,
  );
}

function checkMesh({ mesh, blockLog2 }: Header, distances: number, check: HeaderCheck): void {
  if (mesh === undefined) return;
  const { finestLog2, rootLog2, lumaSteps, chromaSteps } = mesh;
  const isInRange = finestLog2 >= MIN_MESH_LOG2 && finestLog2 <= MAX_MESH_FINEST_LOG2 && finestLog2 <= blockLog2;
  const isOrdered = rootLog2 >= finestLog2 && rootLog2 <= MAX_MESH_ROOT_LOG2;
  check(
    'mesh',
    isInRange && isOrdered && !lumaSteps.includes(0) && !chromaSteps.includes(0),
    `expected vertices 2^${MIN_MESH_LOG2} to 2^${MAX_MESH_ROOT_LOG2} pixels apart, on the finest level at most 2^${MAX_MESH_FINEST_LOG2} and a block, and steps above 0, found 0x${hex(distances, 2)}`,
  );
}

function canPack(isPacked: boolean, k: number): boolean {
  return !isPacked || (k > 0 && k <= MAX_K_PACKED);
}

/** {@link UNSCALED} means that the file lacks these fields. If it has them, at least one factor is above 1. */
function isScaleValid({ scale }: Header): boolean {
  return scale === UNSCALED || (isScaled(scale) && scale.offsetX < scale.x && scale.offsetY < scale.y);
}
