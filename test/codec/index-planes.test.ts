import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bitsPerIndex,
  packedRowSize,
  packPlane,
  planeSize,
  type RowsVisitor,
  visitPlaneRows,
  visitRuns,
} from '../../src/codec/index-planes.js';
import { allHighBitmap, bandAt, countBandPixels, countBands, makeGrid, makeLayout } from '../../src/codec/layout.js';
import { type BandPlanes, drawBand } from '../../src/codec/reconstruct.js';
import { gatherPlanes } from '../../src/encode/label-bands.js';
import { bandCountOf, classAt, type PlainScan, scanBand } from '../support/plain-decoder.mjs';
import {
  type PlainPicture,
  plainBitmap,
  plainGeometry,
  plainPicture,
  randomNumbers,
} from '../support/plain-pictures.js';

/** Offsets and classes of a band's pixels in the order in which the runs visit them. */
function visitOrder(picture: PlainScan, b: number): [number[], number[]] {
  const parts = { bitmap: plainBitmap(picture.map), stripWidth: picture.strip, bandBlockRows: picture.band };
  const layout = makeLayout(makeGrid({ ...picture, blockLog2: picture.block }), parts);
  const pixels: number[] = [];
  const classes: number[] = [];
  visitRuns(layout, bandAt(layout, b), (isHigh, pixel, length) => {
    for (let i = 0; i < length; i++) {
      pixels.push(pixel + i);
      classes.push(isHigh);
    }
  });
  return [pixels, classes];
}

function plainOrder(picture: PlainScan, b: number): [number[], number[]] {
  const positions = scanBand(picture, b);
  return [positions.map(([x, y]) => y * picture.width + x), positions.map(([x, y]) => classAt(picture, x, y))];
}

describe('the scan of a band', () => {
  it('visits its pixels in the order of the specification', () => {
    fc.assert(
      fc.property(plainGeometry(), (geometry) => {
        const picture = { ...geometry, k1: 1 };
        for (let b = 0; b < bandCountOf(picture); b++) expect(visitOrder(picture, b)).toEqual(plainOrder(picture, b));
      }),
    );
  });

  it.each([
    [4096, 0],
    [4097, 0],
    [9001, 0],
    [9001, 4095],
    [9001, 4096],
    [9001, 4097],
    [9001, 8999],
    [9001, 9000],
  ])('does so in rows of %d pixels, in strips of %d', (width, strip) => {
    for (const block of [1, 5]) {
      const geometry = { width, height: 5, block, strip, band: 1, k1: 1 };
      const blocks = Math.ceil(width / 2 ** block) * Math.ceil(5 / 2 ** block);
      const picture = { ...geometry, map: Uint8Array.from(randomNumbers(blocks, width + strip), (n) => n & 1) };
      for (let b = 0; b < bandCountOf(picture); b++) expect(visitOrder(picture, b)).toEqual(plainOrder(picture, b));
    }
  });
});

describe('a plane', () => {
  it.each([
    [1, 7],
    [256, 7],
    [257, 14],
    [4096, 14],
  ])('of 7 indices into %d entries takes %d bytes', (k, size) => {
    expect(planeSize(7, k)).toBe(size);
  });

  it.each([
    [1, 1],
    [2, 1],
    [3, 2],
    [4, 2],
    [5, 4],
    [16, 4],
  ])('of indices into %d entries takes %d bits an index when it is packed', (k, bits) => {
    expect(bitsPerIndex(k, true)).toBe(bits);
  });

  it.each([
    [1, 8],
    [256, 8],
    [257, 16],
    [4096, 16],
  ])('of indices into %d entries takes %d bits an index when it is not', (k, bits) => {
    expect(bitsPerIndex(k, false)).toBe(bits);
  });
});

const POSITIONS = Uint32Array.from({ length: 16 }, (_, index) => index);

/** A picture with palettes of at most 16 entries: indices of larger ones are cut short. */
function layOut(picture: PlainPicture, bits: number) {
  const grid = makeGrid({ ...picture, blockLog2: picture.block });
  const bitmap = picture.k1 > 0 ? plainBitmap(picture.map) : allHighBitmap(grid);
  const k = 2 ** bits;
  const layout = makeLayout(grid, { bitmap, stripWidth: picture.strip, bandBlockRows: picture.band });
  const palette = new Uint8Array(4 * k);
  const indices = Uint16Array.from(picture.indices, (index) => index % k);
  return { layout, palettes: { low: palette, high: palette }, positions: POSITIONS.subarray(0, k), indices };
}

describe('a packed plane', () => {
  it('is drawn like the plain plane', () => {
    fc.assert(
      fc.property(plainPicture(), fc.constantFrom(1, 2, 4), fc.boolean(), fc.boolean(), (picture, bits, low, high) => {
        const { layout, palettes, positions, indices } = layOut(picture, bits);
        const drawn = new Uint16Array(indices.length);
        for (let index = 0; index < countBands(layout); index++) {
          const band = bandAt(layout, index);
          const labels = indices.subarray(band.top * layout.width, band.bottom * layout.width);
          const plain = gatherPlanes(labels, layout, band, palettes);
          const pack = (plane: Uint8Array, isHigh: number) =>
            packPlane(plane, bits, (visit) => visitPlaneRows(layout, band, isHigh, visit));
          const planes: BandPlanes = {
            low: low ? pack(plain.low, 0) : plain.low,
            high: high ? pack(plain.high, 1) : plain.high,
          };
          const packed = { ...layout, packedLow: low, packedHigh: high };
          drawBand(drawn, packed, band, planes, { low: positions, high: positions });
        }
        expect(drawn).toEqual(indices);
      }),
    );
  });

  it('has rows with all pixels of its class', () => {
    fc.assert(
      fc.property(plainPicture(), (picture) => {
        const { layout } = layOut(picture, 1);
        for (let index = 0; index < countBands(layout); index++) {
          const band = bandAt(layout, index);
          const count = [0, 0];
          for (const isHigh of [0, 1]) {
            visitPlaneRows(layout, band, isHigh, (pixels, rows) => {
              count[isHigh] += pixels * rows;
            });
          }
          const { low, high } = countBandPixels(layout, band);
          expect(count).toEqual([low, high]);
        }
      }),
    );
  });

  it('puts the first index into the highest bits, and begins each row on a byte', () => {
    const rows = (visit: Parameters<Parameters<typeof packPlane>[2]>[0]) => visit(3, 2);
    expect([...packPlane(Uint8Array.of(1, 0, 1, 0, 1, 1), 1, rows)]).toEqual([0b10100000, 0b01100000]);
    expect([...packPlane(Uint8Array.of(1, 2, 3, 0, 3, 1), 2, rows)]).toEqual([0b01101100, 0b00110100]);
    expect([...packPlane(Uint8Array.of(1, 2, 15, 9, 3, 8), 4, rows)]).toEqual([0x12, 0xf0, 0x93, 0x80]);
  });

  it('has no byte for a row without pixels', () => {
    const noRows: (visit: RowsVisitor) => void = (visit) => visit(0, 5);
    expect(packPlane(new Uint8Array(0), 1, noRows)).toHaveLength(0);
    expect([packedRowSize(0, 4), packedRowSize(1, 1), packedRowSize(8, 1), packedRowSize(9, 1)]).toEqual([0, 1, 1, 2]);
  });
});
