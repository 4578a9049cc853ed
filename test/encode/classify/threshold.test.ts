import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyBlocks, medianThreshold } from '../../../src/encode/classify/index.js';
import { OptionError } from '../../../src/error.js';

function sortedMedian(values: Float64Array): number {
  const sorted = values.slice().sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

describe('medianThreshold', () => {
  it('is the median, and does not change the values', () => {
    const value = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.double({ min: 0, max: 1e6, noNaN: true }));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 1000, size: 'max' }), (list) => {
        const values = Float64Array.from(list);
        expect(medianThreshold(values)).toBe(sortedMedian(values));
        expect(values).toEqual(Float64Array.from(list));
      }),
    );
  });

  it('is fast and right for ordered, constant and saw-tooth runs, and for runs built against median-of-three', () => {
    const n = 300_000;
    const shapes = [
      (i: number) => i,
      (i: number) => n - i,
      () => 7,
      (i: number) => i % 17,
      (i: number) => (i * i) % 65537,
      (i: number) => Math.min(i, n - i),
      (i: number) => (i >= n / 2 ? 2 * i - n + 2 : i % 2 === 0 ? i + 1 : n / 2 + i),
    ];
    for (const shape of shapes) {
      const values = Float64Array.from({ length: n }, (_, i) => shape(i));
      expect(medianThreshold(values)).toBe(sortedMedian(values));
    }
  });

  it('needs at least one value', () => {
    expect(() => medianThreshold(new Float64Array())).toThrow(OptionError);
  });
});

describe('classifyBlocks', () => {
  it('puts blocks strictly below the threshold into the low class', () => {
    expect(classifyBlocks(Float64Array.of(1, 2, 3, 4))).toEqual(Uint8Array.of(0, 0, 1, 1));
    expect(classifyBlocks(Float64Array.of(5, 1, 3))).toEqual(Uint8Array.of(1, 0, 1));
    expect(classifyBlocks(Float64Array.of(2, 2, 2, 1))).toEqual(Uint8Array.of(1, 1, 1, 0));
    expect(classifyBlocks(Float64Array.of(1, 2, 3), 3)).toEqual(Uint8Array.of(0, 0, 1));
  });

  it('makes at most half of the blocks low', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { minLength: 1 }), (list) => {
        const low = classifyBlocks(Float64Array.from(list)).filter((value) => value === 0).length;
        expect(low).toBeLessThanOrEqual(list.length / 2);
      }),
    );
  });
});
