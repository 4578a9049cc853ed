import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Costs, makeCosts, setCosts } from '../../../src/encode/deflate/costs.js';
import { DISTANCE_SYMBOL, expandTokens, makeTokenBuffer, type Tokens } from '../../../src/encode/deflate/tokens.js';
import { runs } from '../../support/runs.js';
import { expectSameBytes } from './checks.js';
import { MatchFinder } from './reference/match-finder.js';
import { OptimalParser, parseGreedily } from './reference/parse.js';
import { anyBytes, histogramOf, makePlane, matchesOf, withRepeat } from './samples.js';

const LIMITS = { maxDepth: 100, niceLength: 258 };

function costOfTokens({ values, distances, count }: Tokens, costs: Costs): number {
  let sum = 0;
  for (let i = 0; i < count; i++) {
    sum += distances[i] === 0 ? costs.literals[values[i]] : costs.lengths[values[i]];
    if (distances[i] !== 0) sum += costs.distances[DISTANCE_SYMBOL[distances[i]]];
  }
  return sum;
}

function costsOf(tokens: Tokens): Costs {
  const costs = makeCosts();
  setCosts(costs, histogramOf(tokens));
  return costs;
}

describe('OptimalParser', () => {
  it('parses into tokens of the bytes, at the reported cost, which is at most that of a greedy parse', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const matches = new MatchFinder(bytes, LIMITS).find(bytes.length, 1 << 20);
        const greedy = makeTokenBuffer(bytes.length);
        parseGreedily(bytes, matches, greedy);
        expect(expandTokens(greedy)).toEqual(bytes);
        const costs = costsOf(greedy);
        const optimal = makeTokenBuffer(bytes.length);
        const cost = new OptimalParser(bytes.length).parse(bytes, matches, [{ to: bytes.length, costs }], optimal);
        expect(expandTokens(optimal)).toEqual(bytes);
        expect(costOfTokens(optimal, costs)).toBe(cost);
        expect(cost).toBeLessThanOrEqual(costOfTokens(greedy, costs));
      }),
      { numRuns: runs(40) },
    );
  });

  it('gives a shorter match the distance of a longer one when that is cheaper', () => {
    // "abcd" is found 5 back, "abcde" 10 back; the latter distance is made cheap, the length 5 expensive.
    const bytes = Uint8Array.from('abcdeabcdxabcde', (c) => c.charCodeAt(0));
    const matches = new MatchFinder(bytes, LIMITS).find(bytes.length, 1 << 10);
    const costs = makeCosts();
    costs.literals.fill(1000);
    costs.literals['e'.charCodeAt(0)] = 10;
    costs.lengths.fill(100);
    costs.lengths[5] = 9000;
    costs.distances.fill(500);
    costs.distances[DISTANCE_SYMBOL[10]] = 50;
    const tokens = makeTokenBuffer(bytes.length);
    new OptimalParser(bytes.length).parse(bytes, matches, [{ to: bytes.length, costs }], tokens);
    const last = tokens.count - 2;
    expect([tokens.values[last], tokens.distances[last]]).toEqual([4, 10]);
  });

  it('prices tokens by the range in which they begin', () => {
    const bytes = makePlane(40, 20, 8, 1);
    const matches = new MatchFinder(bytes, LIMITS).find(bytes.length, 1 << 16);
    const cheapLiterals = makeCosts();
    cheapLiterals.lengths.fill(9000);
    const cheapMatches = makeCosts();
    cheapMatches.literals.fill(9000);
    const ranges = [
      { to: 400, costs: cheapLiterals },
      { to: bytes.length, costs: cheapMatches },
    ];
    const tokens = makeTokenBuffer(bytes.length);
    new OptimalParser(bytes.length).parse(bytes, matches, ranges, tokens);
    expect(expandTokens(tokens)).toEqual(bytes);
    const firstMatch = tokens.distances.findIndex((distance) => distance > 0);
    expect(firstMatch).toBeGreaterThanOrEqual(400);
    expect(tokens.count).toBeLessThan(600);
  });
});
function parse(bytes: Uint8Array): Tokens {
  const matches = new MatchFinder(bytes, { maxDepth: 100, niceLength: 258 }).find(bytes.length, 1 << 20);
  const tokens = makeTokenBuffer(bytes.length);
  parseGreedily(bytes, matches, tokens);
  return tokens;
}

describe('parseGreedily', () => {
  it('parses into tokens of the bytes', () => {
    fc.assert(fc.property(anyBytes, (bytes) => expectSameBytes(expandTokens(parse(bytes)), bytes)));
  });

  it('takes the longest match, unless the next position has a longer one', () => {
    const bytes = Uint8Array.from('abcd_bcdefgh_abcdefgh', (c) => c.charCodeAt(0));
    expect(matchesOf(parse(bytes))).toEqual([
      [3, 4],
      [7, 9],
    ]);
  });

  it('takes a match of three bytes from 4096 back, and from no farther', () => {
    expect(matchesOf(parse(withRepeat(3, 4096)))).toEqual([[3, 4096]]);
    expect(matchesOf(parse(withRepeat(3, 4097)))).toEqual([]);
    expect(matchesOf(parse(withRepeat(4, 4097)))).toEqual([[4, 4097]]);
  });
});
