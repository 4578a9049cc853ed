import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Image } from '../../src/image.js';
import { countUnseenDifferences, measureMaxError } from '../../src/metrics/index.js';
import { isSameImage } from '../support/io-files.mjs';
import { drawPicture } from '../support/pictures.js';
import { runs } from '../support/runs.js';

const byte = fc.integer({ min: 0, max: 255 });
/** Alphas, mostly small ones that hide much. */
const pixel = fc.tuple(byte, byte, byte, fc.oneof(fc.constantFrom(0, 1, 2, 255), byte));

describe('unseen differences', () => {
  it('are pixels that differ in a byte although the largest error is 0', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(pixel, pixel, fc.boolean()), { minLength: 1, maxLength: 30 }), (list) => {
        const width = list.length;
        const a = drawPicture(width, 1, (x) => list[x][0]);
        const b = drawPicture(width, 1, (x) => (list[x][2] ? list[x][1] : list[x][0]));
        // Beside a clear pixel, so that the pair is composited.
        const alone = ({ data }: Image, x: number) =>
          drawPicture(2, 1, (at) =>
            at === 0 ? [data[4 * x]!, data[4 * x + 1]!, data[4 * x + 2]!, data[4 * x + 3]!] : [0, 0, 0, 0],
          );
        const unseen = Array.from(list.keys()).filter((x) => {
          const [one, other] = [alone(a, x), alone(b, x)];
          return !isSameImage(one, other) && measureMaxError(one, other) === 0;
        });
        const found = countUnseenDifferences(a, b);
        expect(found.pixels).toBe(unseen.length);
        const transparent = unseen.filter((x) => a.data[x * 4 + 3] === 0 && b.data[x * 4 + 3] === 0);
        expect(found.transparentPixels).toBe(transparent.length);
      }),
      { numRuns: runs(300) },
    );
  });

  it('are counted in pictures of many runs, and are none between a picture and itself', () => {
    const a = drawPicture(300, 40, (x) => [x & 255, 0, 0, 0]);
    const b = drawPicture(300, 40, () => [0, 0, 0, 0]);
    expect(countUnseenDifferences(a, b)).toEqual({ pixels: 298 * 40, transparentPixels: 298 * 40 });
    expect(countUnseenDifferences(a, a)).toEqual({ pixels: 0, transparentPixels: 0 });
  });

  it('of half-transparent pixels are too small for 8 bits', () => {
    const a = drawPicture(1, 1, () => [10, 0, 0, 1]);
    const b = drawPicture(1, 1, () => [90, 0, 0, 1]);
    expect(measureMaxError(a, b)).toBe(0);
    expect(countUnseenDifferences(a, b)).toEqual({ pixels: 1, transparentPixels: 0 });
  });
});
