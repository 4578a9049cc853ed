/** From a band's two stored streams to its two index planes. */

import type { Band } from '../codec/bands.js';
import type { BandPlanes } from '../codec/reconstruct.js';
import type { BandFrame } from '../format/read-container.js';
import { inflateExactly } from './inflate.js';
import type { ResolvedDecodeOptions } from './options.js';
import type { Prefix } from './parse.js';
import { checkIndices, checkPresence, placePlanes, type StoredPlane } from './stored-planes.js';

/**
 * Inflates and checks the two planes of a band.
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
  const { low, high } = placePlanes(prefix.header, prefix, band, frame);
  return { low: inflatePlane(bytes, low, options), high: inflatePlane(bytes, high, options) };
}

function inflatePlane(bytes: Uint8Array, stored: StoredPlane, { inflate }: ResolvedDecodeOptions): Uint8Array {
  const { offset, size, length } = stored;
  checkPresence(stored);
  if (length === 0) return new Uint8Array(0);
  const plane = inflateExactly(inflate, bytes.subarray(offset, offset + size), length, stored);
  checkIndices(plane, stored);
  return plane;
}
