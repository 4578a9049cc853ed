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
  readContainer(
    new ByteReader(bytes, 'bands', prefix.end),
    countBands(prefix.layout),
    prefix.header.mesh !== undefined,
    visitor,
  );
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
  /** Bytes of the bitmaps, which come first: of the classes if there is a low palette, and of the mesh. */
  readonly mapSize: number;
}

/** The place of the table's stream, its inflated length, and the length of the bitmap in it. */
export function placeTable({ header, tableOffset, tableSize }: StoredHeader): TablePlace {
  const grid = gridOf(header);
  const mapSize = (header.k1 > 0 ? bitmapSize(grid) : 0) + (header.mesh === undefined ? 0 : bitmapSize(grid));
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
  { k1, alpha, hidden, mesh, stripWidth, bandBlockRows, packedLow, packedHigh }: Header,
  { offset, grid, mapSize }: TablePlace,
  table: Uint8Array,
): Table {
  const entries = table.subarray(mapSize);
  const highStart = k1 * entrySize(alpha);
  const maps = readBitmaps(table.subarray(0, mapSize), k1 > 0, mesh !== undefined, grid, offset);
  const lowPalette = unpackPalette(entries.subarray(0, highStart), alpha);
  const highPalette = unpackPalette(entries.subarray(highStart), alpha);
  if (alpha) checkAlpha([lowPalette, highPalette], offset, hidden, mesh !== undefined);
  const layout = { ...grid, ...maps, stripWidth, bandBlockRows, packedLow, packedHigh };
  return { layout, lowPalette, highPalette };
}

const NO_BITMAP = new Uint8Array(0);

/**
 * The classes and the blocks of the mesh. Without a low palette the blocks of the mesh are the low ones.
 *
 * @param stored - the bitmap of the classes if there is a low palette, then that of the mesh if there is one
 */
function readBitmaps(
  stored: Uint8Array,
  hasLowPalette: boolean,
  hasMesh: boolean,
  grid: Grid,
  offset: number,
): Pick<Layout, 'bitmap' | 'meshBitmap'> {
  const size = bitmapSize(grid);
  const classes = hasLowPalette ? stored.subarray(0, size) : NO_BITMAP;
  const meshBitmap = hasMesh ? stored.subarray(stored.length - size) : NO_BITMAP;
  if (hasLowPalette) checkPadding(classes, grid, offset);
  if (hasMesh) checkPadding(meshBitmap, grid, offset);
  if (hasLowPalette) {
    checkTable(
      'mesh-class',
      !meshBitmap.some((bits, i) => (bits & classes[i]) > 0),
      offset,
      'expected low blocks only in the mesh, found a high one',
    );
    const spare = spareBits(grid);
    const hasLow = classes.some((bits, i) => (bits | (meshBitmap[i] ?? 0)) !== (i < size - 1 ? 0xff : 0xff >>> spare));
    checkTable('no-low-block', hasLow, offset, 'expected a low block, since there is a palette 1, found none');
  }
  checkTable(
    'no-mesh-block',
    !hasMesh || meshBitmap.some((bits) => bits > 0),
    offset,
    'expected a block of the mesh, found none',
  );
  return { bitmap: hasMesh && !hasLowPalette ? invert(meshBitmap, grid) : classes, meshBitmap };
}

/** The blocks that are not in a bitmap. */
function invert(bitmap: Uint8Array, grid: Grid): Uint8Array {
  const inverted = bitmap.map((bits) => ~bits);
  inverted[inverted.length - 1] &= 0xff >>> spareBits(grid);
  return inverted;
}

/** Bits of a bitmap after the last block. */
function spareBits(grid: Grid): number {
  return bitmapSize(grid) * 8 - grid.columns * grid.rows;
}

function checkPadding(bitmap: Uint8Array, grid: Grid, offset: number): void {
  const padding = bitmap[bitmap.length - 1] >>> (8 - spareBits(grid));
  checkTable(
    'bitmap-padding',
    padding === 0,
    offset,
    `expected zero bits after the bitmap's last block, found 0x${padding.toString(16)}`,
  );
}

/**
 * Checks alpha. With the alpha flag and without a mesh, at least one entry is not opaque. Fully transparent entries have no colour, but with the
 * hidden flag at least one of them has a colour.
 */
function checkAlpha(palettes: readonly Uint8Array[], offset: number, hidden: boolean, hasMesh: boolean): void {
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
    !isOpaque || hasMesh,
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
