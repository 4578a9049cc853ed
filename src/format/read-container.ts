/**
 * Walks what lies behind the prefix, the bands, the chunks and the end mark, without inflating anything
 * (spec, sections 5 and 6). Afterwards every byte of the file is accounted for and every CRC-32 was right.
 */

import type { ByteReader } from '../bits/byte-reader.js';
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
  const chunks: ChunkFrame[] = [];
  for (let previous = ''; ; ) {
    reader.section = 'chunks';
    const offset = reader.offset;
    if (reader.readByte('end mark') === END_MARK) {
      const { remaining } = reader;
      reader.check('trailing', remaining === 0, `expected the end of the file, found ${remaining} more bytes`);
      return { chunks, endOffset: offset };
    }
    reader.offset = offset;
    const chunk = readChunkFrame(reader);
    const { type } = chunk;
    reader.check('chunk-order', type > previous, `expected a type above '${previous}', found '${type}'`, offset);
    previous = type;
    chunks.push(chunk);
  }
}

/** Reads one band's frame: two sizes, two streams, CRC-32 over all of these. */
export function readBandFrame(reader: ByteReader, index: number): BandFrame {
  const extent = readBandExtent(reader, index);
  checkCrc(reader, 'band-crc', extent.offset);
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

function readChunkFrame(reader: ByteReader): ChunkFrame {
  const offset = reader.offset;
  // A letter, then letters or, at the end, spaces.
  const type = String.fromCharCode(...reader.readBytes(4, 'chunk type'));
  reader.check(
    'chunk-type',
    /^[A-Za-z]+ *$/.test(type),
    `expected 4 letters (spaces at the end), found ${JSON.stringify(type)}`,
    offset,
  );
  reader.section = `chunk '${type}'`;
  const dataSize = reader.readVarint('size');
  const dataOffset = reader.offset;
  reader.readBytes(dataSize, 'data');
  checkCrc(reader, 'chunk-crc', offset);
  const isCritical = type < 'a';
  if (isCritical) {
    throw new UnsupportedError('chunk', `chunk '${type}' at byte ${offset} can't be skipped; a newer akm may read it`);
  }
  return { type, offset, dataOffset, dataSize, end: reader.offset };
}
