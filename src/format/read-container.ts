/**
 * Reads the bands, the chunks and the end mark without inflating anything (spec, sections 5 and 6). If it succeeds, it has
 * accounted for every byte of the file and checked every CRC-32.
 *
 * A file may have a band or a chunk for every few bytes. So none of them is stored. A visitor sees them, and bands are read
 * again when they are drawn.
 */

import type { ByteReader } from '../bits/byte-reader.js';
import { UnsupportedError } from '../error.js';
import { END_MARK } from './constants.js';
import { checkCrc } from './header.js';

/** Bytes of a stored CRC-32. */
export const CRC_SIZE = 4;

/** Where a band's zlib streams lie. A size of 0 means that there is none. The CRC-32 follows the last stream. */
export interface BandFrame {
  /** Offset of the band's first byte (the size of the low stream). */
  readonly offset: number;
  readonly lowOffset: number;
  readonly lowSize: number;
  readonly highOffset: number;
  readonly highSize: number;
  readonly meshOffset: number;
  readonly meshSize: number;
  /** Bytes of the mesh when inflated; 0 without a mesh. */
  readonly meshLength: number;
}

/** Where an ancillary chunk lies. */
export interface ChunkFrame {
  /** Four ASCII characters, such as `icc `. */
  readonly type: string;
  /** Offset of the chunk's first byte (its type). */
  readonly offset: number;
  readonly dataOffset: number;
  readonly dataSize: number;
}

/** Receives the parts of a container in their order, each once it is known to be intact. */
export interface ContainerVisitor {
  readonly band?: (frame: BandFrame, index: number) => void;
  readonly chunk?: (frame: ChunkFrame) => void;
}

/** Reads the bands, the chunks and the end mark from the reader's offset on. */
export function readContainer(
  reader: ByteReader,
  bandCount: number,
  hasMesh: boolean,
  visitor: ContainerVisitor = {},
): void {
  for (let index = 0; index < bandCount; index++) {
    const frame = readBandFrame(reader, index, hasMesh);
    visitor.band?.(frame, index);
  }
  readTail(reader, visitor.chunk);
}

/** Reads the rest of the file after the bands: chunks, end mark. */
export function readTail(reader: ByteReader, visit?: ContainerVisitor['chunk']): void {
  for (let previous = ''; ; ) {
    reader.section = 'chunks';
    const offset = reader.offset;
    if (reader.readByte('end mark') === END_MARK) {
      const { remaining } = reader;
      reader.check('trailing', remaining === 0, `expected the end of the file, found ${remaining} more bytes`);
      return;
    }
    reader.offset = offset;
    const chunk = readChunkFrame(reader);
    const { type } = chunk;
    if (type <= previous) reader.fail('chunk-order', `expected a type above '${previous}', found '${type}'`, offset);
    previous = type;
    visit?.(chunk);
  }
}

/** Reads one band's frame: sizes, streams, and the CRC-32 of them. */
export function readBandFrame(reader: ByteReader, index: number, hasMesh: boolean): BandFrame {
  const frame = readBandExtent(reader, index, hasMesh);
  checkCrc(reader, 'band-crc', frame.offset);
  return frame;
}

/** Reads a band's frame up to its CRC-32, and leaves the reader before it. */
export function readBandExtent(reader: ByteReader, index: number, hasMesh: boolean): BandFrame {
  reader.section = index;
  const offset = reader.offset;
  const lowSize = reader.readVarint('size of the low plane');
  const highSize = reader.readVarint('size of the high plane');
  const meshSize = hasMesh ? reader.readVarint('size of the mesh') : 0;
  const meshLength = meshSize > 0 ? reader.readVarint('length of the mesh') : 0;
  const lowOffset = reader.offset;
  reader.skip(lowSize, 'low plane');
  const highOffset = reader.offset;
  reader.skip(highSize, 'high plane');
  const meshOffset = reader.offset;
  reader.skip(meshSize, 'mesh');
  return { offset, lowOffset, lowSize, highOffset, highSize, meshOffset, meshSize, meshLength };
}

function readChunkFrame(reader: ByteReader): ChunkFrame {
  const offset = reader.offset;
  // A letter, then letters or, at the end, spaces.
  const type = String.fromCharCode(...reader.readBytes(4, 'chunk type'));
  if (!/^[A-Za-z]+ *$/.test(type)) {
    reader.fail('chunk-type', `expected 4 letters (spaces at the end), found ${JSON.stringify(type)}`, offset);
  }
  reader.section = `chunk '${type}'`;
  const dataSize = reader.readVarint('size');
  const dataOffset = reader.offset;
  reader.skip(dataSize, 'data');
  checkCrc(reader, 'chunk-crc', offset);
  const isCritical = type < 'a';
  if (isCritical) {
    throw new UnsupportedError('chunk', `chunk '${type}' at byte ${offset} can't be skipped; a newer akm may read it`);
  }
  return { type, offset, dataOffset, dataSize };
}
