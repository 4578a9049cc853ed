import { describe, expect, it } from 'vitest';
import {
  DISTANCE_SYMBOL,
  EXTRA_BITS,
  FIRST_DISTANCE,
  LENGTH_SYMBOL,
  MAX_DISTANCE,
  MAX_MATCH,
  MIN_MATCH,
  SYMBOL_BASE,
} from '../../../src/encode/deflate/symbols.js';

describe('the symbols', () => {
  it('are those of the tables of RFC 1951', () => {
    expect([3, 10, 11, 12, 13, 18, 19, 114, 115, 130, 131, 257, 258].map((length) => LENGTH_SYMBOL[length])).toEqual([
      257, 264, 265, 265, 266, 268, 269, 279, 280, 280, 281, 284, 285,
    ]);
    expect([1, 4, 5, 6, 7, 192, 193, 256, 257, 24577, 32768].map((distance) => DISTANCE_SYMBOL[distance])).toEqual([
      0, 3, 4, 4, 5, 14, 15, 15, 16, 29, 29,
    ]);
  });

  it('leave a rest that fits the extra bits, for every length and distance', () => {
    for (let length = MIN_MATCH; length <= MAX_MATCH; length++) {
      const rest = length - SYMBOL_BASE[LENGTH_SYMBOL[length]];
      expect(rest >= 0 && rest < 1 << EXTRA_BITS[LENGTH_SYMBOL[length]], `length ${length}`).toBe(true);
    }
    for (let distance = 1; distance <= MAX_DISTANCE; distance++) {
      const entry = FIRST_DISTANCE + DISTANCE_SYMBOL[distance];
      const rest = distance - SYMBOL_BASE[entry];
      if (rest < 0 || rest >= 1 << EXTRA_BITS[entry]) expect.fail(`distance ${distance}`);
    }
  });
});
