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
  header: Header,
  { grid, bitmap }: Table,
  band: Band,
  { lowOffset, lowSize, highOffset, highSize }: BandFrame,
): { low: StoredPlane; high: StoredPlane } {
  const { k1, k2 } = header;
  const { low, high } =
    k1 > 0 ? countBandPixels(grid, bitmap, band) : { low: 0, high: (band.bottom - band.top) * grid.width };
  const at = { code: 'plane-stream', section: `band ${band.index}` };
  return {
    low: { ...at, what: 'low plane', offset: lowOffset, size: lowSize, pixels: low, length: planeSize(low, k1), k: k1 },
    high: {
      ...at,
      what: 'high plane',
      offset: highOffset,
      size: highSize,
      pixels: high,
      length: planeSize(high, k2),
      k: k2,
    },
  };
}

/** Requires that a plane is stored if, and only if, it has pixels. */
export function checkPresence({ section, offset, what, pixels, size }: StoredPlane): void {
  if ((size === 0) !== (pixels === 0)) {
    const detail = `the ${what} has ${pixels} pixels and is stored in ${size} bytes`;
    throw new FormatError('plane-presence', section, offset, detail);
  }
}

/** Requires that each index of an inflated plane is below the number of its palette's entries. */
export function checkIndices(plane: Uint8Array, { k, section, offset, what }: StoredPlane): void {
  const bad = findIndexOutOfRange(plane, k);
  if (bad >= 0) {
    const detail = `expected indices below ${k} in the ${what}, found one above at pixel ${bad}`;
    throw new FormatError('index-range', section, offset, detail);
  }
}
