import { describe, expect, it } from 'vitest';
import { createRandom, createRandomFromState } from '../../../src/encode/kmeans/random.js';

describe('the seeded generator', () => {
  it('gives the published values of xoshiro128** 1.1 from the state 1, 2, 3, 4', () => {
    const random = createRandomFromState([1, 2, 3, 4]);
    const found = Array.from({ length: 10 }, () => random.nextUint32());
    expect(found).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  it('gives the same numbers for one seed, and others for another', () => {
    const draw = (seed: number) => {
      const random = createRandom(seed);
      return Array.from({ length: 4 }, () => random.nextUint32());
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(draw(0).some((value) => value !== 0)).toBe(true);
  });

  it('stays below the bound, and reaches every value', () => {
    const random = createRandom(1);
    const seen = new Set(Array.from({ length: 300 }, () => random.nextBelow(7)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(random.nextBelow(1)).toBe(0);
    expect(random.nextBelow(2 ** 32)).toBeLessThan(2 ** 32);
  });

  it('draws fractions from 0 to below 1 whose mean is near a half', () => {
    const random = createRandom(2);
    let sum = 0;
    for (let i = 0; i < 10_000; i++) {
      const value = random.nextUnit();
      expect(value >= 0 && value < 1).toBe(true);
      sum += value;
    }
    expect(sum / 10_000).toBeCloseTo(0.5, 1);
  });
});
