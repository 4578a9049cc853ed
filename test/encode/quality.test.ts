import { describe, expect, it } from 'vitest';
import { MAX_RUNG, paletteSizesForRung } from '../../src/encode/quality.js';

describe('palette sizes of a quality', () => {
  it('never fall as the quality rises, and stay within the format', () => {
    let before = { k1: 0, k2: 0 };
    for (let rung = 1; rung <= MAX_RUNG; rung++) {
      const sizes = paletteSizesForRung(rung);
      expect(sizes.k1).toBeGreaterThanOrEqual(before.k1);
      expect(sizes.k2).toBeGreaterThanOrEqual(before.k2);
      expect(sizes.k1).toBeLessThanOrEqual(sizes.k2);
      before = sizes;
    }
    expect(before).toEqual({ k1: 4096, k2: 4096 });
  });

  it('give one-byte indices up to quality 100', () => {
    expect(paletteSizesForRung(100)).toEqual({ k1: 256, k2: 256 });
    expect(paletteSizesForRung(1)).toEqual({ k1: 2, k2: 4 });
  });
});
