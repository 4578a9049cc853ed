import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceOf, lengthOf, type MatchTable, packMatch } from '../../../src/encode/deflate/match-table.js';
import { DISTANCE_SYMBOL, MAX_MATCH, MIN_MATCH } from '../../../src/encode/deflate/tokens.js';
import { WHOLE_FLAG } from '../../../src/wasm/constants.js';
import { runs } from '../../support/runs.js';
import { distanceSymbolOf, MatchFinder } from './reference/match-finder.js';
import { makePlane, makeRandom } from './samples.js';

/** Beyond the length of any match: all matches are asked for, at every position. */
const UNLIMITED = { maxDepth: 1 << 30, niceLength: MAX_MATCH + 1 };

type Match = [length: number, distance: number];

function matchesAt({ from, starts, packed }: MatchTable, p: number): Match[] {
  return [...packed.subarray(starts[p - from], starts[p - from + 1])].map((match) => [
    lengthOf(match),
    distanceOf(match),
  ]);
}

/** The matches of all positions of a table. */
function allMatches(table: MatchTable): Match[][] {
  return Array.from({ length: table.to - table.from }, (_, i) => matchesAt(table, table.from + i));
}

function commonLength(bytes: Uint8Array, p: number, distance: number, end: number): number {
  let length = 0;
  while (length < MAX_MATCH && p + length < end && bytes[p + length] === bytes[p + length - distance]) length++;
  return length;
}

/** All matches longer than every nearer one. */
function bruteForce(bytes: Uint8Array, p: number, end: number): Match[] {
  const matches: Match[] = [];
  let longest = MIN_MATCH - 1;
  for (let distance = 1; distance <= Math.min(p, 32767) && longest < MAX_MATCH; distance++) {
    const length = commonLength(bytes, p, distance, end);
    if (length <= longest) continue;
    matches.push([length, distance]);
    longest = length;
  }
  return matches;
}

function bruteForceAll(bytes: Uint8Array, { from, to }: MatchTable): Match[][] {
  return Array.from({ length: to - from }, (_, i) => bruteForce(bytes, from + i, to));
}

function fewSymbols(length: number, symbols: number, seed: number): Uint8Array {
  const random = makeRandom(seed);
  return Uint8Array.from({ length }, () => random(symbols));
}

describe('packMatch', () => {
  it('packs a length and a distance, and unpacks them', () => {
    for (const length of [3, 4, 257, 258]) {
      for (const distance of [1, 2, 5, 24577, 32768]) {
        const match = packMatch(length, distance);
        expect([lengthOf(match), distanceOf(match)]).toEqual([length, distance]);
        expect(distanceSymbolOf(match)).toBe(DISTANCE_SYMBOL[distance]);
        expect(match).toBeLessThan(WHOLE_FLAG);
      }
    }
  });
});

describe('MatchFinder', () => {
  it('finds the nearest match of each length, as a search of every place does', () => {
    const samples = fc.tuple(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 1, max: 30 }), fc.nat());
    fc.assert(
      fc.property(samples, ([length, symbols, seed]) => {
        const bytes = fewSymbols(length, symbols, seed);
        const table = new MatchFinder(bytes, UNLIMITED).find(length, 1 << 20);
        expect(allMatches(table)).toEqual(bruteForceAll(bytes, table));
      }),
      { numRuns: runs(30) },
    );
  });

  it('finds matches across the borders of segments, and none beyond', () => {
    const bytes = makePlane(44, 44, 40, 1);
    const finder = new MatchFinder(bytes, UNLIMITED);
    for (const to of [1, 2, 900, 901, 1500, bytes.length]) {
      const table = finder.find(to, 1 << 20);
      expect(table.to).toBe(to);
      expect(allMatches(table)).toEqual(bruteForceAll(bytes, table));
    }
  });

  it('ends a table early when it is full', () => {
    const bytes = makePlane(64, 64, 40, 1);
    const finder = new MatchFinder(bytes, UNLIMITED);
    let at = 0;
    for (let tables = 0; at < bytes.length; tables++) {
      const { from, to } = finder.find(bytes.length, 2000);
      expect(from).toBe(at);
      expect(to).toBeGreaterThan(from);
      expect(tables).toBeLessThan(100);
      at = to;
    }
  });

  it('stays within the window with any limits, and each match is real, longer and farther than the one before', () => {
    const random = makeRandom(5);
    const piece = Uint8Array.from({ length: 300 }, () => random(256));
    const bytes = new Uint8Array(70000).map((_, i) => (i % 34000 < 300 ? piece[i % 34000] : random(5)));
    for (const limits of [UNLIMITED, { maxDepth: 5, niceLength: 20 }, { maxDepth: 30, niceLength: 258 }]) {
      const table = new MatchFinder(bytes, limits).find(bytes.length, 1 << 22);
      for (let p = 0; p < bytes.length; p++) {
        let [longest, farthest] = [MIN_MATCH - 1, 0];
        for (const [length, distance] of matchesAt(table, p)) {
          const isReal = commonLength(bytes, p, distance, bytes.length) >= length;
          if (!isReal || length <= longest || distance < farthest || distance > 32767) expect.fail(`position ${p}`);
          [longest, farthest] = [length, distance];
        }
      }
    }
  });

  it('tries no more places than its limit', () => {
    const bytes = fewSymbols(3000, 3, 7);
    const many = new MatchFinder(bytes, UNLIMITED).find(bytes.length, 1 << 16);
    const few = new MatchFinder(bytes, { maxDepth: 2, niceLength: 258 }).find(bytes.length, 1 << 16);
    const mostAtOnce = Math.max(...allMatches(few).map((matches) => matches.length));
    // One of three bytes, and two places of the tree.
    expect(mostAtOnce).toBe(3);
    expect(few.starts[bytes.length]).toBeLessThan(many.starts[bytes.length]);
  });

  it('marks the positions within a nice match, and keeps only the longest match there', () => {
    const bytes = new Uint8Array(1000);
    const table = new MatchFinder(bytes, { maxDepth: 10, niceLength: 50 }).find(1000, 1 << 16);
    const flagged = [...table.packed.subarray(0, table.starts[1000])].filter((match) => match >= WHOLE_FLAG);
    expect(flagged.length).toBeGreaterThan(900);
    expect(matchesAt(table, 500)).toEqual([[258, 1]]);
  });
});
