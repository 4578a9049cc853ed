import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFLATE_EFFORTS } from '../../../src/encode/deflate/options.js';
import { type BlockedTokens, optimiseSegment, planBlocks } from '../../../src/encode/deflate/segment.js';
import { expandTokens, makeTokenBuffer } from '../../../src/encode/deflate/tokens.js';
import { createRandom } from '../../../src/encode/kmeans/random.js';
import { runs } from '../../support/runs.js';
import { expectSameBytes } from './checks.js';
import { MatchFinder } from './reference/match-finder.js';
import { parseGreedily } from './reference/parse.js';
import { PlainSegmentParser } from './reference/segment-parser.js';
import { anyBytes, anyTokens, histogramOf, makePlane } from './samples.js';

/** All of some bytes as one segment. */
function optimise(bytes: Uint8Array, passes: number): BlockedTokens {
  const options = { ...DEFLATE_EFFORTS[6], passes };
  const parser = new PlainSegmentParser(bytes, options, bytes.length, 1 << 20);
  parser.findMatches(bytes.length);
  return optimiseSegment(parser, bytes, 0, options);
}

describe('planBlocks', () => {
  it('plans each block from its own symbols, and adds up their bits', () => {
    fc.assert(
      fc.property(anyTokens, fc.double({ min: 0, max: 1, noNaN: true }), (tokens, fraction) => {
        const middle = Math.floor(tokens.count * fraction);
        const { plans, histograms, bits } = planBlocks(tokens, [middle, tokens.count], false);
        expect(bits).toBe(plans[0].bits + plans[1].bits);
        const all = histograms[0].map((count, s) => count + histograms[1][s]);
        all[256] -= 1;
        expect(all).toEqual(histogramOf(tokens));
      }),
    );
  });
});

describe('optimiseSegment', () => {
  it('finds tokens of the bytes, and blocks that cover them', () => {
    fc.assert(
      fc.property(anyBytes, fc.integer({ min: 0, max: 6 }), (bytes, passes) => {
        const { tokens, ends, plans } = optimise(bytes, passes);
        expectSameBytes(expandTokens(tokens), bytes);
        expect(ends[ends.length - 1]).toBe(tokens.count);
        expect(plans.length).toBe(ends.length);
      }),
      { numRuns: runs(50) },
    );
  });

  it('gets smaller with more passes, never larger', () => {
    const bytes = makePlane(160, 100, 60, 5);
    const sizes = [0, 1, 2, 3, 5, 8].map((passes) => optimise(bytes, passes).bits);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect(sizes[1]).toBeLessThan(sizes[0]);
  });

  it('is not misled by short matches of noise: one pass finds that no match pays', () => {
    // Each byte is a throw of two dice. Nearly everywhere three bytes match earlier ones, and no match saves a bit.
    const random = createRandom(4);
    const noise = Uint8Array.from({ length: 40_000 }, () => random.nextBelow(8) + random.nextBelow(8));
    const [one, many] = [1, 12].map((passes) => optimise(noise, passes).bits);
    expect(one).toBeLessThan(1.005 * many);
  });

  it('tries both starts on few bytes, and keeps the better', () => {
    const ramp = Uint8Array.from({ length: 600 }, (_, i) => (i % 3 === 1 ? i >>> 1 : i >>> 2));
    const { tokens, bits } = optimise(ramp, 4);
    expectSameBytes(expandTokens(tokens), ramp);
    expect(bits).toBeLessThanOrEqual(optimise(ramp, 1).bits);
  });

  it('without a pass equals the greedy parse', () => {
    const bytes = makePlane(80, 50, 30, 2);
    const matches = new MatchFinder(bytes, DEFLATE_EFFORTS[6]).find(bytes.length, 1 << 20);
    const greedy = makeTokenBuffer(bytes.length);
    parseGreedily(bytes, matches, greedy);
    const { tokens } = optimise(bytes, 0);
    expect(tokens.count).toBe(greedy.count);
    expect(tokens.values).toEqual(greedy.values);
    expect(tokens.distances).toEqual(greedy.distances);
  });
});
