import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandAt, countBandPixels, countBands } from '../../src/codec/bands.js';
import { makeGrid } from '../../src/codec/grid.js';
import { bandCountOf, classAt, scanBand } from '../support/plain-decoder.mjs';
import { plainBitmap, plainGeometry } from '../support/plain-pictures.js';

describe('bands', () => {
  it('follow each other down the picture, the last one having what is left', () => {
    const grid = makeGrid({ width: 5, height: 21, blockLog2: 2 });
    const header = { bandBlockRows: 4 };
    expect(countBands(grid, header)).toBe(2);
    expect(bandAt(grid, header, 0)).toEqual({ index: 0, firstBlockRow: 0, endBlockRow: 4, top: 0, bottom: 16 });
    expect(bandAt(grid, header, 1)).toEqual({ index: 1, firstBlockRow: 4, endBlockRow: 6, top: 16, bottom: 21 });
  });

  it('have the pixels of each class that a plain count finds', () => {
    fc.assert(
      fc.property(plainGeometry(), (picture) => {
        const grid = makeGrid({ ...picture, blockLog2: picture.block });
        const header = { bandBlockRows: picture.band };
        expect(countBands(grid, header)).toBe(bandCountOf(picture));
        for (let b = 0; b < countBands(grid, header); b++) {
          const classes = scanBand(picture, b).map(([x, y]) => classAt({ ...picture, k1: 1 }, x, y));
          const high = classes.filter((isHigh) => isHigh === 1).length;
          const found = countBandPixels(grid, plainBitmap(picture.map), bandAt(grid, header, b));
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
    const whole = bandAt(grid, { bandBlockRows: grid.rows }, 0);
    expect(countBandPixels(grid, bitmap, whole)).toEqual({ low: 2 ** 30, high: 0 });
    expect(countBandPixels(grid, bitmap.fill(0xff), whole)).toEqual({ low: 0, high: 2 ** 30 });
  });
});
