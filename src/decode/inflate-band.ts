/** From a band's two stored streams to its two index planes. */

import { type Band, countBandPixels } from '../codec/bands.js';
import { findIndexOutOfRange, planeSize } from '../codec/index-plane.js';
import type { BandPlanes } from '../codec/reconstruct.js';
import { FormatError } from '../error.js';
import type { BandFrame } from '../format/read-container.js';
import { inflateExactly } from './inflate.js';
import type { ResolvedDecodeOptions } from './options.js';
import type { Prefix } from './parse.js';

/**
 * Inflates and checks the two planes of a band; their lengths follow from the bitmap alone.
 *
 * @throws FormatError `plane-presence`, `plane-stream`, `index-range`
 */
export function inflateBand(
  bytes: Uint8Array,
  prefix: Prefix,
  frame: BandFrame,
  band: Band,
  options: ResolvedDecodeOptions,
): BandPlanes {
  const { header, grid, bitmap } = prefix;
  const all = (band.bottom - band.top) * grid.width;
  const pixels = header.k1 > 0 ? countBandPixels(grid, bitmap, band) : { low: 0, high: all };
  const low = { name: 'low', offset: frame.lowOffset, size: frame.lowSize, pixels: pixels.low, k: header.k1 };
  const high = { name: 'high', offset: frame.highOffset, size: frame.highSize, pixels: pixels.high, k: header.k2 };
  return {
    low: inflatePlane(bytes, low, band, options),
    high: inflatePlane(bytes, high, band, options),
  };
}

interface StoredPlane {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
  /** Indices in the plane. */
  readonly pixels: number;
  /** Entries of its palette. */
  readonly k: number;
}

function inflatePlane(bytes: Uint8Array, plane: StoredPlane, band: Band, options: ResolvedDecodeOptions): Uint8Array {
  const { name, offset, size, pixels, k } = plane;
  const section = `band ${band.index}`;
  if ((size === 0) !== (pixels === 0)) {
    throw new FormatError(
      'plane-presence',
      section,
      offset,
      `the ${name} plane has ${pixels} pixels and is stored in ${size} bytes`,
    );
  }
  if (pixels === 0) return new Uint8Array(0);
  const at = { code: 'plane-stream', section, offset, what: `${name} plane` };
  const inflated = inflateExactly(options.inflate, bytes.subarray(offset, offset + size), planeSize(pixels, k), at);
  const bad = findIndexOutOfRange(inflated, k);
  if (bad >= 0) {
    throw new FormatError(
      'index-range',
      section,
      offset,
      `expected indices below ${k} in the ${name} plane, found one above at pixel ${bad}`,
    );
  }
  return inflated;
}
