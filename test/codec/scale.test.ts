import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawnRow, enlargeInPlace } from '../../src/codec/scale.js';
import { storedHeight, storedWidth } from '../../src/format/header.js';
import { runs } from '../support/runs.js';

const factor = fc.integer({ min: 1, max: 16 });

/** Any size and scale of a picture of up to 60 x 60 drawn pixels. */
const anyEnlargement = fc
  .record({ width: fc.integer({ min: 1, max: 60 }), height: fc.integer({ min: 1, max: 60 }), x: factor, y: factor })
  .chain(({ width, height, x, y }) =>
    fc.record({ offsetX: fc.nat(x - 1), offsetY: fc.nat(y - 1) }).map(({ offsetX, offsetY }) => ({
      ...{ width, height, scale: { x, y, offsetX, offsetY } },
    })),
  );

describe('enlarging', () => {
  it('shows at each pixel the stored pixel of its cell', () => {
    fc.assert(
      fc.property(anyEnlargement, (picture) => {
        const { width, height, scale } = picture;
        const columns = storedWidth(picture);
        const rows = storedHeight(picture);
        const words = new Uint32Array(width * height);
        const start = words.length - columns * rows;
        for (let i = 0; i < columns * rows; i++) words[start + i] = i;
        enlargeInPlace(words, picture, columns, rows);
        const expected = Uint32Array.from(words, (_, i) => {
          const column = Math.floor(((i % width) + scale.offsetX) / scale.x);
          const row = Math.floor((Math.floor(i / width) + scale.offsetY) / scale.y);
          return row * columns + column;
        });
        expect(words).toEqual(expected);
      }),
      { numRuns: runs(300) },
    );
  });

  it('gives the drawn row at which a stored row begins', () => {
    const picture = { height: 10, scale: { x: 1, y: 4, offsetX: 0, offsetY: 3 } };
    expect([0, 1, 2, 3, 4].map((row) => drawnRow(picture, row))).toEqual([0, 1, 5, 9, 10]);
  });
});
