import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandAt, makeGrid, makeLayout } from '../../src/codec/layout.js';
import { decode } from '../../src/decode/index.js';
import { findFlatBlocks } from '../../src/encode/flat-blocks.js';
import { encodeWithReport } from '../../src/encode/index.js';
import type { Image } from '../../src/image.js';
import { measurePsnr } from '../../src/metrics/index.js';
import { drawPicture, makeNoise } from '../support/pictures.js';
import { runs } from '../support/runs.js';

const GLYPHS = 80;
const GLYPH_WIDTH = 6;
const LINE_HEIGHT = 40;

/** Lines of letters from a small alphabet on plain paper, with edges of `inks` shades. */
function writtenPage(width: number, height: number, inks: number): Image {
  const next = makeNoise(3);
  const shapes = Array.from({ length: GLYPHS * GLYPH_WIDTH * 10 }, () => (next() % 3 === 0 ? 1 + (next() % inks) : 0));
  const columns = Math.ceil(width / GLYPH_WIDTH);
  const text = Array.from({ length: columns * Math.ceil(height / LINE_HEIGHT) }, () => next() % GLYPHS);
  return drawPicture(width, height, (x, y) => {
    const [line, row] = [Math.floor(y / LINE_HEIGHT), y % LINE_HEIGHT];
    const glyph = text[line * columns + Math.floor(x / GLYPH_WIDTH)];
    const ink = row < 10 ? shapes[(glyph * 10 + row) * GLYPH_WIDTH + (x % GLYPH_WIDTH)] : 0;
    const shade = 250 - Math.floor((ink * 240) / inks);
    return [shade, shade, ink === 0 ? shade : (shade + ink * 7) & 255, 255];
  });
}

function noisePicture(side: number): Image {
  const next = makeNoise(8);
  return drawPicture(side, side, () => [next() & 255, next() & 255, next() & 255, 255]);
}

/** Like `toEqual`, which is slow for this many pixels. */
function expectSameBytes(a: ArrayBufferView, b: ArrayBufferView) {
  const [left, right] = [a, b].map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength),
  );
  expect(left.equals(right)).toBe(true);
}

describe('flat blocks', () => {
  it('are blocks in which no index differs from its left neighbour', () => {
    const sizes = fc.record({
      width: fc.integer({ min: 1, max: 40 }),
      height: fc.integer({ min: 1, max: 40 }),
      blockLog2: fc.integer({ min: 1, max: 5 }),
      rarity: fc.constantFrom(2, 30, 500),
      seed: fc.nat(1e6),
    });
    fc.assert(
      fc.property(sizes, ({ width, height, blockLog2, rarity, seed }) => {
        const next = makeNoise(seed);
        const labels = new Uint16Array(width * height);
        for (let i = 1; i < labels.length; i++) labels[i] = next() % rarity === 0 ? next() % 5 : labels[i - 1];
        const grid = makeGrid({ width, height, blockLog2 });
        const map = findFlatBlocks(labels, grid, bandAt(makeLayout(grid), 0));
        const isFlat = (block: number) => {
          const left = (block % grid.columns) << blockLog2;
          const top = Math.floor(block / grid.columns) << blockLog2;
          for (let y = top; y < Math.min(top + (1 << blockLog2), height); y++) {
            const row = labels.subarray(y * width + left, y * width + Math.min(left + (1 << blockLog2), width));
            if (row.some((label) => label !== row[0])) return false;
          }
          return true;
        };
        expect(Array.from(map, (isBusy) => isBusy === 0)).toEqual(Array.from(map, (_, block) => isFlat(block)));
      }),
      { numRuns: runs(60) },
    );
  });

  it('make a page of text smaller as the low class, and every pixel comes back', () => {
    const page = writtenPage(500, 480, 9);
    const apart = encodeWithReport(page);
    expect(apart.lossless).toBe(true);
    expect(apart.header.k1).toBeGreaterThan(0);
    expect(apart.header.k1).toBeLessThan(apart.header.k2);
    expectSameBytes(decode(apart.bytes).data, page.data);
    expect(apart.bytes.length).toBeLessThan(encodeWithReport(page, { classify: 'none' }).bytes.length * 0.96);
  });

  it('also make it smaller when indices may change, at no cost in quality', () => {
    const page = writtenPage(400, 360, 400);
    const apart = encodeWithReport(page, { quality: 50 });
    const one = encodeWithReport(page, { quality: 50, classify: 'none' });
    expect(apart.header.k1).toBeGreaterThan(0);
    expect(apart.bytes.length).toBeLessThan(one.bytes.length);
    expect(measurePsnr(page, apart.reconstruct())).toBeGreaterThan(measurePsnr(page, one.reconstruct()) - 0.3);
    expectSameBytes(decode(apart.bytes).data, apart.reconstruct().data);
  });

  it('become the low class in a dithered picture, too', () => {
    const page = writtenPage(300, 240, 40);
    const { bytes, header, reconstruct } = encodeWithReport(page, { quality: 20, dither: true });
    expect(header.k1).toBeGreaterThan(0);
    expectSameBytes(decode(bytes).data, reconstruct().data);
  });

  it('have the side of the option block', () => {
    const { header } = encodeWithReport(writtenPage(500, 480, 9), { block: 16 });
    expect([header.k1 > 0, header.blockLog2]).toEqual([true, 4]);
  });

  it('keep the bands of a picture that has several', () => {
    const page = writtenPage(1500, 1080, 9);
    const { bytes, header } = encodeWithReport(page);
    expect(header.k1).toBeGreaterThan(0);
    expect(Math.ceil(Math.ceil(page.height / (1 << header.blockLog2)) / header.bandBlockRows)).toBe(2);
    expectSameBytes(decode(bytes).data, page.data);
  });

  it('stay high with one palette, given palette sizes, low effort, or very few of them', () => {
    const page = writtenPage(300, 240, 9);
    const choices = [{ classify: 'none' as const }, { k2: 64, k1: 0 }, { effort: 1 }, { effort: 3 }];
    for (const options of choices) expect(encodeWithReport(page, options).header.k1).toBe(0);
    const noise = noisePicture(128);
    expect(encodeWithReport(noise, { quality: 30 }).header.k1).toBe(0);
  });
});
