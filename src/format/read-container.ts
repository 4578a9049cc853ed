/**
 * Walks what lies behind the prefix, the bands, the chunks and the end mark, without inflating anything
 * (spec, sections 5 and 6). Afterwards every byte of the file is accounted for and every CRC-32 was right.
 */

import type { ByteReader } from '../bits/byte-reader.js';
import { crc32 } from '../bits/crc32.js';
import { UnsupportedError } from '../error.js';
import { END_MARK } from './constants.js';
import { checkCrc } from './header.js';

/** Where a band's two zlib streams lie. A size of 0 means that the plane is empty. */
export interface BandFrame {
  /** Offset of the band's first byte (the size of the low stream). */
  readonly offset: number;
  readonly lowOffset: number;
  readonly lowSize: number;
  readonly highOffset: number;
  readonly highSize: number;
  /** Offset behind the band's CRC-32. */
  readonly end: number;
}

/** Where an ancillary chunk lies. */
export interface ChunkFrame {
  /** Four ASCII characters, such as `icc `. */
  readonly type: string;
  /** Offset of the chunk's first byte (its type). */
  readonly offset: number;
  readonly dataOffset: number;
  readonly dataSize: number;
  /** Offset behind the chunk's CRC-32. */
  readonly end: number;
}

/** A file's parts behind the prefix, in file order. */
export interface Container {
  readonly bands: readonly BandFrame[];
  readonly chunks: readonly ChunkFrame[];
  /** Offset of the end mark, the file's last byte. */
  readonly endOffset: number;
}

/** Walks the bands, the chunks and the end mark from the reader's offset on. */
export function readContainer(reader: ByteReader, bandCount: number): Container {
  const bands: BandFrame[] = [];
  for (let index = 0; index < bandCount; index++) bands.push(readBandFrame(reader, index));
  return { bands, ...readTail(reader) };
}

/** Reads what lies behind the bands, to the end of the file: chunks, end mark. */
export function readTail(reader: ByteReader): Omit<Container, 'bands'> {
  const chunks = readChunkFrames(reader);
  const endOffset = reader.offset - 1;
  if (reader.remaining > 0)
    throw reader.error('trailing', `expected the end of the file, found ${reader.remaining} more bytes`);
  return { chunks, endOffset };
}

/** Reads one band's frame: two sizes, two streams, CRC-32 over all of these. */
export function readBandFrame(reader: ByteReader, index: number): BandFrame {
  const extent = readBandExtent(reader, index);
  checkCrc(reader, 'band-crc', crc32(reader.bytes, extent.offset, reader.offset));
  return { ...extent, end: reader.offset };
}

/** Reads a band's frame up to its CRC-32, in front of which it leaves the reader. */
export function readBandExtent(reader: ByteReader, index: number): Omit<BandFrame, 'end'> {
  reader.section = `band ${index}`;
  const offset = reader.offset;
  const lowSize = reader.readVarint('size of the low plane');
  const highSize = reader.readVarint('size of the high plane');
  const lowOffset = reader.offset;
  reader.readBytes(lowSize, 'low plane');
  const highOffset = reader.offset;
  reader.readBytes(highSize, 'high plane');
  return { offset, lowOffset, lowSize, highOffset, highSize };
}

/** Reads chunks up to and with the end mark. */
function readChunkFrames(reader: ByteReader): ChunkFrame[] {
  const chunks: ChunkFrame[] = [];
  for (let previous = ''; ; ) {
    reader.section = 'chunks';
    const offset = reader.offset;
    if (reader.readByte('end mark') === END_MARK) return chunks;
    reader.offset = offset;
    const chunk = readChunkFrame(reader);
    if (chunk.type <= previous) {
      throw reader.error('chunk-order', `expected a type above '${previous}', found '${chunk.type}'`, offset);
    }
    previous = chunk.type;
    chunks.push(chunk);
  }
}

function readChunkFrame(reader: ByteReader): ChunkFrame {
  const offset = reader.offset;
  const type = readChunkType(reader);
  reader.section = `chunk '${type}'`;
  const dataSize = reader.readVarint('size');
  const dataOffset = reader.offset;
  reader.readBytes(dataSize, 'data');
  checkCrc(reader, 'chunk-crc', crc32(reader.bytes, offset, reader.offset));
  const isCritical = type < 'a';
  if (isCritical) {
    throw new UnsupportedError('chunk', `chunk '${type}' at byte ${offset} can't be skipped; a newer akm may read it`);
  }
  return { type, offset, dataOffset, dataSize, end: reader.offset };
}

/** Four bytes: a letter, then letters or, at the end, spaces. */
function readChunkType(reader: ByteReader): string {
  const offset = reader.offset;
  const type = String.fromCharCode(...reader.readBytes(4, 'chunk type'));
  if (!/^[A-Za-z]+ *$/.test(type)) {
    throw reader.error('chunk-type', `expected 4 letters (spaces at the end), found ${JSON.stringify(type)}`, offset);
  }
  return type;
}
