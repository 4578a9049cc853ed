import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allHighBitmap,
  bandAt,
  bitmapSize,
  countBandPixels,
  countBands,
  countMeshPixels,
  HIGH,
  kindOfRun,
  kindRuns,
  LOW,
  MESH,
  makeGrid,
  makeLayout,
  makeRuns,
  packBlockMap,
  SEGMENT_WIDTH,
  unpackBlockMap,
} from '../../src/codec/layout.js';
import { bandCountOf, classAt, scanBand } from '../support/plain-decoder.mjs';
import { plainBitmap, plainGeometry, randomNumbers } from '../support/plain-pictures.js';

const NO_MESH = new Uint8Array(0);

describe('a grid', () => {
  it.each([
    [1, 1, 1, 1, 1, 1],
    [16, 16, 3, 2, 2, 1],
    [17, 16, 3, 3, 2, 1],
    [16, 17, 3, 2, 3, 1],
    [6, 6, 1, 3, 3, 2],
    [257, 1, 8, 2, 1, 1],
    [2 ** 30, 1, 1, 2 ** 29, 1, 2 ** 26],
  ])(
    'of %dx%d pixels, side 2^%d, has %dx%d blocks in a bitmap of %d bytes',
    (width, height, blockLog2, columns, rows, size) => {
      const grid = makeGrid({ width, height, blockLog2 });
      expect([grid.columns, grid.rows, bitmapSize(grid)]).toEqual([columns, rows, size]);
    },
  );

  it('of one palette has high blocks only', () => {
    const grid = makeGrid({ width: 20, height: 20, blockLog2: 2 });
    expect(unpackBlockMap(allHighBitmap(grid), 25)).toEqual(new Uint8Array(25).fill(1));
  });
});

describe('a block map', () => {
  const anyMap = fc.array(fc.integer({ min: 0, max: 1 }), { maxLength: 100 }).map((map) => Uint8Array.from(map));

  it('is packed as the specification says: the first block in the lowest bit', () => {
    expect([...packBlockMap(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 1))]).toEqual([0x01, 0x02]);
    fc.assert(
      fc.property(anyMap, (map) => {
        expect(packBlockMap(map)).toEqual(plainBitmap(map));
      }),
    );
  });

  it('is unpacked as it was packed', () => {
    fc.assert(
      fc.property(anyMap, (map) => {
        expect(unpackBlockMap(packBlockMap(map), map.length)).toEqual(map);
      }),
    );
  });
});

/** The classes of a row's pixels, from the runs. */
function classesOf(runs: Uint32Array): number[] {
  return [...runs].flatMap((length, run) => new Array<number>(length).fill(kindOfRun(run)));
}

describe('the runs of a row', () => {
  it('cover the pixels of the row, and alternate between classes', () => {
    fc.assert(
      fc.property(plainGeometry(60), fc.nat(), fc.nat(), fc.nat(), (picture, a, b, c) => {
        const grid = makeGrid({ ...picture, blockLog2: picture.block });
        const left = a % picture.width;
        const right = left + 1 + (b % (picture.width - left));
        const y = c % picture.height;
        const runs = makeRuns(grid);
        const count = kindRuns(
          { ...grid, bitmap: plainBitmap(picture.map), meshBitmap: NO_MESH },
          y >>> picture.block,
          left,
          right,
          runs,
        );
        const found = runs.subarray(0, count);
        const expected = Array.from({ length: right - left }, (_, i) => classAt({ ...picture, k1: 1 }, left + i, y));
        expect(classesOf(found)).toEqual(expected);
      }),
    );
  });

  it('have the kinds of the blocks, among them those of the mesh', () => {
    const kinds = fc.array(fc.constantFrom(LOW, HIGH, MESH), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(kinds, fc.integer({ min: 1, max: 4 }), fc.nat(), (blocks, blockLog2, clipped) => {
        const width = (blocks.length << blockLog2) - (clipped % (1 << blockLog2));
        const grid = makeGrid({ width, height: 1, blockLog2 });
        const bitmap = packBlockMap(Uint8Array.from(blocks, (kind) => (kind === HIGH ? 1 : 0)));
        const meshBitmap = packBlockMap(Uint8Array.from(blocks, (kind) => (kind === MESH ? 1 : 0)));
        const runs = makeRuns(grid);
        const found = runs.subarray(0, kindRuns({ ...grid, bitmap, meshBitmap }, 0, 0, width, runs));
        expect(classesOf(found)).toEqual(Array.from({ length: width }, (_, x) => blocks[x >> blockLog2]));
        const layout = makeLayout(grid, { bitmap, meshBitmap });
        const count = (kind: number) => classesOf(found).filter((other) => other === kind).length;
        expect(countBandPixels(layout, bandAt(layout, 0))).toEqual({ low: count(LOW), high: count(HIGH) });
        expect(countMeshPixels(layout, bandAt(layout, 0))).toBe(count(MESH));
      }),
    );
  });

  it.each([0, 1, 4095, 4097, 5000])('fit into their scratch memory in the widest segment from pixel %d on', (left) => {
    const grid = makeGrid({ width: 10000, height: 1, blockLog2: 1 });
    const map = Uint8Array.from({ length: grid.columns }, (_, column) => (column & 1) ^ 1);
    const runs = makeRuns(grid);
    const count = kindRuns(
      { ...grid, bitmap: plainBitmap(map), meshBitmap: NO_MESH },
      0,
      left,
      left + SEGMENT_WIDTH,
      runs,
    );
    expect(count).toBeLessThanOrEqual(runs.length);
    expect(runs.subarray(0, count).reduce((sum, length) => sum + length, 0)).toBe(SEGMENT_WIDTH);
  });

  it.each([
    [10, 1, 21],
    [SEGMENT_WIDTH, 8, 54],
    [2 ** 30, 1, 6150],
  ])(
    'of %d pixels, side 2^%d, take %d entries of scratch memory: by the segment, or by a smaller width',
    (width, blockLog2, size) => {
      expect(makeRuns(makeGrid({ width, height: 1, blockLog2 }))).toHaveLength(size);
    },
  );

  it('need all entries when classes alternate, at every width and side', () => {
    for (let blockLog2 = 1; blockLog2 <= 8; blockLog2++) {
      for (let width = 1; width < 40; width++) {
        const grid = makeGrid({ width, height: 1, blockLog2 });
        const map = Uint8Array.from({ length: grid.columns }, (_, column) => (column & 1) ^ 1);
        const runs = makeRuns(grid);
        for (let left = 0; left < width; left++) {
          expect(
            kindRuns({ ...grid, bitmap: plainBitmap(map), meshBitmap: NO_MESH }, 0, left, width, runs),
          ).toBeLessThanOrEqual(runs.length);
        }
      }
    }
  });

  it('are found at the end of a picture of 2^30 pixels', () => {
    const grid = makeGrid({ width: 2 ** 30, height: 1, blockLog2: 8 });
    const map = new Uint8Array(grid.columns);
    map[map.length - 1] = 1;
    const runs = makeRuns(grid);
    const count = kindRuns({ ...grid, bitmap: plainBitmap(map), meshBitmap: NO_MESH }, 0, 2 ** 30 - 300, 2 ** 30, runs);
    expect([...runs.subarray(0, count)]).toEqual([44, 256]);
  });

  it('of random blocks add up to the width of a wide row', () => {
    const grid = makeGrid({ width: 9001, height: 1, blockLog2: 2 });
    const map = Uint8Array.from(randomNumbers(grid.columns, 5), (n) => n & 1);
    const runs = makeRuns(grid);
    const classes: number[] = [];
    for (let left = 0; left < 9001; left += SEGMENT_WIDTH) {
      const right = Math.min(left + SEGMENT_WIDTH, 9001);
      classes.push(
        ...classesOf(
          runs.subarray(0, kindRuns({ ...grid, bitmap: plainBitmap(map), meshBitmap: NO_MESH }, 0, left, right, runs)),
        ),
      );
    }
    expect(classes).toEqual(Array.from({ length: 9001 }, (_, x) => map[x >> 2]));
  });
});

describe('bands', () => {
  it('follow each other down the picture, and the last one has the rows that are left', () => {
    const layout = makeLayout(makeGrid({ width: 5, height: 21, blockLog2: 2 }), { bandBlockRows: 4 });
    expect(countBands(layout)).toBe(2);
    expect(bandAt(layout, 0)).toEqual({ index: 0, firstBlockRow: 0, endBlockRow: 4, top: 0, bottom: 16 });
    expect(bandAt(layout, 1)).toEqual({ index: 1, firstBlockRow: 4, endBlockRow: 6, top: 16, bottom: 21 });
  });

  it('have as many pixels of each class as a plain count finds', () => {
    fc.assert(
      fc.property(plainGeometry(), (picture) => {
        const grid = makeGrid({ ...picture, blockLog2: picture.block });
        const layout = makeLayout(grid, { bitmap: plainBitmap(picture.map), bandBlockRows: picture.band });
        expect(countBands(layout)).toBe(bandCountOf(picture));
        for (let b = 0; b < countBands(layout); b++) {
          const classes = scanBand(picture, b).map(([x, y]) => classAt({ ...picture, k1: 1 }, x, y));
          const high = classes.filter((isHigh) => isHigh === 1).length;
          const found = countBandPixels(layout, bandAt(layout, b));
          expect(found).toEqual({ low: classes.length - high, high });
        }
      }),
    );
  });

  it.each([
    [2 ** 30, 1],
    [1, 2 ** 30],
    [2 ** 15, 2 ** 15],
  ])('count the pixels of a picture of %dx%d', { tags: 'long' }, (width, height) => {
    const grid = makeGrid({ width, height, blockLog2: 8 });
    const bitmap = new Uint8Array(Math.ceil((grid.columns * grid.rows) / 8));
    const layout = makeLayout(grid, { bitmap });
    expect(countBandPixels(layout, bandAt(layout, 0))).toEqual({ low: 2 ** 30, high: 0 });
    bitmap.fill(0xff);
    expect(countBandPixels(layout, bandAt(layout, 0))).toEqual({ low: 0, high: 2 ** 30 });
  });
});
