/** The content of a file without its pixels: header, palettes, block map, sections, metadata. */

import { ByteReader } from '../bits/byte-reader.js';
import { checkBytes } from '../check.js';
import { countBands, unpackBlockMap, unpackMeshMap } from '../codec/layout.js';
import { type AkmError, FormatError, LimitError } from '../error.js';
import { CHUNK_EXIF, CHUNK_ICC } from '../format/constants.js';
import type { MeshShape, Scale } from '../format/header.js';
import { type BandFrame, type ChunkFrame, type ContainerVisitor, CRC_SIZE } from '../format/read-container.js';
import { inflateExactly } from './inflate.js';
import { type DecodeOptions, type ResolvedDecodeOptions, resolveDecodeOptions } from './options.js';
import { type Prefix, parseContainer, parsePrefix } from './parse.js';

/** The content of a file's prefix. The first few kilobytes of a download are enough for it. */
export interface AkmInfo {
  /** Format version, 1. */
  readonly version: number;
  /** Coding of the index planes, 0 = deflate. */
  readonly coding: number;
  /** Size of the drawn picture, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Size of the stored picture, in pixels: smaller than the drawn one if a factor of `scale` is above 1. */
  readonly storedWidth: number;
  readonly storedHeight: number;
  /** How the stored picture is enlarged when it is drawn. */
  readonly scale: Scale;
  /** Whether some palette entry is not opaque. */
  readonly alpha: boolean;
  /** Whether some fully transparent palette entry has a colour. */
  readonly hidden: boolean;
  /** Whether the low and the high planes hold several indices a byte. */
  readonly packedLow: boolean;
  readonly packedHigh: boolean;
  /** How indices are predicted from their neighbours: 0 = not, 1 left, 2 above, 3 mean of both, 4 Paeth. */
  readonly predictor: number;
  /** Entries of the low palette; 0 = one palette. */
  readonly k1: number;
  /** Entries of the high palette. */
  readonly k2: number;
  /** Side of a block in stored pixels, 2..256. */
  readonly blockSide: number;
  /** Blocks across and down. */
  readonly blockColumns: number;
  readonly blockRows: number;
  /** Width of the scan's strips in stored pixels; 0 = whole rows. */
  readonly stripWidth: number;
  /** Block rows in a band, and number of bands. */
  readonly bandBlockRows: number;
  readonly bandCount: number;
  /** The mesh that draws low blocks: distances and steps of its vertices; absent if there is none. */
  readonly mesh?: MeshShape;
  /** One byte a block, row-major: 1 = a low block that the mesh draws. */
  readonly meshMap: Uint8Array;
  /** One byte a block, row-major: 0 = low detail, 1 = high detail; all 1 when there is one palette and no mesh. */
  readonly blockMap: Uint8Array;
  /** `k1 * 4` bytes RGBA. */
  readonly lowPalette: Uint8Array;
  /** `k2 * 4` bytes RGBA. */
  readonly highPalette: Uint8Array;
  /** Bytes of the file up to the first band. */
  readonly prefixBytes: number;
}

/** A part of a file: its offset and its size. */
export interface Section {
  /** `header`, `table`, `band 0 low plane`, `band 0 CRC-32`, `bands 1024 to 2047`, `chunk icc`, `end mark` ... */
  readonly name: string;
  readonly offset: number;
  readonly bytes: number;
}

/** Ancillary data of a file. */
export interface Metadata {
  /** ICC profile, inflated. */
  readonly icc?: Uint8Array;
  /** EXIF data (a TIFF structure). */
  readonly exif?: Uint8Array;
}

/** Usable ancillary data, and why other data can't be used. */
export interface UsableMetadata extends Metadata {
  /** One error for each item that is left out: LimitError (`maxMetadataBytes`), or FormatError (its content is faulty). */
  readonly dropped: readonly AkmError[];
}

/**
 * Reads the header, the palettes and the block map of a file. The bytes may end after the prefix.
 *
 * @param bytes - an AKM 1 file, or its first kilobytes
 * @throws {@link FormatError} when the bytes are wrong; its code is `truncated` when more bytes are needed
 * @throws {@link UnsupportedError} when the file needs a newer decoder
 * @throws {@link LimitError} when the picture has more than `maxPixels` pixels
 * @throws {@link OptionError} when an argument is not valid
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { readInfo } from 'akm';
 *
 * const info = readInfo(readFileSync('photo.akm').subarray(0, 4096));
 * console.log(info.version); // 1
 * console.log(info.blockMap.length === info.blockColumns * info.blockRows); // true
 * ```
 */
export function readInfo(bytes: Uint8Array, options?: DecodeOptions): AkmInfo {
  return describePrefix(parsePrefix(checkBytes('bytes', bytes), resolveDecodeOptions(options)));
}

/** Maximum bands, and chunks, that are listed one by one. A file may have one for every few bytes, and the list stays short. */
const MOST_LISTED = 1024;

/**
 * Lists the sections of a whole file in file order. Their sizes add up to the size of the file.
 *
 * Bands from the 1025th on form one section. So do chunks.
 *
 * @throws as {@link readInfo}
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { readSections } from 'akm';
 *
 * for (const { name, offset, bytes } of readSections(readFileSync('photo.akm')).slice(0, 1)) {
 *   console.log(`${name} at byte ${offset}`, bytes > 0); // header at byte 0 true
 * }
 * ```
 */
export function readSections(bytes: Uint8Array, options?: DecodeOptions): Section[] {
  const file = checkBytes('bytes', bytes);
  const prefix = parsePrefix(file, resolveDecodeOptions(options));
  const tableEnd = prefix.tableOffset + prefix.tableSize;
  const sections = [
    { name: 'header', offset: 0, bytes: prefix.tableOffset },
    { name: 'table', offset: prefix.tableOffset, bytes: prefix.tableSize },
    { name: 'prefix CRC-32', offset: tableEnd, bytes: CRC_SIZE },
  ];
  const addOrJoin = (name: string, offset: number, size: number) => {
    const last = sections[sections.length - 1];
    if (last.name === name) last.bytes += size;
    else sections.push({ name, offset, bytes: size });
  };
  const otherBands = `bands ${MOST_LISTED} to ${countBands(prefix.layout) - 1}`;
  let chunkCount = 0;
  parseContainer(file, prefix, {
    band: (frame, index) => {
      const { offset, meshOffset, meshSize } = frame;
      if (index < MOST_LISTED) sections.push(...sectionsOfBand(frame, index));
      else addOrJoin(otherBands, offset, meshOffset + meshSize + CRC_SIZE - offset);
    },
    chunk: ({ type, offset, dataOffset, dataSize }) => {
      const name = chunkCount++ < MOST_LISTED ? `chunk ${type.trim()}` : 'other chunks';
      addOrJoin(name, offset, dataOffset + dataSize + CRC_SIZE - offset);
    },
  });
  sections.push({ name: 'end mark', offset: file.length - 1, bytes: 1 });
  return sections;
}

function sectionsOfBand(frame: BandFrame, index: number): Section[] {
  const { offset, lowOffset, lowSize, highOffset, highSize, meshOffset, meshSize } = frame;
  const mesh = meshSize > 0 ? [{ name: `band ${index} mesh`, offset: meshOffset, bytes: meshSize }] : [];
  return [
    { name: `band ${index} sizes`, offset, bytes: lowOffset - offset },
    { name: `band ${index} low plane`, offset: lowOffset, bytes: lowSize },
    { name: `band ${index} high plane`, offset: highOffset, bytes: highSize },
    ...mesh,
    { name: `band ${index} CRC-32`, offset: meshOffset + meshSize, bytes: CRC_SIZE },
  ];
}

/**
 * Reads the ICC profile and the EXIF data of a whole file, if it has them. Drawing the picture needs neither.
 *
 * {@link readUsableMetadata} returns what is left when one of them is too large or wrong.
 *
 * @throws {@link LimitError} when one of them has more than `maxMetadataBytes` bytes
 * @throws {@link FormatError} with code `icc-stream` when the profile does not inflate; otherwise as {@link readInfo}
 *
 * @example
 * ```ts
 * import { encode, readMetadata } from 'akm';
 *
 * const image = { width: 1, height: 1, data: Uint8Array.of(255, 0, 0, 255) };
 * const bytes = encode(image, { exif: Uint8Array.of(0x4d, 0x4d, 0, 42) });
 * console.log(readMetadata(bytes).exif?.length, readMetadata(bytes).icc); // 4 undefined
 * ```
 */
export function readMetadata(bytes: Uint8Array, options?: DecodeOptions): Metadata {
  const { dropped, ...metadata } = readUsableMetadata(bytes, options);
  if (dropped.length > 0) throw dropped[0];
  return metadata;
}

/**
 * Reads the ICC profile and the EXIF data of a whole file. It leaves out what is larger than `maxMetadataBytes`, or wrong.
 *
 * @returns the metadata, and in `dropped` an error for each item that was left out
 * @throws as {@link readInfo}
 *
 * @example
 * ```ts
 * import { encode, readUsableMetadata } from 'akm';
 *
 * const image = { width: 1, height: 1, data: Uint8Array.of(255, 0, 0, 255) };
 * const bytes = encode(image, { exif: new Uint8Array(100) });
 * const { exif, dropped } = readUsableMetadata(bytes, { maxMetadataBytes: 50 });
 * console.log(exif, dropped[0].code); // undefined limit
 * ```
 */
export function readUsableMetadata(bytes: Uint8Array, options?: DecodeOptions): UsableMetadata {
  const resolved = resolveDecodeOptions(options);
  const file = checkBytes('bytes', bytes);
  return findMetadata(file, resolved).read(file, resolved);
}

/**
 * Checks what {@link readUsableMetadata} reads, in less memory: no item is kept.
 *
 * @returns an error for each item that would be left out
 * @throws as {@link readInfo}
 */
export function checkUsableMetadata(bytes: Uint8Array, options?: DecodeOptions): AkmError[] {
  const resolved = resolveDecodeOptions(options);
  return findMetadata(bytes, resolved).tryEach(({ type, dataOffset, dataSize }) => {
    if (type === CHUNK_EXIF) checkMetadataLimit(dataSize, resolved, 'EXIF data');
    else readIcc(bytes, dataOffset, dataSize, resolved);
  });
}

function findMetadata(bytes: Uint8Array, options: ResolvedDecodeOptions): MetadataChunks {
  const chunks = new MetadataChunks();
  parseContainer(bytes, parsePrefix(bytes, options), chunks);
  return chunks;
}

/** Collects the places of the known chunks while a container is read. */
export class MetadataChunks implements ContainerVisitor {
  readonly #known: ChunkFrame[] = [];

  readonly chunk = (frame: ChunkFrame): void => {
    if (frame.type === CHUNK_EXIF || frame.type === CHUNK_ICC) this.#known.push(frame);
  };

  /** Reads the collected chunks, as far as they are usable. */
  read(bytes: Uint8Array, options: ResolvedDecodeOptions): UsableMetadata {
    const metadata: { icc?: Uint8Array; exif?: Uint8Array } = {};
    const dropped = this.tryEach(({ type, dataOffset, dataSize }) => {
      if (type === CHUNK_EXIF) metadata.exif = readExif(bytes, dataOffset, dataSize, options);
      else metadata.icc = readIcc(bytes, dataOffset, dataSize, options);
    });
    return { ...metadata, dropped };
  }

  /** Calls a function for each chunk, and collects the errors of faults and limits. */
  tryEach(use: (frame: ChunkFrame) => void): AkmError[] {
    const dropped: AkmError[] = [];
    for (const frame of this.#known) {
      try {
        use(frame);
      } catch (error) {
        if (!(error instanceof FormatError || error instanceof LimitError)) throw error;
        dropped.push(error);
      }
    }
    return dropped;
  }
}

/** The `exif` chunk: the data without changes. */
function readExif(bytes: Uint8Array, offset: number, size: number, options: ResolvedDecodeOptions): Uint8Array {
  checkMetadataLimit(size, options, 'EXIF data');
  return new Uint8Array(bytes.subarray(offset, offset + size));
}

/**
 * The `icc ` chunk: inflated length (varint), then one zlib stream (spec, section 6). Faults of the length come first, then
 * the limit, then the stream.
 */
function readIcc(bytes: Uint8Array, offset: number, size: number, options: ResolvedDecodeOptions): Uint8Array {
  const section = "chunk 'icc '";
  const reader = new ByteReader(bytes.subarray(0, offset + size), section, offset);
  const length = reader.readVarint('inflated length');
  if (length === 0)
    throw new FormatError('icc-stream', section, offset, 'expected a profile of at least a byte, found 0');
  checkMetadataLimit(length, options, 'an ICC profile');
  const at = { code: 'icc-stream', section, offset: reader.offset, what: 'profile' };
  return inflateExactly(options.inflate, reader.readBytes(reader.remaining, 'profile'), length, at);
}

function checkMetadataLimit(size: number, { maxMetadataBytes }: ResolvedDecodeOptions, what: string): void {
  if (size > maxMetadataBytes) throw new LimitError('maxMetadataBytes', maxMetadataBytes, size, what);
}

function describePrefix(prefix: Prefix): AkmInfo {
  const { header, layout, version, coding } = prefix;
  const { width, height, scale, alpha, hidden, packedLow, packedHigh, predictor, k1, k2 } = header;
  const { stripWidth, bandBlockRows } = header;
  let blockMap: Uint8Array | undefined;
  let meshMap: Uint8Array | undefined;
  return {
    version,
    coding,
    width,
    height,
    storedWidth: layout.width,
    storedHeight: layout.height,
    scale,
    alpha,
    hidden,
    packedLow,
    packedHigh,
    predictor,
    k1,
    k2,
    blockSide: 1 << header.blockLog2,
    blockColumns: layout.columns,
    blockRows: layout.rows,
    stripWidth,
    bandBlockRows,
    bandCount: countBands(layout),
    // Unpacked at first use, since a header of a few bytes may declare millions of blocks.
    get blockMap() {
      blockMap ??= unpackBlockMap(layout.bitmap, layout.columns * layout.rows);
      return blockMap;
    },
    ...(header.mesh === undefined ? {} : { mesh: header.mesh }),
    get meshMap() {
      meshMap ??= unpackMeshMap(layout);
      return meshMap;
    },
    lowPalette: prefix.lowPalette,
    highPalette: prefix.highPalette,
    prefixBytes: prefix.end,
  };
}
