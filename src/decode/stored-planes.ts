/** The two index planes of a band as they are stored: what must hold of each before and after it is inflated. */

import { type Band, countBandPixels } from '../codec/bands.js';
import { findIndexOutOfRange, planeSize } from '../codec/index-plane.js';
import { FormatError } from '../error.js';
import type { Header } from '../format/header.js';
import type { BandFrame } from '../format/read-container.js';
import type { StreamPlace } from './inflate-checks.js';
import type { Table } from './table.js';

/** A plane's stream, and what it must inflate to. */
export interface StoredPlane extends StreamPlace {
  /** Bytes of the stream, from `offset` on; 0 when the plane is empty. */
  readonly size: number;
  /** Indices in the plane, and bytes when inflated. */
  readonly pixels: number;
  readonly length: number;
  /** Entries of its palette. */
  readonly k: number;
}

/** The low and the high plane of a band; their lengths follow from the bitmap alone. */
export function placePlanes(
  { k1, k2 }: Header,
  { grid, bitmap }: Table,
  band: Band,
  { lowOffset, lowSize, highOffset, highSize }: BandFrame,
): { low: StoredPlane; high: StoredPlane } {
  const rows = band.bottom - band.top;
  const { low, high } = k1 > 0 ? countBandPixels(grid, bitmap, band) : { low: 0, high: rows * grid.width };
  return {
    low: placePlane(band.index, lowOffset, lowSize, low, k1, 'low plane'),
    high: placePlane(band.index, highOffset, highSize, high, k2, 'high plane'),
  };
}

function placePlane(
  section: number,
  offset: number,
  size: number,
  pixels: number,
  k: number,
  what: string,
): StoredPlane {
  return { code: 'plane-stream', section, offset, size, pixels, k, what, length: planeSize(pixels, k) };
}

/** Requires that a plane is stored if, and only if, it has pixels. */
export function checkPresence(stored: StoredPlane): void {
  const { section, offset, pixels, size } = stored;
  if ((size === 0) !== (pixels === 0)) {
    throw new FormatError(
      'plane-presence',
      section,
      offset,
      `the ${stored.what} has ${pixels} pixels and is stored in ${size} bytes`,
    );
  }
}

/** Requires that each index of an inflated plane is below the number of its palette's entries. */
export function checkIndices(plane: Uint8Array, stored: StoredPlane): void {
  const { k, section, offset } = stored;
  const bad = findIndexOutOfRange(plane, k);
  if (bad >= 0) {
    throw new FormatError(
      'index-range',
      section,
      offset,
      `expected indices below ${k} in the ${stored.what}, found one above at pixel ${bad}`,
    );
  }
}
