import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, readInfo } from '../../src/decode/index.js';
import { salvage } from '../../src/decode/salvage.js';
import { encode, encodeWithReport } from '../../src/encode/index.js';
import { storedHeight, storedWidth } from '../../src/format/header.js';
import type { Image } from '../../src/image.js';
import { drawPicture, halfBusyPicture } from '../support/pictures.js';
import { runs } from '../support/runs.js';

/** A picture enlarged to cells, of which the first column and row may lack some pixels, and the last ones too. */
function enlarge(image: Image, x: number, y: number, offsetX = 0, offsetY = 0, width = 0, height = 0): Image {
  const outWidth = width || image.width * x - offsetX;
  const outHeight = height || image.height * y - offsetY;
  const words = new Uint32Array(image.data.slice().buffer);
  const drawn = new Uint32Array(outWidth * outHeight);
  for (let i = 0; i < drawn.length; i++) {
    const column = Math.floor(((i % outWidth) + offsetX) / x);
    const row = Math.floor((Math.floor(i / outWidth) + offsetY) / y);
    drawn[i] = words[row * image.width + column];
  }
  return { width: outWidth, height: outHeight, data: new Uint8Array(drawn.buffer) };
}

/** Colours that differ from each of their neighbours. */
const sprite = drawPicture(23, 17, (x, y) => [(x * 61 + y * 13) & 255, (y * 97) & 255, (x * y * 7) & 255, 255]);

describe('a picture that was enlarged by whole numbers', () => {
  it.each([
    [2, 2, 0, 0],
    [3, 3, 0, 0],
    [3, 3, 2, 1],
    [1, 2, 0, 0],
    [4, 1, 3, 0],
    [16, 16, 5, 15],
  ])(
    'by %d x %d with the offset %d, %d is stored at its true size and comes back exactly',
    (x, y, offsetX, offsetY) => {
      const picture = enlarge(sprite, x, y, offsetX, offsetY);
      const bytes = encode(picture, { lossless: true });
      const info = readInfo(bytes);
      expect(info.scale).toEqual({ x, y, offsetX, offsetY });
      expect([info.storedWidth, info.storedHeight]).toEqual([sprite.width, sprite.height]);
      expect([info.width, info.height]).toEqual([picture.width, picture.height]);
      expect(Buffer.compare(Buffer.from(decode(bytes).data), Buffer.from(picture.data))).toBe(0);
      expect(Buffer.compare(Buffer.from(salvage(bytes).image.data), Buffer.from(picture.data))).toBe(0);
    },
  );

  it('takes hardly more bytes than the small picture', () => {
    const small = encode(sprite, { lossless: true }).length;
    expect(encode(enlarge(sprite, 5, 5), { lossless: true }).length).toBeLessThanOrEqual(small + 8);
  });

  it('may end in the middle of a cell', () => {
    const picture = enlarge(sprite, 3, 3, 1, 0, 50, 40);
    const bytes = encode(picture, { lossless: true });
    expect(readInfo(bytes).scale).toEqual({ x: 3, y: 3, offsetX: 1, offsetY: 0 });
    expect(Buffer.compare(Buffer.from(decode(bytes).data), Buffer.from(picture.data))).toBe(0);
  });

  it('is as lossy as at its true size, and its report is about the drawn picture', () => {
    const picture = enlarge(halfBusyPicture(120, 90), 2, 2);
    const { bytes, source, reconstruct } = encodeWithReport(picture, { quality: 40 });
    expect(readInfo(bytes).scale.x).toBe(2);
    expect([source.width, source.height]).toEqual([240, 180]);
    expect(Buffer.compare(Buffer.from(decode(bytes).data), Buffer.from(reconstruct().data))).toBe(0);
  });

  it('is not shrunk with a given block map, because its blocks are those of the large picture', () => {
    const picture = enlarge(sprite, 2, 2);
    const blocks = Math.ceil(picture.width / 16) * Math.ceil(picture.height / 16);
    const bytes = encode(picture, { blockMap: new Uint8Array(blocks).fill(1), k2: 256 });
    expect(readInfo(bytes).scale.x).toBe(1);
  });
});

describe('any picture of few colours', () => {
  it('comes back exactly, with any cells', () => {
    const cell = fc.integer({ min: 1, max: 4 });
    const size = fc.integer({ min: 1, max: 24 });
    fc.assert(
      fc.property(
        size,
        size,
        cell,
        cell,
        fc.integer({ min: 1, max: 20 }),
        fc.nat(99),
        (width, height, x, y, k, seed) => {
          const small = drawPicture(width, height, (a, b) => [((a * 31 + b * 17 + a * b * seed) % k) * 12, 7, 9, 255]);
          const picture = enlarge(small, x, y);
          const bytes = encode(picture, { lossless: true });
          const { scale } = readInfo(bytes);
          expect(Buffer.compare(Buffer.from(decode(bytes).data), Buffer.from(picture.data))).toBe(0);
          const info = readInfo(bytes);
          expect(info.storedWidth).toBe(storedWidth({ width: picture.width, scale }));
          expect(info.storedHeight).toBe(storedHeight({ height: picture.height, scale }));
        },
      ),
      { numRuns: runs(60) },
    );
  });
});
