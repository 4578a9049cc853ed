import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandAt, countBandPixels, countBands } from '../../src/codec/bands.js';
import { allHighBitmap, makeGrid } from '../../src/codec/grid.js';
import { packedRowSize, packPlane, type RowsVisitor, visitPlaneRows } from '../../src/codec/packing.js';
import { type BandPlanes, drawBand } from '../../src/codec/reconstruct.js';
import { gatherPlanes } from '../../src/encode/label-bands.js';
import { type PlainPicture, plainBitmap, plainPicture } from '../support/plain-pictures.js';

const POSITIONS = Uint32Array.from({ length: 16 }, (_, index) => index);

/** A picture with palettes of at most 16 entries: indices of larger ones are cut short. */
function layOut(picture: PlainPicture, bits: number) {
  const grid = makeGrid({ ...picture, blockLog2: picture.block });
  const bitmap = picture.k1 > 0 ? plainBitmap(picture.map) : allHighBitmap(grid);
  const k = 2 ** bits;
  const layout = { k1: k, k2: k, stripWidth: picture.strip, bandBlockRows: picture.band };
  const indices = Uint16Array.from(picture.indices, (index) => index % k);
  return { grid, bitmap, layout, indices };
}

describe('a packed plane', () => {
  it('is drawn as the plain one', () => {
    fc.assert(
      fc.property(plainPicture(), fc.constantFrom(1, 2, 4), fc.boolean(), fc.boolean(), (picture, bits, low, high) => {
        const { grid, bitmap, layout, indices } = layOut(picture, bits);
        const drawn = new Uint16Array(indices.length);
        for (let index = 0; index < countBands(grid, layout); index++) {
          const band = bandAt(grid, layout, index);
          const labels = indices.subarray(band.top * grid.width, band.bottom * grid.width);
          const plain = gatherPlanes(labels, layout, grid, bitmap, band);
          const pack = (plane: Uint8Array, isHigh: number) =>
            packPlane(plane, bits, (visit) => visitPlaneRows(layout, grid, bitmap, band, isHigh, visit));
          const planes: BandPlanes = {
            low: low ? pack(plain.low, 0) : plain.low,
            high: high ? pack(plain.high, 1) : plain.high,
          };
          const header = { ...layout, packedLow: low, packedHigh: high };
          drawBand(drawn, header, grid, bitmap, band, planes, { low: POSITIONS, high: POSITIONS });
        }
        expect(drawn).toEqual(indices);
      }),
    );
  });

  it('has rows of all of the pixels of its class', () => {
    fc.assert(
      fc.property(plainPicture(), (picture) => {
        const { grid, bitmap, layout } = layOut(picture, 1);
        for (let index = 0; index < countBands(grid, layout); index++) {
          const band = bandAt(grid, layout, index);
          const count = [0, 0];
          for (const isHigh of [0, 1]) {
            visitPlaneRows(layout, grid, bitmap, band, isHigh, (pixels, rows) => {
              count[isHigh] += pixels * rows;
            });
          }
          const { low, high } = countBandPixels(grid, bitmap, band);
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
