import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeGrid } from '../../src/codec/layout.js';
import { smoothLowBlocks } from '../../src/codec/smooth.js';
import { gridOf, type PlainSmoothing, smoothPlain } from '../support/plain-decoder.mjs';
import { plainBitmap, plainGeometry, randomNumbers } from '../support/plain-pictures.js';
import { runs } from '../support/runs.js';

/** Smooths RGBA bytes with the kernel of the library. */
function smooth(picture: PlainSmoothing, rgba: Uint8Array): Uint8Array {
  const words = new Uint32Array(rgba.slice().buffer);
  const grid = makeGrid({ ...picture, blockLog2: picture.block });
  smoothLowBlocks(words, grid, plainBitmap(picture.map), picture.passes, picture.threshold);
  return new Uint8Array(words.buffer);
}

/** The bytes of each word in the other order. */
function swapBytes(rgba: Uint8Array): Uint8Array {
  return rgba.map((_, i) => rgba[(i & ~3) + 3 - (i & 3)]);
}

/**
 * RGBA pixels near each other, so that the filter works: a gradient, and noise of up to `spread`.
 *
 * @param alphas - taken at random
 */
function randomPixels(
  width: number,
  height: number,
  spread: number,
  alphas: readonly number[],
  seed: number,
): Uint8Array {
  const rgba = new Uint8Array(width * height * 4);
  randomNumbers(width * height, seed).forEach((n, i) => {
    for (let c = 0; c < 3; c++) rgba[i * 4 + c] = 120 + ((i % width) >> 3) + ((n >>> (c * 8)) % (spread + 1));
    rgba[i * 4 + 3] = alphas[(n >>> 24) % alphas.length];
  });
  return rgba;
}

function expectAsPlain(picture: PlainSmoothing, rgba: Uint8Array): void {
  expect(Buffer.compare(smooth(picture, rgba), smoothPlain(picture, rgba))).toBe(0);
}

/** A picture whose blocks are low, except about one in `oneOf`. */
function pictureOf(width: number, height: number, block: number, passes: number, threshold: number, oneOf = 5) {
  const { columns, rows } = gridOf({ width, height, block });
  const map = Uint8Array.from(randomNumbers(columns * rows, width), (n) => (n % oneOf === 0 ? 1 : 0));
  return { width, height, block, k1: 1, map, passes, threshold };
}

const passes = fc.integer({ min: 1, max: 4 });
const threshold = fc.oneof(fc.constantFrom(1, 2, 254, 255), fc.integer({ min: 1, max: 255 }));

describe('smoothing', () => {
  it('gives the pixels that the plain filter gives', () => {
    fc.assert(
      fc.property(
        plainGeometry(36),
        passes,
        threshold,
        fc.nat(255),
        fc.nat(3),
        fc.nat(),
        (geometry, n, t, spread, a, seed) => {
          const alphas = [[255], [255, 255, 255, 255, 255, 254], [0, 255], [7]][a];
          const picture = { ...geometry, k1: 1, passes: n, threshold: t };
          expectAsPlain(picture, randomPixels(geometry.width, geometry.height, spread, alphas, seed));
        },
      ),
      { numRuns: runs(300) },
    );
  });

  it('gives them at every threshold', { tags: 'long' }, () => {
    for (let t = 1; t <= 255; t++) {
      expectAsPlain(pictureOf(23, 19, 2, 2, t), randomPixels(23, 19, Math.min(t + (t >> 2) + 1, 255), [255], t));
    }
  });

  function expectWideAsPlain(width: number, height: number, n: number): void {
    const alphas = [255, 255, 255, 255, 255, 255, 255, 128];
    expectAsPlain(pictureOf(width, height, 1, n, 20), randomPixels(width, height, 24, alphas, width));
    expectAsPlain(pictureOf(width, height, 6, n, 20, 3), randomPixels(width, height, 24, [255], width));
  }

  it.each([
    [4096, 1, 4],
    [4097, 2, 4],
    [8193, 2, 3],
    [9001, 1, 1],
  ])('gives them in a wide picture of %dx%d, in %d passes', expectWideAsPlain);

  it.each([
    [4096, 3, 4],
    [4097, 3, 4],
    [4098, 2, 4],
    [4103, 12, 4],
    [4105, 20, 3],
    [8193, 3, 4],
    [9001, 5, 2],
  ])('gives them in a large picture of %dx%d, in %d passes', { tags: 'long' }, expectWideAsPlain);

  it('gives them in narrow and low pictures, and in pictures smaller than the distance of the taps', () => {
    for (let width = 1; width <= 20; width++) {
      for (const height of [1, 2, 7, 8, 9, 17, 40]) {
        expectAsPlain(pictureOf(width, height, 3, 4, 30), randomPixels(width, height, 36, [255, 255, 255, 0], width));
      }
    }
  });

  it('rounds every mean as the specification says', () => {
    // Rows of one grey, and a pixel of another above each: every sum of weights, and the quotient of every sum.
    for (let grey = 0; grey < 256; grey++) {
      for (const [width, height] of [
        [3, 3],
        [4, 2],
      ]) {
        const rgba = new Uint8Array(width * height * 4).fill(255);
        for (let i = 0; i < width * height; i++) rgba.fill((grey + i * 37) & 255, i * 4, i * 4 + 3);
        expectAsPlain({ width, height, block: 2, k1: 1, map: [0], passes: 1, threshold: 255 }, rgba);
        expectAsPlain({ width, height, block: 2, k1: 1, map: [0], passes: 1, threshold: 120 }, rgba);
      }
    }
  });

  it('leaves high blocks unchanged', () => {
    const picture = { ...pictureOf(40, 40, 2, 4, 255), map: new Uint8Array(100).fill(1) };
    const rgba = randomPixels(40, 40, 100, [255], 1);
    expect(smooth(picture, rgba)).toEqual(rgba);
  });

  it('leaves a plain picture unchanged', () => {
    const rgba = new Uint8Array(30 * 20 * 4).fill(77);
    expect(smooth(pictureOf(30, 20, 3, 4, 16), rgba)).toEqual(rgba);
  });

  it('of no passes does nothing', () => {
    const rgba = randomPixels(9, 9, 30, [255], 2);
    expect(smooth(pictureOf(9, 9, 3, 0, 0), rgba)).toEqual(rgba);
  });

  it('of words in the other byte order gives the same pixels in that order', () => {
    const picture = pictureOf(31, 22, 2, 4, 20);
    const rgba = randomPixels(31, 22, 26, [255, 255, 255, 255, 254, 0], 3);
    const isLittleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
    const words = new Uint32Array(swapBytes(rgba).buffer);
    const grid = makeGrid({ ...picture, blockLog2: picture.block });
    smoothLowBlocks(words, grid, plainBitmap(picture.map), picture.passes, picture.threshold, !isLittleEndian);
    expect(swapBytes(new Uint8Array(words.buffer))).toEqual(smoothPlain(picture, rgba));
  });
});
