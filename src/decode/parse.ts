/** From bytes to a checked structure: prefix, table, container. No pixel is made here. */

import { ByteReader } from '../bits/byte-reader.js';
import { countBands } from '../codec/layout.js';
import { readHeader, type StoredHeader } from '../format/header.js';
import { type ContainerVisitor, readContainer } from '../format/read-container.js';
import { checkPixelLimit } from '../image.js';
import { inflateExactly } from './inflate.js';
import type { ResolvedDecodeOptions } from './options.js';
import { placeTable, splitTable, type Table } from './table.js';

/** What the prefix says: all but the indices. */
export interface Prefix extends StoredHeader, Table {
  /** Offset behind the prefix's CRC-32: where the first band begins. */
  readonly end: number;
}

/**
 * Reads the prefix; bytes behind it need not be there.
 *
 * @throws FormatError, UnsupportedError, LimitError (`maxPixels`)
 */
export function parsePrefix(bytes: Uint8Array, options: ResolvedDecodeOptions): Prefix {
  const reader = new ByteReader(bytes, 'header');
  const stored = readHeader(reader);
  checkPixelLimit(stored.header.width, stored.header.height, options.maxPixels, 'a picture');
  const place = placeTable(stored);
  const stream = bytes.subarray(place.offset, place.offset + place.size);
  const table = inflateExactly(options.inflate, stream, place.length, place);
  return { ...stored, ...splitTable(stored.header, place, table), end: reader.offset };
}

/** Walks the rest of the file behind its prefix: every length and every CRC-32 is checked, and shown to the visitor. */
export function parseContainer(bytes: Uint8Array, prefix: Prefix, visitor?: ContainerVisitor): void {
  readContainer(new ByteReader(bytes, 'bands', prefix.end), countBands(prefix.layout), visitor);
}
