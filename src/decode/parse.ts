/** From bytes to a checked structure: prefix, table (bitmap and palettes; spec, section 4), container. It draws nothing. */

import { ByteReader } from '../bits/byte-reader.js';
import { bitmapSize, countBands, type Grid, gridOf, type Layout } from '../codec/layout.js';
import { entrySize, unpackPalette } from '../codec/palette.js';
import { FormatError } from '../error.js';
import { type Header, readHeader, type StoredHeader } from '../format/header.js';
import { type ContainerVisitor, readContainer } from '../format/read-container.js';
import { checkPixelLimit } from '../image.js';
import { inflateExactly, type StreamPlace } from './inflate.js';
import type { ResolvedDecodeOptions } from './options.js';

/** The content of the prefix: everything but the indices. */
export interface Prefix extends StoredHeader, Table {
  /** Offset after the prefix's CRC-32, where the first band begins. */
  readonly end: number;
}

/**
 * Reads the prefix. The bytes after it are not needed.
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

/** Reads the rest of the file after its prefix. Every length and every CRC-32 is checked; the visitor sees all parts. */
export function parseContainer(bytes: Uint8Array, prefix: Prefix, visitor?: ContainerVisitor): void {
  readContainer(new ByteReader(bytes, 'bands', prefix.end), countBands(prefix.layout), visitor);
}

/** The content of the table. */
export interface Table {
  readonly layout: Layout;
  /** The low palette, `k1 * 4` bytes RGBA. */
  readonly lowPalette: Uint8Array;
  /** The high palette, `k2 * 4` bytes RGBA. */
  readonly highPalette: Uint8Array;
}

/** Where a table lies in its file, and its parts. */
export interface TablePlace extends StreamPlace {
  /** Bytes when inflated. */
  readonly length: number;
  /** Bytes as stored. */
  readonly size: number;
  readonly grid: Grid;
  /** Bytes of the bitmap, which comes first; 0 when there is one palette. */
  readonly mapSize: number;
}

/** The place of the table's stream, its inflated length, and the length of the bitmap in it. */
export function placeTable({ header, tableOffset, tableSize }: StoredHeader): TablePlace {
  const grid = gridOf(header);
  const mapSize = header.k1 > 0 ? bitmapSize(grid) : 0;
  const length = mapSize + (header.k1 + header.k2) * entrySize(header.alpha);
  return {
    code: 'table-stream',
    section: 'table',
    offset: tableOffset,
    size: tableSize,
    what: 'table',
    length,
    grid,
    mapSize,
  };
}

/**
 * Divides the inflated table into bitmap and palettes.
 *
 * @param table - of the length that its place gives; the bitmap is a view of it, since it may have megabytes
 * @throws FormatError
 */
export function splitTable(
  { k1, alpha, hidden, stripWidth, bandBlockRows, packedLow, packedHigh }: Header,
  { offset, grid, mapSize }: TablePlace,
  table: Uint8Array,
): Table {
  const entries = table.subarray(mapSize);
  const highStart = k1 * entrySize(alpha);
  const bitmap = k1 > 0 ? table.subarray(0, mapSize) : new Uint8Array(0);
  if (k1 > 0) checkBitmap(bitmap, grid, offset);
  const lowPalette = unpackPalette(entries.subarray(0, highStart), alpha);
  const highPalette = unpackPalette(entries.subarray(highStart), alpha);
  if (alpha) checkAlpha([lowPalette, highPalette], offset, hidden);
  const layout = { ...grid, bitmap, stripWidth, bandBlockRows, packedLow, packedHigh };
  return { layout, lowPalette, highPalette };
}

function checkBitmap(bitmap: Uint8Array, { columns, rows }: Grid, offset: number): void {
  const last = bitmap.length - 1;
  const spareBits = bitmap.length * 8 - columns * rows;
  const padding = bitmap[last] >>> (8 - spareBits);
  checkTable(
    'bitmap-padding',
    padding === 0,
    offset,
    `expected zero bits after the bitmap's last block, found 0x${padding.toString(16)}`,
  );
  const isAllHigh = bitmap.every((byte, i) => byte === (i < last ? 0xff : 0xff >>> spareBits));
  checkTable('no-low-block', !isAllHigh, offset, 'expected a low block, since there is a palette 1, found none');
}

/**
 * Checks alpha. With the alpha flag, at least one entry is not opaque. Fully transparent entries have no colour, but with the
 * hidden flag at least one of them has a colour.
 */
function checkAlpha(palettes: readonly Uint8Array[], offset: number, hidden: boolean): void {
  let isOpaque = true;
  let hides = false;
  for (const palette of palettes) {
    for (let i = 0; i < palette.length; i += 4) {
      const [red, green, blue, alpha] = palette.subarray(i, i + 4);
      if (alpha < 255) isOpaque = false;
      if (alpha > 0 || (red | green | blue) === 0) continue;
      hides = true;
      checkTable(
        'palette-transparent',
        hidden,
        offset,
        `expected 0,0,0 in the transparent palette entry ${i / 4}, found ${[red, green, blue]}`,
      );
    }
  }
  checkTable(
    'palette-opaque',
    !isOpaque,
    offset,
    'expected a palette entry that is not opaque, since the alpha flag is set, found none',
  );
  checkTable(
    'palette-hidden',
    hides || !hidden,
    offset,
    'expected a transparent palette entry with a colour, since the hidden flag is set, found none',
  );
}

function checkTable(code: string, holds: boolean, offset: number, detail: string): void {
  if (!holds) throw new FormatError(code, 'table', offset, detail);
}
