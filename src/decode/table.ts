/** The table, inflated: block bitmap, palette 1, palette 2 (spec, section 4). How it was inflated is the caller's affair. */

import { allHighBitmap, bitmapSize, type Grid, makeGrid } from '../codec/grid.js';
import { entrySize, unpackPalette } from '../codec/palette.js';
import { FormatError } from '../error.js';
import type { Header, StoredHeader } from '../format/header.js';
import type { StreamPlace } from './inflate-checks.js';

/** What the table holds. */
export interface Table {
  readonly grid: Grid;
  /** Bit `i % 8` of byte `i / 8` is 1 when block `i` is high; all ones when there is one palette. */
  readonly bitmap: Uint8Array;
  /** Palette 1, `k1 * 4` bytes RGBA. */
  readonly lowPalette: Uint8Array;
  /** Palette 2, `k2 * 4` bytes RGBA. */
  readonly highPalette: Uint8Array;
}

/** Where the table's stream lies, and how long it is inflated. */
export function placeTable({ header, tableOffset }: StoredHeader): StreamPlace & { length: number } {
  const mapSize = header.k1 > 0 ? bitmapSize(makeGrid(header)) : 0;
  const length = mapSize + (header.k1 + header.k2) * entrySize(header.alpha);
  return { code: 'table-stream', section: 'table', offset: tableOffset, what: 'table', length };
}

/**
 * Takes the inflated table apart.
 *
 * @param table - as many bytes as {@link placeTable} says
 * @throws FormatError
 */
export function splitTable({ header, tableOffset }: StoredHeader, table: Uint8Array): Table {
  const grid = makeGrid(header);
  const mapSize = header.k1 > 0 ? bitmapSize(grid) : 0;
  const highStart = mapSize + header.k1 * entrySize(header.alpha);
  const bitmap = table.slice(0, mapSize);
  if (header.k1 > 0) checkBitmap(bitmap, grid, tableOffset);
  checkStoredAlpha(header, table.subarray(mapSize), tableOffset);
  return {
    grid,
    bitmap: header.k1 > 0 ? bitmap : allHighBitmap(grid),
    lowPalette: unpackPalette(table.subarray(mapSize, highStart), header.alpha),
    highPalette: unpackPalette(table.subarray(highStart), header.alpha),
  };
}

function checkBitmap(bitmap: Uint8Array, { columns, rows }: Grid, offset: number): void {
  const usedBits = (columns * rows) % 8;
  const padding = usedBits === 0 ? 0 : bitmap[bitmap.length - 1] >>> usedBits;
  if (padding !== 0) {
    throw new FormatError(
      'bitmap-padding',
      'table',
      offset,
      `expected zero bits behind the bitmap's last block, found 0x${padding.toString(16)}`,
    );
  }
  const lastFull = usedBits === 0 ? 0xff : (1 << usedBits) - 1;
  const isAllHigh = bitmap.every((byte, i) => byte === (i === bitmap.length - 1 ? lastFull : 0xff));
  if (isAllHigh) {
    throw new FormatError(
      'no-low-block',
      'table',
      offset,
      'expected a low block, since there is a palette 1, found none',
    );
  }
}

/** With alpha: entries that are fully transparent have no colour, and at least one entry is not opaque. */
function checkStoredAlpha(header: Header, entries: Uint8Array, offset: number): void {
  if (!header.alpha) return;
  let isOpaque = true;
  for (let i = 0; i < entries.length; i += 4) {
    if (entries[i + 3] !== 255) isOpaque = false;
    if (entries[i + 3] === 0 && (entries[i] | entries[i + 1] | entries[i + 2]) !== 0) {
      throw new FormatError(
        'palette-transparent',
        'table',
        offset,
        `expected 0,0,0 in the transparent palette entry ${i / 4}, found ${entries.subarray(i, i + 3)}`,
      );
    }
  }
  if (isOpaque)
    throw new FormatError(
      'palette-opaque',
      'table',
      offset,
      'expected a palette entry that is not opaque, since the alpha flag is set, found none',
    );
}
