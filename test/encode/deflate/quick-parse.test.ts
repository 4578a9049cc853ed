import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PlainQuickParser } from '../../../src/encode/deflate/quick-parse.js';
import { expandTokens, type Tokens } from '../../../src/encode/deflate/tokens.js';
import { runs } from '../../support/runs.js';
import { anyBytes, matchesOf, withRepeat } from './samples.js';

function parse(bytes: Uint8Array): Tokens {
  return new PlainQuickParser(bytes, { maxDepth: 100, niceLength: 258 }, bytes.length).parse(bytes.length);
}

describe('PlainQuickParser', () => {
  it('parses into tokens that stand for the bytes, a segment at a time', () => {
    fc.assert(
      fc.property(anyBytes, fc.integer({ min: 1, max: 700 }), fc.constantFrom(1, 4, 50), (bytes, size, maxDepth) => {
        const parser = new PlainQuickParser(bytes, { maxDepth, niceLength: 32 }, size);
        const all = { values: [] as number[], distances: [] as number[] };
        for (let at = 0; at < bytes.length; at += size) {
          const tokens = parser.parse(Math.min(at + size, bytes.length));
          all.values.push(...tokens.values.subarray(0, tokens.count));
          all.distances.push(...tokens.distances.subarray(0, tokens.count));
        }
        const values = Uint16Array.from(all.values);
        const distances = Uint16Array.from(all.distances);
        expect(expandTokens({ values, distances, count: values.length })).toEqual(bytes);
      }),
      { numRuns: runs(60) },
    );
  });

  it('takes a match of 258 from 32767 back, and of three bytes from 4096 back, no farther', () => {
    expect(matchesOf(parse(withRepeat(258, 32767))).at(-1)).toEqual([258, 32767]);
    expect(matchesOf(parse(withRepeat(258, 32768))).some(([, distance]) => distance === 32768)).toBe(false);
    expect(matchesOf(parse(withRepeat(3, 4096))).at(-1)).toEqual([3, 4096]);
    expect(matchesOf(parse(withRepeat(3, 4097))).some(([, distance]) => distance === 4097)).toBe(false);
  });

  it('leaves a match for a longer one at the next position', () => {
    const bytes = Uint8Array.from('abcd_bcdefgh_abcdefgh', (c) => c.charCodeAt(0));
    expect(matchesOf(parse(bytes))).toEqual([
      [3, 4],
      [7, 9],
    ]);
  });
});
