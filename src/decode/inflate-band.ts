/** From a band's two stored streams to its two index planes. */

import { ByteReader } from '../bits/byte-reader.js';
import { planeSize } from '../codec/index-planes.js';
import { type Band, bandAt } from '../codec/layout.js';
import type { BandPlanes } from '../codec/reconstruct.js';
import { type BandFrame, CRC_SIZE, readBandExtent } from '../format/read-container.js';
import { inflateExactly, makeScratch, type Scratch } from './inflate.js';
import type { ResolvedDecodeOptions } from './options.js';
import type { Prefix } from './parse.js';
import { checkIndices, placePlanes, type StoredPlane } from './stored-planes.js';

/**
 * Inflates and checks the two planes of a band.
 *
 * @returns the planes, valid until the next call
 * @throws FormatError `plane-presence`, `plane-stream`, `index-range`
 */
export type InflateBand = (frame: BandFrame, band: Band) => BandPlanes;

const NO_BYTES = new Uint8Array(0);

/** What inflates a file's bands, all to the same memory. */
export function makeInflateBand(bytes: Uint8Array, prefix: Prefix, { inflate }: ResolvedDecodeOptions): InflateBand {
  const inflatePlane = (stored: StoredPlane, scratch: Scratch) => {
    const { offset, size, length } = stored;
    if (length === 0) return NO_BYTES;
    const plane = inflateExactly(inflate, bytes.subarray(offset, offset + size), length, stored, scratch);
    checkIndices(plane, stored);
    return plane;
  };
  const { bottom } = bandAt(prefix.layout, 0);
  const [lowScratch, highScratch] = [prefix.header.k1, prefix.header.k2].map((k) =>
    makeScratch(planeSize(bottom * prefix.layout.width, k)),
  );
  return (frame, band) => {
    const { low, high } = placePlanes(prefix.header, prefix.layout, band, frame);
    return { low: inflatePlane(low, lowScratch), high: inflatePlane(high, highScratch) };
  };
}

/** What inflates the bands of a file whose structure is intact, one after the other from the first. */
export function makeInflateNext(
  bytes: Uint8Array,
  prefix: Prefix,
  options: ResolvedDecodeOptions,
): (band: Band) => BandPlanes {
  const reader = new ByteReader(bytes, 'bands', prefix.end);
  const inflateBand = makeInflateBand(bytes, prefix, options);
  return (band) => {
    const frame = readBandExtent(reader, band.index);
    reader.skip(CRC_SIZE, 'CRC-32');
    return inflateBand(frame, band);
  };
}
