import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planBlock } from '../../../src/encode/deflate/block.js';
import { estimateBlockBits } from '../../../src/encode/deflate/estimate.js';
import { SYMBOLS } from '../../../src/encode/deflate/symbols.js';
import { anyTokens, histogramOf, makePlane, makeRandom, tokensOf } from './samples.js';

describe('estimateBlockBits', () => {
  it('is near to what a block with codes of its own takes: 5 % or 200 bits', () => {
    for (const levels of [8, 20, 100, 256]) {
      const tokens = tokensOf([...makePlane(200, 100, levels, 3)].map((value) => [value, 0]));
      const histogram = histogramOf(tokens);
      const { bits } = planBlock(histogram, true);
      expect(Math.abs(estimateBlockBits(histogram) - bits), `${levels} levels`).toBeLessThan(200 + 0.05 * bits);
    }
  });

  it('is near to it for any tokens, or above the fixed codes', () => {
    fc.assert(
      fc.property(anyTokens, (tokens) => {
        const histogram = histogramOf(tokens);
        const { bits } = planBlock(histogram, true);
        expect(estimateBlockBits(histogram)).toBeGreaterThan(0.9 * bits - 200);
      }),
    );
  });

  it('says that blocks of different statistics are better apart, and alike ones better as one', () => {
    const random = makeRandom(1);
    const blockOf = (from: number) => histogramOf(tokensOf(Array.from({ length: 4000 }, () => [from + random(30), 0])));
    const gain = (a: Uint32Array, b: Uint32Array) =>
      estimateBlockBits(Uint32Array.from({ length: SYMBOLS }, (_, s) => a[s] + b[s])) -
      estimateBlockBits(a) -
      estimateBlockBits(b);
    expect(gain(blockOf(0), blockOf(100))).toBeGreaterThan(0);
    expect(gain(blockOf(0), blockOf(0))).toBeLessThan(0);
  });

  it('of no symbol but the end of the block is little more than the header', () => {
    expect(estimateBlockBits(histogramOf(tokensOf([])))).toBeLessThan(100);
  });
});
