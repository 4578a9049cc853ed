import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { allHighBitmap, bitmapSize, makeGrid, packBlockMap } from '../../src/codec/layout.js';
import { smoothLowBlocks } from '../../src/codec/smooth.js';
import { smoothPixels } from '../../src/codec/smooth-kernel.js';
import { randomNumbers } from '../support/plain-pictures.js';
import { runs } from '../support/runs.js';

/** Packed colours near each other, and a few of another alpha. */
function randomPixels(count: number, spread: number, width: number, seed: number): Uint32Array {
  return Uint32Array.from(randomNumbers(count, seed), (n, i) => {
    const channel = (shift: number) => Math.min(255, ((i % width) >> 2) + ((n >>> shift) % (spread + 1))) << shift;
    const alpha = n >>> 27 === 0 ? 254 : 255;
    return (channel(0) | channel(8) | channel(16) | (alpha << 24)) >>> 0;
  });
}

const anyJob = fc.record({
  width: fc.integer({ min: 1, max: 70 }),
  height: fc.integer({ min: 1, max: 50 }),
  blockLog2: fc.integer({ min: 1, max: 6 }),
  passes: fc.integer({ min: 0, max: 4 }),
  threshold: fc.oneof(fc.constantFrom(1, 255), fc.integer({ min: 1, max: 255 })),
  spread: fc.integer({ min: 0, max: 255 }),
  seed: fc.nat(),
});

describe('smoothPixels', () => {
  it('gives the pixels that the decoder gives', () => {
    fc.assert(
      fc.property(anyJob, ({ width, height, blockLog2, passes, threshold, spread, seed }) => {
        const grid = makeGrid({ width, height, blockLog2 });
        // Two of three blocks low.
        const [bytes, others] = [1, 2].map((salt) => randomNumbers(bitmapSize(grid), seed + salt));
        const bitmap = Uint8Array.from(bytes, (n, i) => n & others[i]);
        const drawn = randomPixels(width * height, spread, width, seed);
        const [kernel, plain] = [drawn.slice(), drawn.slice()];
        smoothPixels(kernel, grid, bitmap, passes, threshold);
        smoothLowBlocks(plain, grid, bitmap, passes, threshold);
        expect(kernel).toEqual(plain);
      }),
      { numRuns: runs(400) },
    );
  });

  it('gives the same in a picture too wide for bands', () => {
    const grid = makeGrid({ width: 20_000, height: 40, blockLog2: 3 });
    const drawn = randomPixels(20_000 * 40, 20, 20_000, 1);
    const [kernel, plain] = [drawn.slice(), drawn.slice()];
    const low = new Uint8Array(bitmapSize(grid));
    smoothPixels(kernel, grid, low, 4, 40);
    smoothLowBlocks(plain, grid, low, 4, 40);
    expect(Buffer.from(kernel.buffer).equals(Buffer.from(plain.buffer))).toBe(true);
  });

  it('gives the same in bands, with blocks of any side', () => {
    const wideJob = fc.record({
      width: fc.integer({ min: 1500, max: 18_000 }),
      height: fc.integer({ min: 40, max: 90 }),
      blockLog2: fc.integer({ min: 0, max: 7 }),
      passes: fc.integer({ min: 1, max: 4 }),
      threshold: fc.integer({ min: 1, max: 80 }),
      // One of this many blocks is low, so some bands have no low block.
      sparse: fc.constantFrom(1, 3, 2000),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(wideJob, ({ width, height, blockLog2, passes, threshold, sparse, seed }) => {
        const grid = makeGrid({ width, height, blockLog2 });
        const map = Uint8Array.from(randomNumbers(grid.columns * grid.rows, seed), (n) => (n % sparse === 0 ? 0 : 1));
        const drawn = randomPixels(width * height, 20, width, seed);
        const [kernel, plain] = [drawn.slice(), drawn.slice()];
        smoothPixels(kernel, grid, packBlockMap(map), passes, threshold);
        smoothLowBlocks(plain, grid, packBlockMap(map), passes, threshold);
        expect(Buffer.from(kernel.buffer).equals(Buffer.from(plain.buffer))).toBe(true);
      }),
      { numRuns: runs(5) },
    );
  });

  it('rounds every mean of every weight as the decoder does', () => {
    const grid = makeGrid({ width: 3, height: 3, blockLog2: 2 });
    for (let grey = 0; grey < 256; grey++) {
      for (const threshold of [20, 120, 255]) {
        const drawn = Uint32Array.from({ length: 9 }, (_, i) => ((grey + i * 37) & 255) * 0x010101);
        const plain = drawn.slice();
        smoothPixels(drawn, grid, new Uint8Array(1), 1, threshold);
        smoothLowBlocks(plain, grid, new Uint8Array(1), 1, threshold);
        expect(drawn).toEqual(plain);
      }
    }
  });

  it('leaves high blocks unchanged', () => {
    const grid = makeGrid({ width: 40, height: 30, blockLog2: 3 });
    const drawn = randomPixels(1200, 30, 40, 1);
    const smoothed = drawn.slice();
    smoothPixels(smoothed, grid, allHighBitmap(grid), 4, 255);
    expect(smoothed).toEqual(drawn);
  });

  it('gives the same without WebAssembly, and with words in the other byte order', () => {
    const grid = makeGrid({ width: 33, height: 20, blockLog2: 3 });
    const low = new Uint8Array(bitmapSize(grid));
    const drawn = randomPixels(660, 9, 33, 2);
    const swap = (words: Uint32Array) =>
      words.map((word) => (word << 24) | ((word << 8) & 0xff0000) | ((word >>> 8) & 0xff00) | (word >>> 24));
    const isLittleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
    const [kernel, plain, swapped] = [drawn.slice(), drawn.slice(), swap(drawn)];
    smoothPixels(kernel, grid, low, 3, 20);
    vi.stubGlobal('WebAssembly', undefined);
    smoothPixels(plain, grid, low, 3, 20);
    vi.unstubAllGlobals();
    smoothPixels(swapped, grid, low, 3, 20, !isLittleEndian);
    expect(kernel).not.toEqual(drawn);
    expect(plain).toEqual(kernel);
    expect(swap(swapped)).toEqual(kernel);
  });
});
