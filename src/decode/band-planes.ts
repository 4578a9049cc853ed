/**
 * From a band's stored streams to its two index planes and its mesh, with all checks of a plane before and after inflating (spec,
 * sections 5 and 6).
 */

import { ByteReader } from '../bits/byte-reader.js';
import { bitsPerIndex, packedRowSize, planeSize, type RowsVisitor, visitPlaneRows } from '../codec/index-planes.js';
import { type Band, bandAt, countBandPixels, countMeshPixels, type Layout } from '../codec/layout.js';
import { MAX_MESH_VALUE, makeLattice } from '../codec/mesh.js';
import { type BandMesh, type MeshFault, restoreMesh } from '../codec/mesh-values.js';
import { type PredictedPlane, restoreIndices } from '../codec/predict.js';
import type { BandPlanes } from '../codec/reconstruct.js';
import { FormatError } from '../error.js';
import type { Header } from '../format/header.js';
import { type BandFrame, CRC_SIZE, readBandExtent } from '../format/read-container.js';
import { orNoMemory } from './allocate.js';
import { checkInflateRatio, inflateExactly, makeScratch, type Scratch, type StreamPlace } from './inflate.js';
import type { ResolvedDecodeOptions } from './options.js';
import type { Prefix } from './parse.js';

/**
 * Inflates and checks the planes and the mesh of a band.
 *
 * @returns the planes, valid until the next call
 * @throws FormatError `plane-presence`, `plane-stream`, `index-range`, `mesh-stream` and other codes of meshes
 */
export type InflateBand = (frame: BandFrame, band: Band) => BandPlanes;

const NO_BYTES = new Uint8Array(0);

/** Makes a function that inflates a file's bands, always to the same memory. */
export function makeInflateBand(bytes: Uint8Array, prefix: Prefix, { inflate }: ResolvedDecodeOptions): InflateBand {
  const inflatePlane = (stored: StoredPlane, scratch: Scratch) => {
    const { offset, size, length } = stored;
    if (length === 0) return NO_BYTES;
    const plane = inflateExactly(inflate, bytes.subarray(offset, offset + size), length, stored, scratch);
    readIndices(plane, stored);
    return plane;
  };
  const { bottom } = bandAt(prefix.layout, 0);
  const [lowScratch, highScratch] = [prefix.header.k1, prefix.header.k2].map((k) =>
    makeScratch(planeSize(bottom * prefix.layout.width, k)),
  );
  const meshScratch = makeScratch();
  return (frame, band) => {
    const { low, high } = placePlanes(prefix.header, prefix.layout, band, frame);
    const placed = placeMesh(prefix.header, prefix.layout, band, frame);
    const lowPlane = inflatePlane(low, lowScratch);
    const highPlane = inflatePlane(high, highScratch);
    if (placed === undefined) return { low: lowPlane, high: highPlane };
    const { offset, size, length } = placed;
    const stored = inflateExactly(inflate, bytes.subarray(offset, offset + size), length, placed, meshScratch);
    const mesh = readMesh(stored, placed, prefix.header, prefix.layout, band);
    // A literal, no spread, as in placePlanes: the spread took 45 MiB more for 131,072 bands.
    return { low: lowPlane, high: highPlane, mesh };
  };
}

/** Makes a function that inflates the bands of a file with an intact structure, one after the other from the first. */
export function makeInflateNext(
  bytes: Uint8Array,
  prefix: Prefix,
  options: ResolvedDecodeOptions,
): (band: Band) => BandPlanes {
  const reader = new ByteReader(bytes, 'bands', prefix.end);
  const hasMesh = prefix.header.mesh !== undefined;
  const inflateBand = makeInflateBand(bytes, prefix, options);
  return (band) => {
    const frame = readBandExtent(reader, band.index, hasMesh);
    reader.skip(CRC_SIZE, 'CRC-32');
    return inflateBand(frame, band);
  };
}

/** A plane's stream, and the properties of the inflated plane. */
export interface StoredPlane extends StreamPlace {
  /** Bytes of the stream, from `offset` on; 0 when the plane is empty. */
  readonly size: number;
  /** Indices in the plane, and bytes when inflated. */
  readonly pixels: number;
  readonly length: number;
  /** Entries of its palette. */
  readonly k: number;
  /** Bits of an index: 1, 2, 4, 8 or 16. */
  readonly bits: number;
  /** Walks the rows of a packed plane; undefined for any other. */
  readonly visitRows: ((visit: RowsVisitor) => void) | undefined;
  /** How the indices of the plane are predicted; undefined if they are not. */
  readonly prediction: PredictedPlane | undefined;
}

/**
 * The low and the high plane of a band. Their lengths follow from the header and the bitmap.
 *
 * The rows of a packed plane may be far more than the bytes of the file. So both planes are first checked without a walk over
 * rows: whether they are stored, and whether they are long enough for their indices without padding.
 *
 * @throws FormatError `plane-presence`, `plane-stream`
 */
export function placePlanes(
  { k1, k2, predictor }: Header,
  layout: Layout,
  band: Band,
  { lowOffset, lowSize, highOffset, highSize }: BandFrame,
): { low: StoredPlane; high: StoredPlane } {
  const { low, high } =
    layout.bitmap.length > 0
      ? countBandPixels(layout, band)
      : { low: 0, high: (band.bottom - band.top) * layout.width };
  const place = (offset: number, size: number, pixels: number, k: number, isPacked: boolean, isHigh: number) => {
    const bits = bitsPerIndex(k, isPacked);
    const visitRows: StoredPlane['visitRows'] = isPacked
      ? (visit) => visitPlaneRows(layout, band, isHigh, visit)
      : undefined;
    const length = packedRowSize(pixels, bits);
    const what = isHigh ? 'high plane' : 'low plane';
    const prediction = isHigh && predictor > 0 ? { layout, band, k, predictor } : undefined;
    // One literal, no spread: of a million bands, the spread of another object took 70 MiB at its peak.
    const plane: StoredPlane = {
      code: 'plane-stream',
      section: band.index,
      offset,
      size,
      pixels,
      k,
      bits,
      what,
      length,
      visitRows,
      prediction,
    };
    checkPresence(plane);
    checkInflateRatio(size, length, plane);
    return plane;
  };
  const planes = [
    place(lowOffset, lowSize, low, k1, layout.packedLow, 0),
    place(highOffset, highSize, high, k2, layout.packedHigh, 1),
  ].map(measureRows);
  return { low: planes[0], high: planes[1] };
}

/** The stream of a band's mesh. */
export interface StoredMesh extends StreamPlace {
  readonly size: number;
  readonly length: number;
}

/**
 * The mesh of a band; undefined if it has none.
 *
 * Each cell of the finest level that the mesh draws has a vertex, and a vertex takes at least a byte. So a length that is too
 * small for the blocks is found before memory for the lattice is allocated.
 *
 * @throws FormatError `mesh-presence`, `mesh-length`, `mesh-stream`
 */
export function placeMesh(
  { mesh: shape }: Header,
  layout: Layout,
  band: Band,
  { meshOffset: offset, meshSize: size, meshLength: length }: BandFrame,
): StoredMesh | undefined {
  if (shape === undefined) return undefined;
  const pixels = countMeshPixels(layout, band);
  const place = { code: 'mesh-stream', section: band.index, offset, size, length, what: 'mesh' };
  if ((size === 0) !== (pixels === 0)) {
    throw new FormatError(
      'mesh-presence',
      band.index,
      offset,
      `${pixels} pixels of the mesh are stored in ${size} bytes`,
    );
  }
  if (size === 0) return undefined;
  const least = Math.ceil(pixels / (1 << (2 * shape.finestLog2)));
  if (length < least) {
    const detail = `expected at least ${least} bytes for ${pixels} pixels of the mesh, found ${length}`;
    throw new FormatError('mesh-length', band.index, offset, detail);
  }
  checkInflateRatio(size, length, place);
  return place;
}

/**
 * Restores the vertices of a band's mesh.
 *
 * @param stored - the inflated bytes
 * @throws FormatError `mesh-length`, `mesh-token`, `mesh-value`; AkmError `memory`
 */
export function readMesh(
  stored: Uint8Array,
  { section, offset }: StoredMesh,
  { mesh: shape, alpha }: Header,
  layout: Layout,
  band: Band,
): BandMesh {
  // A mesh is placed only where the header has a shape for it.
  const { lattice, values } = orNoMemory(() => {
    const made = makeLattice(layout, band, shape!);
    return { lattice: made, values: restoreMesh(stored, made, shape!, alpha) };
  });
  if (typeof values === 'string') throw new FormatError(values, section, offset, MESH_FAULTS[values]);
  return { lattice, values };
}

const MESH_FAULTS: Readonly<Record<MeshFault, string>> = {
  'mesh-length': 'expected as many bytes of the mesh as its vertices need, found more or fewer',
  'mesh-token': 'expected tokens of the mesh below 128, found one above',
  'mesh-value': `expected values of the mesh from -${MAX_MESH_VALUE} to ${MAX_MESH_VALUE}, found another`,
};

/** Adds the padding of its rows to the length of a packed plane. */
function measureRows(plane: StoredPlane): StoredPlane {
  let length = 0;
  if (plane.pixels > 0) {
    plane.visitRows?.((pixels, rows) => {
      length += rows * packedRowSize(pixels, plane.bits);
    });
  }
  return length > 0 ? { ...plane, length } : plane;
}

/** Requires that a plane is stored if, and only if, it has pixels. */
function checkPresence(stored: StoredPlane): void {
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

/**
 * Checks the content of an inflated plane: the bits after the last index of a packed row are zero, and each value is below the
 * number of entries. Then it converts predicted values to indices, in place.
 */
export function readIndices(plane: Uint8Array, stored: StoredPlane): void {
  const { k, bits, section, offset, what } = stored;
  checkPadding(plane, stored);
  const bad = k < 1 << bits ? findIndexOutOfRange(plane, k, bits) : -1;
  if (bad >= 0) {
    throw new FormatError(
      'index-range',
      section,
      offset,
      `expected indices below ${k} in the ${what}, found one above at position ${bad}`,
    );
  }
  if (stored.prediction) restoreIndices(plane, stored.prediction);
}

function checkPadding(plane: Uint8Array, { bits, section, offset, what, visitRows }: StoredPlane): void {
  let end = 0;
  visitRows?.((pixels, rows) => {
    const size = packedRowSize(pixels, bits);
    const padding = (1 << (size * 8 - pixels * bits)) - 1;
    for (let row = 0; row < rows; row++) {
      end += size;
      if (padding > 0 && plane[end - 1] & padding) {
        throw new FormatError(
          'plane-padding',
          section,
          offset,
          `expected zero bits at the end of each row of the ${what}, found others in byte ${end - 1}`,
        );
      }
    }
  });
}

/**
 * The first index of a plane that is not below `k`.
 *
 * @param bits - of an index
 * @returns its position in the plane in indices, those of padding counted; -1 when all are in range
 */
export function findIndexOutOfRange(plane: Uint8Array, k: number, bits: number): number {
  if (bits === 16) {
    const pixels = plane.length / 2;
    for (let i = 0; i < pixels; i++) if ((plane[i] | (plane[pixels + i] << 8)) >= k) return i;
    return -1;
  }
  const mask = (1 << bits) - 1;
  for (let i = 0; i < plane.length; i++) {
    for (let shift = 8 - bits; shift >= 0; shift -= bits) {
      if (((plane[i] >> shift) & mask) >= k) return (i * 8 + 8 - bits - shift) / bits;
    }
  }
  return -1;
}
