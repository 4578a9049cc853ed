import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planBlock } from '../../../src/encode/deflate/block.js';
import { levelCounts } from '../../../src/encode/deflate/level-counts.js';
import { SYMBOLS } from '../../../src/encode/deflate/tokens.js';

/** The levelled counts of an alphabet behind two other symbols. */
function level(counts: readonly number[], tolerance: number): number[] {
  const all = Uint32Array.from([7, 9, ...counts, 5]);
  levelCounts(all, 2, counts.length, tolerance);
  expect([all[0], all[1], all[all.length - 1]]).toEqual([7, 9, 5]);
  return Array.from(all.subarray(2, 2 + counts.length));
}

describe('levelCounts', () => {
  it('gives neighbours of nearly equal counts their mean', () => {
    expect(level([10, 12, 11, 11, 40, 41, 42, 41], 4)).toEqual([11, 11, 11, 11, 41, 41, 41, 41]);
  });

  it('does not change distant counts, or stretches too short for a run', () => {
    expect(level([1, 9, 30, 2, 50, 3], 4)).toEqual([1, 9, 30, 2, 50, 3]);
    expect(level([10, 12, 11], 4)).toEqual([10, 12, 11]);
  });

  it('does not change long runs, which are short in the header already, or zeros at the end', () => {
    const runs = [0, 0, 0, 0, 0, 0, 1, 90, 3, 3, 3, 3, 3, 3, 3, 60, 0, 0];
    expect(level(runs, 4)).toEqual(runs);
  });

  it('never removes the code of a symbol that occurs', () => {
    const counts = fc.array(fc.nat(12), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 16 }), (given, tolerance) => {
        level(given, tolerance).forEach((count, i) => {
          if (given[i] > 0) expect(count).toBeGreaterThan(0);
        });
      }),
    );
  });

  it('makes a small block smaller, because its header is most of it', () => {
    const histogram = new Uint32Array(SYMBOLS);
    for (let s = 0; s < 60; s++) histogram[s] = 2 + ((s * 7) % 4);
    histogram[256] = 1;
    expect(planBlock(histogram, true).bits).toBeLessThan(planBlock(histogram, false).bits - 40);
  });
});
