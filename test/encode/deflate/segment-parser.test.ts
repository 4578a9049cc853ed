import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Costs, makeCosts } from '../../../src/encode/deflate/costs.js';
import { DEFLATE_EFFORTS, type MatchLimits } from '../../../src/encode/deflate/options.js';
import { type CostRange, makeSegmentParser, type SegmentParser } from '../../../src/encode/deflate/segment-parser.js';
import type { Tokens } from '../../../src/encode/deflate/tokens.js';
import { describeBothWays } from '../../support/kernel-ways.js';
import { runs } from '../../support/runs.js';
import { PlainSegmentParser } from './reference/segment-parser.js';
import { anyBytes, anyPlane, makePlane, makeRandom, withRepeat } from './samples.js';

interface Case {
  readonly bytes: Uint8Array;
  readonly limits: MatchLimits;
  /** The size of a segment, in positions. */
  readonly size: number;
  readonly maxMatches: number;
  readonly seed: number;
}

const anyCase: fc.Arbitrary<Case> = fc.record({
  bytes: fc.oneof(anyBytes, anyPlane),
  limits: fc.constantFrom(...DEFLATE_EFFORTS, { maxDepth: 1 << 30, niceLength: 259 }, { maxDepth: 1, niceLength: 3 }),
  size: fc.integer({ min: 1, max: 6000 }),
  maxMatches: fc.integer({ min: 1, max: 1 << 14 }),
  seed: fc.nat(),
});

function anyCosts(random: (n: number) => number): Costs {
  const costs = makeCosts();
  for (const array of [costs.literals, costs.lengths, costs.distances]) {
    for (let i = 0; i < array.length; i++) array[i] = 64 + random(1800);
  }
  return costs;
}

/** Covers the positions of a segment by up to three ranges with different costs. */
function anyRanges(from: number, to: number, random: (n: number) => number): CostRange[] {
  const ends = [from + random(to - from + 1), from + random(to - from + 1), to].sort((a, b) => a - b);
  return ends.map((end) => ({ to: end, costs: anyCosts(random) }));
}

function read({ values, distances, count }: Tokens): number[] {
  return [...values.subarray(0, count), ...distances.subarray(0, count)];
}

/** All results of a parser for an input. */
function parseAll(parser: SegmentParser, { bytes, size, seed }: Case): unknown[] {
  const random = makeRandom(seed);
  const said: unknown[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = parser.findMatches(Math.min(at + size, bytes.length));
    const [first, second] = parser.buffers;
    parser.parseGreedily(first);
    said.push(end, read(first));
    for (let pass = 0; pass < 2; pass++) said.push(parser.parse(anyRanges(at, end, random), second), read(second));
    at = end;
  }
  // The next parser may be the same instance of the kernel.
  parser.close();
  return said;
}

function expectSame(one: Case): void {
  const { bytes, limits, size, maxMatches } = one;
  const kernel = makeSegmentParser(bytes, limits, size, maxMatches);
  expect(parseAll(kernel, one)).toEqual(parseAll(new PlainSegmentParser(bytes, limits, size, maxMatches), one));
}

describeBothWays('the segment parser', () => {
  it('equals the reference: for any bytes, limits, segments, costs', () => {
    fc.assert(fc.property(anyCase, expectSame), { numRuns: runs(150) });
  });

  it('equals it for inputs longer than the window, and longer than a call of the kernel', () => {
    const bytes = makePlane(300, 250, 40, 3);
    for (const limits of DEFLATE_EFFORTS) expectSame({ bytes, limits, size: 40000, maxMatches: 1 << 19, seed: 1 });
  });

  it('equals it at the end of the window', () => {
    for (const distance of [32766, 32767, 32768]) {
      const bytes = withRepeat(258, distance);
      expectSame({ bytes, limits: { maxDepth: 50, niceLength: 258 }, size: 1 << 16, maxMatches: 1 << 19, seed: 2 });
    }
  });
});
