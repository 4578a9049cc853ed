import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planBlock } from '../../../src/encode/deflate/block.js';
import { COST_UNIT, estimateBlockBits, log2, makeCosts, setCosts } from '../../../src/encode/deflate/costs.js';
import { FIRST_DISTANCE, LENGTH_SYMBOL, MAX_MATCH, MIN_MATCH, SYMBOLS } from '../../../src/encode/deflate/tokens.js';
import { anyTokens, histogramOf, makePlane, makeRandom, tokensOf } from './samples.js';

function costsOf(counts: Readonly<Record<number, number>>) {
  const histogram = new Uint32Array(SYMBOLS);
  for (const [symbol, count] of Object.entries(counts)) histogram[Number(symbol)] = count;
  const costs = makeCosts();
  setCosts(costs, histogram);
  return costs;
}

describe('setCosts', () => {
  it('makes a symbol cost its entropy, and an absent symbol as much as one that occurs once', () => {
    const { literals } = costsOf({ 7: 64, 8: 32, 9: 31, 256: 1 });
    expect(literals[7]).toBe(COST_UNIT);
    expect(literals[8]).toBe(2 * COST_UNIT);
    expect(literals[9]).toBe(Math.round((7 - Math.log2(31)) * COST_UNIT));
    expect(literals[10]).toBe(7 * COST_UNIT);
  });

  it('never costs less than 1 bit or more than 15', () => {
    const { literals } = costsOf({ 7: 1 << 20 });
    expect(literals[7]).toBe(COST_UNIT);
    expect(literals[8]).toBe(15 * COST_UNIT);
  });

  it('adds the extra bits of lengths and distances', () => {
    const { lengths, distances } = costsOf({ 0: 127, 256: 1, [FIRST_DISTANCE]: 8, [FIRST_DISTANCE + 29]: 8 });
    for (const [length, extraBits] of [
      [3, 0],
      [11, 1],
      [130, 4],
      [257, 5],
      [258, 0],
    ]) {
      expect(lengths[length], `length ${length}`).toBe((7 + extraBits) * COST_UNIT);
    }
    expect(distances[0]).toBe(COST_UNIT);
    expect(distances[29]).toBe((1 + 13) * COST_UNIT);
  });

  it('gives all lengths of a symbol the same cost', () => {
    const { lengths } = costsOf({ 0: 900, 260: 5, 270: 80, 285: 15 });
    for (let length = MIN_MATCH + 1; length <= MAX_MATCH; length++) {
      if (LENGTH_SYMBOL[length] === LENGTH_SYMBOL[length - 1]) expect(lengths[length]).toBe(lengths[length - 1]);
    }
  });
});
describe('estimateBlockBits', () => {
  it('is within 5 % or 200 bits of a block with dynamic codes', () => {
    for (const levels of [8, 20, 100, 256]) {
      const tokens = tokensOf([...makePlane(200, 100, levels, 3)].map((value) => [value, 0]));
      const histogram = histogramOf(tokens);
      const { bits } = planBlock(histogram, true);
      expect(Math.abs(estimateBlockBits(histogram) - bits), `${levels} levels`).toBeLessThan(200 + 0.05 * bits);
    }
  });

  it('is within this for any tokens, or above the fixed codes', () => {
    fc.assert(
      fc.property(anyTokens, (tokens) => {
        const histogram = histogramOf(tokens);
        const { bits } = planBlock(histogram, true);
        expect(estimateBlockBits(histogram)).toBeGreaterThan(0.9 * bits - 200);
      }),
    );
  });

  it('favours splitting blocks of different statistics, and joining blocks of equal ones', () => {
    const random = makeRandom(1);
    const blockOf = (from: number) => histogramOf(tokensOf(Array.from({ length: 4000 }, () => [from + random(30), 0])));
    const gain = (a: Uint32Array, b: Uint32Array) =>
      estimateBlockBits(Uint32Array.from({ length: SYMBOLS }, (_, s) => a[s] + b[s])) -
      estimateBlockBits(a) -
      estimateBlockBits(b);
    expect(gain(blockOf(0), blockOf(100))).toBeGreaterThan(0);
    expect(gain(blockOf(0), blockOf(0))).toBeLessThan(0);
  });

  it('of an empty block is little more than its header', () => {
    expect(estimateBlockBits(histogramOf(tokensOf([])))).toBeLessThan(100);
  });
});
describe('log2', () => {
  it('is exact for powers of two, and 0 for 0', () => {
    for (let n = 0; n < 31; n++) expect(log2(1 << n)).toBe(n);
    expect(log2(0)).toBe(0);
  });

  it('is right to seven digits', () => {
    for (let n = 1; n < 2 ** 31; n += Math.ceil(n / 97)) expect(Math.abs(log2(n) - Math.log2(n))).toBeLessThan(1e-7);
  });

  it('never falls', () => {
    for (let n = 1; n < 20000; n++) if (log2(n + 1) <= log2(n)) expect.fail(`at ${n}`);
  });
});
