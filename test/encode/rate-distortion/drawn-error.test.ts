import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeGrid } from '../../../src/codec/layout.js';
import { packColours } from '../../../src/encode/kmeans/colour-space.js';
import { preparePicture } from '../../../src/encode/prepare.js';
import { type DrawnPicture, measureBlocks, measureDrawn } from '../../../src/encode/rate-distortion/drawn-error.js';
import { ErrorMeter } from '../../../src/encode/rate-distortion/error-space.js';
import { anyPicture, halfBusyPicture } from '../../support/pictures.js';
import { runs } from '../../support/runs.js';

/** A picture that is drawn without the lower bits of its channels. */
function coarseScene(image: ReturnType<typeof halfBusyPicture>, bits: number, weight: number): DrawnPicture {
  const picture = preparePicture(image, undefined);
  const mask = (0xff << bits) & 0xff;
  const coarse = Uint8Array.from(picture.bytes, (value, i) => (i % 4 === 3 ? value : value & mask));
  const weights = Float32Array.from(picture.colours, (_, i) => weight * (1 + (i % 3)));
  return { picture, drawn: packColours(coarse), weights, tune: 'ssim' };
}

describe('the error of a drawn picture', () => {
  it('is the sum over the pixels of each block, for any picture and side', () => {
    const blockLog2 = fc.integer({ min: 1, max: 8 });
    fc.assert(
      fc.property(anyPicture(), blockLog2, fc.integer({ min: 1, max: 6 }), (image, log2, bits) => {
        const scene = coarseScene(image, bits, 1);
        const { width, colours, opaque } = scene.picture;
        const { columns, rows } = makeGrid({ ...image, blockLog2: log2 });
        const meter = new ErrorMeter(opaque, scene.tune);
        const expected = new Float64Array(columns * rows);
        colours.forEach((colour, i) => {
          const block = (Math.floor(i / width) >> log2) * columns + ((i % width) >> log2);
          expected[block] += scene.weights[i] * meter.measure(colour, scene.drawn[i]);
        });
        expect(measureBlocks(scene, log2)).toEqual(expected);
      }),
      { numRuns: runs(100) },
    );
  });

  it('of all blocks is that of the whole picture', () => {
    const scene = coarseScene(halfBusyPicture(300, 270), 4, 1);
    for (const blockLog2 of [1, 5, 8]) {
      const sum = measureBlocks(scene, blockLog2).reduce((total, error) => total + error, 0);
      expect(sum / measureDrawn(scene)).toBeCloseTo(1, 9);
    }
  });

  it('counts pixels by their weights, and is 0 where nothing differs', () => {
    const image = halfBusyPicture(64, 48);
    expect(measureDrawn(coarseScene(image, 4, 3))).toBeCloseTo(3 * measureDrawn(coarseScene(image, 4, 1)), 3);
    expect(measureDrawn(coarseScene(image, 0, 1))).toBe(0);
  });
});
