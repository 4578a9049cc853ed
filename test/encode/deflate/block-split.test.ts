import { describe, expect, it } from 'vitest';
import { splitBlocks } from '../../../src/encode/deflate/block-split.js';
import { makeRandom, tokensOf } from './samples.js';

describe('splitBlocks', () => {
  it('finds changes of the statistics to within a few tokens', () => {
    const random = makeRandom(9);
    const low = Array.from({ length: 5000 }, () => [random(40), 0] as const);
    const high = Array.from({ length: 7000 }, () => [200 + random(30), 0] as const);
    const ends = splitBlocks(tokensOf([...low, ...high]), 256, 2);
    expect(ends).toEqual([5000, 12000]);
  });

  it('does not split uniform or empty input', () => {
    const random = makeRandom(9);
    const tokens = tokensOf(Array.from({ length: 9000 }, () => [random(40), 0] as const));
    expect(splitBlocks(tokens, 256, 2)).toEqual([9000]);
    expect(splitBlocks(tokensOf([]), 256, 2)).toEqual([0]);
  });
});
