/** Valid files of the shapes that could take the most memory: many bands, many chunks, large bands, bitmaps, metadata. */

import { deflateSync } from 'node:zlib';
import { ByteWriter } from '../../dist/bits/byte-writer.js';
import { bandAt, makeGrid, makeLayout } from '../../dist/codec/layout.js';
import { makeLattice, visitVertices } from '../../dist/codec/mesh.js';
import { writeMesh } from '../../dist/codec/mesh-values.js';
import { UNSCALED, writeHeader } from '../../dist/format/header.js';
import { writeBand, writeTail } from '../../dist/format/write-container.js';

/**
 * @typedef {object} Shape
 * @property {string} name
 * @property {import('../../dist/format/header.js').Header} header
 * @property {number} highShare - of the blocks, those that are high; all of them when there is one palette
 * @property {import('../../dist/format/write-container.js').Chunk[]} [chunks]
 * @property {boolean} [isFlat] - whether every index is 0, so that the planes are as small as can be
 */

const PLAIN = { alpha: false, blockLog2: 1, k1: 0, k2: 4, stripWidth: 0, bandBlockRows: 1, mesh: undefined };
/** The finest cells, and all levels. */
const MESH = { finestLog2: 1, rootLog2: 5, lumaSteps: [1, 1, 1, 1, 1], chromaSteps: [1, 1, 1, 1, 1] };
const METADATA_BYTES = 4 * 2 ** 20;

/**
 * The shapes at a scale: 1 is two megapixels and a million bands.
 *
 * @param {number} scale
 * @returns {Shape[]}
 */
export function makeShapes(scale) {
  const blocks = Math.round(2 ** 20 * scale);
  const side = 2 * Math.round(2048 * Math.sqrt(scale));
  const shape = (name, fields, others = {}) => ({
    name,
    header: { ...PLAIN, width: side, height: side, ...fields },
    highShare: 0.5,
    ...others,
  });
  const whole = { bandBlockRows: side / 2 };
  return [
    shape('a band for every two pixels', { width: 1, height: 2 * blocks }),
    shape('the same, two palettes, two planes a band', { width: 4, height: 2 * blocks, k1: 4 }),
    shape('a chunk for every ten bytes', { width: 1, height: 1 }, { chunks: makeChunks(blocks) }),
    shape('one band, palettes of 4096', { ...whole, k1: 4096, k2: 4096 }),
    shape('one band, one palette of 4096', { ...whole, k2: 4096 }),
    shape('bands of 2 rows, strips of 1 pixel', { k1: 4, stripWidth: 1 }),
    shape('one band, strips of 1 pixel', { ...whole, k1: 300, stripWidth: 1 }),
    shape('planes and bitmap of zeros', { ...whole, k1: 4 }, { isFlat: true, highShare: 0 }),
    shape('one band, a mesh', { ...whole, mesh: MESH }, { highShare: 0.1 }),
    shape(
      'a band of a mesh for every four pixels',
      { width: 2, height: 2 * Math.round(blocks / 8), mesh: MESH },
      { highShare: 0 },
    ),
    shape('a profile and EXIF data at their limits', {}, { chunks: makeMetadata() }),
  ];
}

/** Chunks without data, of types in ascending order. */
function makeChunks(count) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  const letter = (value) => letters[value % letters.length];
  return Array.from({ length: count }, (_, i) => ({
    type: `${letters[26 + Math.floor(i / 52 ** 3)]}${letter(Math.floor(i / 52 ** 2))}${letter(Math.floor(i / 52))}${letter(i)}`,
    data: new Uint8Array(0),
  }));
}

function makeMetadata() {
  const icc = new ByteWriter();
  icc.writeVarint(METADATA_BYTES);
  icc.writeBytes(deflateSync(new Uint8Array(METADATA_BYTES), { level: 9 }));
  return [
    { type: 'exif', data: new Uint8Array(METADATA_BYTES) },
    { type: 'icc ', data: icc.finish() },
  ];
}

/** Not enlarged, packed or predicted, and without colours under alpha 0. */
const PLAIN_STORAGE = { scale: UNSCALED, hidden: false, packedLow: false, packedHigh: false, predictor: 0 };

/** Writes a file of a shape. */
export function writeShape({ header, highShare, chunks = [], isFlat = false }) {
  const random = makeRandom();
  const side = 1 << header.blockLog2;
  const columns = Math.ceil(header.width / side);
  const rows = Math.ceil(header.height / side);
  const bitmap = new Uint8Array(Math.ceil((columns * rows) / 8));
  const isHigh = (block) => (bitmap[block >>> 3] >>> (block & 7)) & 1;
  const hasLow = header.k1 > 0 || header.mesh !== undefined;
  for (let block = 1; hasLow && block < columns * rows; block++) {
    if (random() < highShare * 2 ** 32) bitmap[block >>> 3] |= 1 << (block & 7);
  }
  const table = new ByteWriter();
  if (header.k1 > 0) table.writeBytes(bitmap);
  const layout = makeLayout(makeGrid(header), {
    bandBlockRows: header.bandBlockRows,
    meshBitmap: lowBlocks(bitmap, columns * rows),
  });
  if (header.mesh !== undefined) table.writeBytes(layout.meshBitmap);
  for (let i = 0; i < 3 * (header.k1 + header.k2); i++) table.writeByte(random() & 255);
  const writer = new ByteWriter();
  writeHeader(writer, { ...PLAIN_STORAGE, ...header }, deflateSync(table.finish()));
  const streams = new Map();
  for (let row = 0; row < rows; row += header.bandBlockRows) {
    const counts = [0, 0];
    for (let y = row * side; y < Math.min((row + header.bandBlockRows) * side, header.height); y++) {
      for (let column = 0; column < columns; column++) {
        const block = Math.floor(y / side) * columns + column;
        const kind = hasLow ? isHigh(block) : 1;
        counts[kind] += Math.min(side, header.width - column * side);
      }
    }
    const [low, high] = counts.map((pixels, kind) =>
      makePlane(
        kind === 0 && header.k1 === 0 ? 0 : pixels,
        kind === 0 ? header.k1 : header.k2,
        random,
        isFlat,
        streams,
      ),
    );
    const mesh = header.mesh && makeMesh(layout, row / header.bandBlockRows, header.mesh, random);
    writeBand(writer, { low, high, mesh });
  }
  writeTail(writer, chunks);
  return writer.finish();
}

/** The bitmap of the blocks that are not in another one. */
function lowBlocks(bitmap, count) {
  const low = bitmap.map((bits) => ~bits);
  if (count % 8 > 0) low[low.length - 1] &= 0xff >>> (8 - (count % 8));
  return low;
}

/** The mesh of a band: small residuals, as they come. A file has either a mesh or a palette 1 here. */
function makeMesh(layout, index, shape, random) {
  const lattice = makeLattice(layout, bandAt(layout, index), shape);
  const residuals = [0, 1, 2].map(() => new Int16Array(lattice.columns * lattice.rows));
  const sizes = new Uint8Array(lattice.columns * lattice.rows);
  visitVertices(lattice, ({ at }) => {
    const number = random();
    residuals.forEach((plane, channel) => {
      plane[at] = ((number >>> (8 * channel)) % 3) - 1;
      sizes[at] += Math.abs(plane[at]);
    });
  });
  const stored = writeMesh(lattice, residuals, sizes);
  return { stream: deflateSync(stored, { level: 1 }), length: stored.length };
}

/** A stream of random indices; short ones are made once for each length. */
function makePlane(pixels, k, random, isFlat, streams) {
  if (pixels === 0) return new Uint8Array(0);
  const key = `${pixels} ${k}`;
  const known = streams.get(key);
  if (known !== undefined) return known;
  const plane = new Uint8Array(k > 256 ? 2 * pixels : pixels);
  for (let i = 0; !isFlat && i < pixels; i++) {
    const index = random() % k;
    plane[i] = index;
    if (k > 256) plane[pixels + i] = index >>> 8;
  }
  const stream = deflateSync(plane, { level: isFlat ? 9 : 1 });
  if (pixels < 1000) streams.set(key, stream);
  return stream;
}

/** Numbers of 32 bits that look random and are the same in every run. */
function makeRandom() {
  let state = 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
