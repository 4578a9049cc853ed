import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OptionError } from '../../src/error.js';
import type { Image } from '../../src/image.js';
import { compareImages, measureMaxError, measurePsnr, measureSsim, measureSsimStudy } from '../../src/metrics/index.js';
import { readPng, readSharedJson, sharedMissing, sharedPath } from '../support/corpus.js';
import { runs } from '../support/runs.js';
import { flatten, overBlackAndWhite, plainMse, plainSsim, plainSsimStudy } from './reference.js';

interface MetricsJson {
  pairs: {
    a: string;
    b: string;
    mse: number;
    psnr: number;
    ssim_gaussian_luma: number;
    ssim_seed_win3_cube: number;
    max_abs_error: number;
  }[];
}

/** A pair of pictures of one size, opaque or not, the second often near the first. */
const pairs = fc
  .record({ width: fc.integer({ min: 1, max: 16 }), height: fc.integer({ min: 1, max: 16 }), opaque: fc.boolean() })
  .chain(({ width, height, opaque }) => {
    const size = width * height * 4;
    const bytes = fc.uint8Array({ minLength: size, maxLength: size });
    return fc.tuple(bytes, bytes, fc.boolean()).map(([first, second, near]): [Image, Image] => {
      const other = near ? first.map((value, i) => (value * 15 + second[i]!) >> 4) : second;
      for (let i = 3; opaque && i < size; i += 4) first[i] = other[i] = 255;
      return [
        { width, height, data: first },
        { width, height, data: other },
      ];
    });
  });

function flat(width: number, height: number, rgba: readonly number[]): Image {
  return { width, height, data: Uint8Array.from({ length: width * height * 4 }, (_, i) => rgba[i % 4]!) };
}

describe.skipIf(sharedMissing)('against scikit-image 0.19.3', () => {
  const { pairs: expected } = sharedMissing ? { pairs: [] } : readSharedJson<MetricsJson>('reference/metrics.json');
  it.each(expected)('$b', (pair) => {
    const found = compareImages(readPng(sharedPath(`reference/${pair.a}`)), readPng(sharedPath(`reference/${pair.b}`)));
    expect(found.mse).toBe(pair.mse);
    expect(found.psnr).toBeCloseTo(pair.psnr, 9);
    expect(found.ssim).toBeCloseTo(pair.ssim_gaussian_luma, 12);
    expect(found.ssimStudy).toBeCloseTo(pair.ssim_seed_win3_cube, 12);
    expect(found.maxError).toBe(pair.max_abs_error);
  });
});

describe('metrics', () => {
  it('agree with brute force on small pictures', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const found = compareImages(a, b);
        const mse = overBlackAndWhite(a, b, plainMse);
        expect(found.mse).toBeCloseTo(mse, 9);
        expect(found.psnr).toBe(found.mse === 0 ? Infinity : 10 * Math.log10(65025 / found.mse));
        expect(found.ssim).toBeCloseTo(
          overBlackAndWhite(a, b, (x, y) => plainSsim(x, y, a.width)),
          9,
        );
        expect(found.ssimStudy).toBeCloseTo(
          overBlackAndWhite(a, b, (x, y) => plainSsimStudy(x, y, a.width)),
          9,
        );
        const errors = [0, 255].flatMap((grey) => {
          const other = flatten(b, grey);
          return flatten(a, grey).map((value, i) => Math.abs(value - other[i]!));
        });
        expect(found.maxError).toBe(Math.max(...errors));
      }),
      { numRuns: runs(150) },
    );
  });

  it('are symmetric, bounded, and perfect for identical pictures', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const found = compareImages(a, b);
        expect(compareImages(b, a)).toEqual(found);
        expect(compareImages(a, a)).toEqual({ mse: 0, psnr: Infinity, ssim: 1, ssimStudy: 1, maxError: 0 });
        expect(found.mse).toBeGreaterThanOrEqual(0);
        expect(found.mse).toBeLessThanOrEqual(found.maxError ** 2);
        expect(found.psnr).toBeGreaterThanOrEqual(0);
        for (const similarity of [found.ssim, found.ssimStudy]) {
          expect(similarity).toBeLessThanOrEqual(1);
          expect(similarity).toBeGreaterThan(-1 - 1e-9);
        }
      }),
    );
  });

  it('ignore the colour of fully transparent pixels, and the kind of byte array', () => {
    const a = flat(12, 12, [255, 0, 0, 0]);
    const b = { ...a, data: new Uint8ClampedArray(a.data.length) };
    expect(compareImages(a, b)).toEqual({ mse: 0, psnr: Infinity, ssim: 1, ssimStudy: 1, maxError: 0 });
  });

  it('give known values', () => {
    const black = flat(20, 13, [0, 0, 0, 255]);
    const white = flat(20, 13, [255, 255, 255, 255]);
    const clear = flat(20, 13, [0, 0, 0, 0]);
    const far = compareImages(black, white);
    expect([far.mse, far.psnr, far.maxError]).toEqual([65025, 0, 255]);
    // Without variance the index is C1 / (255^2 + C1), with C1 = 2.55^2.
    expect(far.ssim).toBeCloseTo(1e-4 / 1.0001, 12);
    expect(far.ssimStudy).toBeCloseTo(1e-4 / 1.0001, 12);
    // Transparent is black on black and white on white: half as far.
    const half = compareImages(black, clear);
    expect([half.mse, half.maxError]).toEqual([65025 / 2, 255]);
    expect(half.ssim).toBeCloseTo((1 + 1e-4 / 1.0001) / 2, 12);
    expect(measurePsnr(flat(1, 1, [10, 10, 10, 255]), flat(1, 1, [11, 9, 10, 255]))).toBeCloseTo(49.8917, 4);
    expect(measureMaxError(flat(1, 1, [10, 10, 10, 255]), flat(1, 1, [10, 3, 10, 255]))).toBe(7);
  });

  it('process wide pictures strip by strip, and use every window once', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1020, max: 1048 }),
        fc.integer({ min: 1, max: 3 }),
        fc.nat(),
        (width, height, seed) => {
          let state = seed;
          const [a, b] = [0, 1].map(() => {
            const data = flat(width, height, [0, 0, 0, 255]).data.map((value, i) => {
              state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
              return i % 4 === 3 ? value : state >>> 24;
            });
            return { width, height, data };
          }) as [Image, Image];
          expect(measureSsim(a, b)).toBeCloseTo(plainSsim(flatten(a, 0), flatten(b, 0), width), 9);
          expect(measureSsimStudy(a, b)).toBeCloseTo(plainSsimStudy(flatten(a, 0), flatten(b, 0), width), 9);
        },
      ),
      { numRuns: runs(12) },
    );
  });

  it('weigh structure: noise costs more than a shift of brightness of the same energy', () => {
    const data = Uint8Array.from({ length: 64 * 64 * 4 }, (_, i) => (i % 4 === 3 ? 255 : 100 + ((i >> 2) % 64)));
    const image = { width: 64, height: 64, data };
    const brighter = { ...image, data: data.map((value, i) => (i % 4 === 3 ? 255 : value + 8)) };
    const noisy = { ...image, data: data.map((value, i) => (i % 4 === 3 ? 255 : value + ((i >> 2) % 3 ? 8 : -8))) };
    for (const measure of [measureSsim, measureSsimStudy]) {
      expect(measure(image, noisy)).toBeLessThan(measure(image, brighter) - 0.1);
    }
  });

  it('refuse pictures of different sizes or with the wrong amount of data', () => {
    const image = flat(4, 6, [1, 2, 3, 255]);
    expect(() => compareImages(image, flat(6, 4, [1, 2, 3, 255]))).toThrow(OptionError);
    expect(() => measureSsim(image, { ...image, data: image.data.subarray(4) })).toThrow(OptionError);
  });
});
