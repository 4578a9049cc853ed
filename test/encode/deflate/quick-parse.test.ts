import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DEFLATE_EFFORTS } from '../../../src/encode/deflate/options.js';
import { makeQuickParser, type QuickParser } from '../../../src/encode/deflate/quick-parse.js';
import { expandTokens, type Tokens } from '../../../src/encode/deflate/tokens.js';
import { describeBothWays } from '../../support/kernel-ways.js';
import { runs } from '../../support/runs.js';
import { PlainQuickParser } from './reference/quick-parse.js';
import { anyBytes, anyPlane, matchesOf, withRepeat } from './samples.js';

function parse(bytes: Uint8Array): Tokens {
  return makeQuickParser(bytes, { maxDepth: 100, niceLength: 258 }, bytes.length).parse(bytes.length);
}

/** Tokens of each segment. The parser is closed, so that the next one may be the same instance of the kernel. */
function parseAll(parser: QuickParser, length: number, size: number): number[][] {
  const segments: number[][] = [];
  for (let at = 0; at < length; at += size) {
    const { values, distances, count } = parser.parse(Math.min(at + size, length));
    segments.push([...values.subarray(0, count), ...distances.subarray(0, count)]);
  }
  parser.close();
  return segments;
}

describeBothWays('the quick parse', () => {
  it('parses into tokens of the bytes, a segment at a time', () => {
    fc.assert(
      fc.property(anyBytes, fc.integer({ min: 1, max: 700 }), fc.constantFrom(1, 4, 50), (bytes, size, maxDepth) => {
        const parser = makeQuickParser(bytes, { maxDepth, niceLength: 32 }, size);
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

  it('skips a match for a longer one at the next position', () => {
    const bytes = Uint8Array.from('abcd_bcdefgh_abcdefgh', (c) => c.charCodeAt(0));
    expect(matchesOf(parse(bytes))).toEqual([
      [3, 4],
      [7, 9],
    ]);
  });

  it('finds the tokens that the reference finds, at every effort, in segments of any size', () => {
    const limits = fc.constantFrom(...DEFLATE_EFFORTS, { maxDepth: 1, niceLength: 3 });
    fc.assert(
      fc.property(fc.oneof(anyBytes, anyPlane), limits, fc.integer({ min: 1, max: 5000 }), (bytes, limit, size) => {
        const kernel = parseAll(makeQuickParser(bytes, limit, size), bytes.length, size);
        expect(kernel).toEqual(parseAll(new PlainQuickParser(bytes, limit, size), bytes.length, size));
      }),
      { numRuns: runs(200) },
    );
  });

  it('finds them at the ends of the window, too', () => {
    for (const [length, distance] of [
      [258, 32767],
      [258, 32768],
      [3, 4096],
      [3, 4097],
    ]) {
      const bytes = withRepeat(length, distance);
      const limits = { maxDepth: 1000, niceLength: 258 };
      const kernel = parseAll(makeQuickParser(bytes, limits, 20000), bytes.length, 20000);
      expect(kernel).toEqual(parseAll(new PlainQuickParser(bytes, limits, 20000), bytes.length, 20000));
    }
  });
});
