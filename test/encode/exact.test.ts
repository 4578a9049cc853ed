import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, readInfo } from '../../src/decode/index.js';
import { encode, encodeWithReport } from '../../src/encode/index.js';
import { drawPicture } from '../support/pictures.js';
import { runs } from '../support/runs.js';

/** A picture of a few colours, many of them under alpha 0. */
const anyHidingPicture = fc
  .tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 40 }), fc.nat(999))
  .map(([width, height, k, seed]) =>
    drawPicture(width, height, (x, y) => {
      const n = (x * 31 + y * 17 + x * y * seed) % k;
      return [(n * 37) & 255, (n * 91) & 255, n, [0, 255, 0, 128][n & 3]];
    }),
  );

describe('exact', () => {
  it('restores every byte, including colours under alpha 0', () => {
    fc.assert(
      fc.property(anyHidingPicture, (picture) => {
        const { bytes, lossless, clearedPixels } = encodeWithReport(picture, { exact: true });
        expect(Buffer.compare(Buffer.from(decode(bytes).data), Buffer.from(picture.data))).toBe(0);
        expect([lossless, clearedPixels]).toEqual([true, 0]);
      }),
      { numRuns: runs(60) },
    );
  });

  it('differs from lossless, where colours under alpha 0 become 0 and the file is not called lossless', () => {
    const picture = drawPicture(8, 8, (x) => [x * 9, 0, 77, x < 4 ? 0 : 255]);
    const { bytes, lossless, clearedPixels, distortion } = encodeWithReport(picture, { lossless: true });
    expect([lossless, clearedPixels, distortion]).toEqual([false, 32, 0]);
    expect(readInfo(bytes).hidden).toBe(false);
    expect(readInfo(encode(picture, { exact: true })).hidden).toBe(true);
    expect(decode(bytes).data.subarray(0, 4)).toEqual(new Uint8Array(4));
  });

  it('refuses more than 4096 colours, and a quality at the same time', () => {
    const noise = drawPicture(80, 80, (x, y) => [x * 3, y * 3, (x * y) & 255, 255]);
    expect(() => encode(noise, { exact: true })).toThrow(expect.objectContaining({ code: 'too-many-colours' }));
    expect(() => encode(noise, { exact: true, quality: 50 })).toThrow('quality');
  });
});
