import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCoarsestStep } from '../../src/encode/dither.js';

describe("a palette's coarsest step", () => {
  it('is the largest distance from an entry to its nearest neighbour', () => {
    const coordinate = fc.integer({ min: 0, max: 255 });
    const entries = fc.array(fc.tuple(coordinate, coordinate, coordinate, coordinate), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(entries, (points) => {
        const steps = points.map((a, i) => {
          const others = points.filter((_, j) => j !== i);
          return Math.min(...others.map((b) => a.reduce((sum, x, d) => sum + (x - b[d]) ** 2, 0)));
        });
        const largest = Math.max(0, ...steps.filter(Number.isFinite));
        expect(findCoarsestStep(Float64Array.from(points.flat()))).toBe(Math.sqrt(largest));
      }),
    );
  });
});
