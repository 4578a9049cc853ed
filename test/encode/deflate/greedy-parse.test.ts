import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseGreedily } from '../../../src/encode/deflate/greedy-parse.js';
import { MatchFinder } from '../../../src/encode/deflate/match-finder.js';
import { expandTokens, makeTokenBuffer, type Tokens } from '../../../src/encode/deflate/tokens.js';
import { expectSameBytes } from './checks.js';
import { anyBytes, matchesOf, withRepeat } from './samples.js';

function parse(bytes: Uint8Array): Tokens {
  const matches = new MatchFinder(bytes, { maxDepth: 100, niceLength: 258 }).find(bytes.length, 1 << 20);
  const tokens = makeTokenBuffer(bytes.length);
  parseGreedily(bytes, matches, tokens);
  return tokens;
}

describe('parseGreedily', () => {
  it('parses into tokens that stand for the bytes', () => {
    fc.assert(fc.property(anyBytes, (bytes) => expectSameBytes(expandTokens(parse(bytes)), bytes)));
  });

  it('takes the longest match, unless the next position has a longer one', () => {
    const bytes = Uint8Array.from('abcd_bcdefgh_abcdefgh', (c) => c.charCodeAt(0));
    expect(matchesOf(parse(bytes))).toEqual([
      [3, 4],
      [7, 9],
    ]);
  });

  it('takes three bytes from 4096 back, and from no farther', () => {
    expect(matchesOf(parse(withRepeat(3, 4096)))).toEqual([[3, 4096]]);
    expect(matchesOf(parse(withRepeat(3, 4097)))).toEqual([]);
    expect(matchesOf(parse(withRepeat(4, 4097)))).toEqual([[4, 4097]]);
  });
});
