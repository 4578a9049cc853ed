import { describe, expect, it } from 'vitest';
import { COST_UNIT, makeCosts, setCosts } from '../../../src/encode/deflate/cost-model.js';
import { FIRST_DISTANCE, LENGTH_SYMBOL, MAX_MATCH, MIN_MATCH, SYMBOLS } from '../../../src/encode/deflate/symbols.js';

function costsOf(counts: Readonly<Record<number, number>>) {
  const histogram = new Uint32Array(SYMBOLS);
  for (const [symbol, count] of Object.entries(counts)) histogram[Number(symbol)] = count;
  const costs = makeCosts();
  setCosts(costs, histogram);
  return costs;
}

describe('setCosts', () => {
  it('makes a symbol cost its entropy, and one that does not occur as much as one that occurs once', () => {
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
