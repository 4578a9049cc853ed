/** What a file says of itself without its pixels: header, palettes, block map, sections, metadata. */

import { ByteReader } from '../bits/byte-reader.js';
import { checkBytes } from '../check.js';
import { countBands } from '../codec/bands.js';
import { unpackBlockMap } from '../codec/grid.js';
import { FormatError, LimitError } from '../error.js';
import { CHUNK_EXIF, CHUNK_ICC } from '../format/constants.js';
import type { ChunkFrame } from '../format/read-container.js';
import { inflateExactly } from './inflate.js';
import { type DecodeOptions, type ResolvedDecodeOptions, resolveDecodeOptions } from './options.js';
import { type Prefix, parseContainer, parsePrefix } from './parse.js';

/** What the prefix of a file tells: the first few kilobytes of a download suffice. */
export interface AkmInfo {
  /** Format version, 1. */
  readonly version: number;
  /** Coding of the index planes, 0 = deflate. */
  readonly coding: number;
  readonly width: number;
  readonly height: number;
  /** Whether some palette entry is not opaque. */
  readonly alpha: boolean;
  /** Entries of palette 1; 0 = one palette. */
  readonly k1: number;
  /** Entries of palette 2. */
  readonly k2: number;
  /** Side of a block in pixels, 2..256. */
  readonly blockSide: number;
  /** Blocks across and down. */
  readonly blockColumns: number;
  readonly blockRows: number;
  /** Width of the scan's strips in pixels; 0 = whole rows. */
  readonly stripWidth: number;
  /** Block rows in a band, and bands. */
  readonly bandBlockRows: number;
  readonly bandCount: number;
  /** Smoothing of low blocks: passes (0 = none) and threshold. */
  readonly smoothPasses: number;
  readonly smoothThreshold: number;
  /** One byte a block, row-major: 0 = low detail, 1 = high detail; all 1 when there is one palette. */
  readonly blockMap: Uint8Array;
  /** `k1 * 4` bytes RGBA. */
  readonly lowPalette: Uint8Array;
  /** `k2 * 4` bytes RGBA. */
  readonly highPalette: Uint8Array;
  /** Bytes of the file up to the first band. */
  readonly prefixBytes: number;
}

/** A part of a file: where it begins and what it takes. */
export interface Section {
  /** `header`, `table`, `band 0 low plane`, `band 0 CRC-32`, `chunk icc`, `end mark` ... */
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

/**
 * Reads the prefix alone; the bytes may end behind it.
 *
 * @throws FormatError (`truncated` when more bytes are needed), UnsupportedError, LimitError, OptionError
 */
export function readInfo(bytes: Uint8Array, options?: DecodeOptions): AkmInfo {
  return describePrefix(parsePrefix(checkBytes('bytes', bytes), resolveDecodeOptions(options)));
}

/**
 * Lists the sections of a whole file in file order; their bytes add up to the file's.
 *
 * @throws as {@link readInfo}
 */
export function readSections(bytes: Uint8Array, options?: DecodeOptions): Section[] {
  const prefix = parsePrefix(checkBytes('bytes', bytes), resolveDecodeOptions(options));
  const { bands, chunks, endOffset } = parseContainer(bytes, prefix);
  const tableEnd = prefix.tableOffset + prefix.tableSize;
  const sections: Section[] = [
    { name: 'header', offset: 0, bytes: prefix.tableOffset },
    { name: 'table', offset: prefix.tableOffset, bytes: prefix.tableSize },
    { name: 'prefix CRC-32', offset: tableEnd, bytes: prefix.end - tableEnd },
  ];
  bands.forEach(({ offset, lowOffset, lowSize, highOffset, highSize, end }, index) => {
    const crcOffset = highOffset + highSize;
    sections.push(
      { name: `band ${index} sizes`, offset, bytes: lowOffset - offset },
      { name: `band ${index} low plane`, offset: lowOffset, bytes: lowSize },
      { name: `band ${index} high plane`, offset: highOffset, bytes: highSize },
      { name: `band ${index} CRC-32`, offset: crcOffset, bytes: end - crcOffset },
    );
  });
  for (const { type, offset, end } of chunks)
    sections.push({ name: `chunk ${type.trim()}`, offset, bytes: end - offset });
  sections.push({ name: 'end mark', offset: endOffset, bytes: 1 });
  return sections;
}

/**
 * Reads the ICC profile and EXIF data of a whole file, if any.
 *
 * @throws as {@link readInfo}; LimitError (`maxMetadataBytes`); FormatError `icc-stream`
 */
export function readMetadata(bytes: Uint8Array, options?: DecodeOptions): Metadata {
  const resolved = resolveDecodeOptions(options);
  const { chunks } = parseContainer(bytes, parsePrefix(checkBytes('bytes', bytes), resolved));
  return readChunks(bytes, chunks, resolved);
}

/** Reads the ICC profile and EXIF data of the chunks that a container has. Throws as {@link readMetadata}. */
export function readChunks(
  bytes: Uint8Array,
  chunks: readonly ChunkFrame[],
  resolved: ResolvedDecodeOptions,
): Metadata {
  const metadata: { icc?: Uint8Array; exif?: Uint8Array } = {};
  for (const { type, dataOffset, dataSize } of chunks) {
    const data = bytes.subarray(dataOffset, dataOffset + dataSize);
    if (type === CHUNK_EXIF) {
      checkMetadataLimit(dataSize, resolved, 'EXIF data');
      metadata.exif = new Uint8Array(data);
    }
    if (type === CHUNK_ICC) metadata.icc = readIcc(bytes, dataOffset, dataSize, resolved);
  }
  return metadata;
}

/** The `icc ` chunk: inflated length (varint), then one zlib stream (spec, section 6). */
function readIcc(bytes: Uint8Array, offset: number, size: number, options: ResolvedDecodeOptions): Uint8Array {
  const section = "chunk 'icc '";
  const reader = new ByteReader(bytes.subarray(0, offset + size), section, offset);
  const length = reader.readVarint('inflated length');
  checkMetadataLimit(length, options, 'an ICC profile');
  if (length === 0)
    throw new FormatError('icc-stream', section, offset, 'expected a profile of at least a byte, found 0');
  const at = { code: 'icc-stream', section, offset: reader.offset, what: 'profile' };
  return inflateExactly(options.inflate, reader.readBytes(reader.remaining, 'profile'), length, at);
}

function checkMetadataLimit(size: number, { maxMetadataBytes }: ResolvedDecodeOptions, what: string): void {
  if (size > maxMetadataBytes) throw new LimitError('maxMetadataBytes', maxMetadataBytes, size, what);
}

function describePrefix(prefix: Prefix): AkmInfo {
  const { header, grid, version, coding } = prefix;
  const { width, height, alpha, k1, k2, stripWidth, bandBlockRows, smoothPasses, smoothThreshold } = header;
  let blockMap: Uint8Array | undefined;
  return {
    version,
    coding,
    width,
    height,
    alpha,
    k1,
    k2,
    blockSide: 1 << header.blockLog2,
    blockColumns: grid.columns,
    blockRows: grid.rows,
    stripWidth,
    bandBlockRows,
    bandCount: countBands(grid, header),
    smoothPasses,
    smoothThreshold,
    // Unpacked when first asked for: a header of a few bytes may stand for millions of blocks.
    get blockMap() {
      blockMap ??= unpackBlockMap(prefix.bitmap, grid.columns * grid.rows);
      return blockMap;
    },
    lowPalette: prefix.lowPalette,
    highPalette: prefix.highPalette,
    prefixBytes: prefix.end,
  };
}
