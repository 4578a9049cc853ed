import fc from 'fast-check';
import { expect, it } from 'vitest';
import { COST_UNIT, type Costs } from '../../../src/encode/deflate/costs.js';
import { DISTANCE_SYMBOL } from '../../../src/encode/deflate/tokens.js';
import { type MatchedPlane, makePlaneMatcher } from '../../../src/encode/rate-distortion/lossy-match.js';
import type { WeightedPixels } from '../../../src/encode/rate-distortion/plane-pixels.js';
import { type MatchPrices, priceTokens } from '../../../src/encode/rate-distortion/token-prices.js';
import { describeBothWays } from '../../support/kernel-ways.js';
import { makeNoise } from '../../support/pictures.js';
import { runs } from '../../support/runs.js';

const LIMITS = { maxActive: 24, chainLength: 4 };

/** Grays as a palette: entry `i` is `i * step`. */
function greys(k: number, step: number): Float64Array {
  return Float64Array.from({ length: k * 4 }, (_, i) => (i % 4 === 3 ? 0 : Math.floor(i / 4) * step));
}

/** A plane of gray pixels, each with its nearest entry. */
function greyPlane(values: readonly number[], k: number, step: number, width: number): WeightedPixels {
  return {
    count: values.length,
    points: Float32Array.from({ length: values.length * 4 }, (_, i) => (i % 4 === 3 ? 0 : values[i >> 2])),
    weights: new Float32Array(values.length).fill(1),
    labels: Uint8Array.from(values, (value) => Math.min(k - 1, Math.round(value / step))),
    above: Uint16Array.from(values, (_, i) => (i >= width ? width : 0)),
  };
}

/** Literals of 6 bits, lengths of 4, distances of 6 and a bit more the farther. */
function flatCosts(): Costs {
  return {
    literals: new Int32Array(256).fill(6 * COST_UNIT),
    lengths: new Int32Array(259).fill(4 * COST_UNIT),
    distances: Int32Array.from({ length: 30 }, (_, symbol) => (6 + (symbol >> 2)) * COST_UNIT),
  };
}

function errorOf(plane: WeightedPixels, entries: Float64Array, indices: Uint8Array): number {
  let error = 0;
  for (let i = 0; i < plane.count; i++) {
    for (let d = 0; d < 4; d++) error += (plane.points[i * 4 + d] - entries[indices[i] * 4 + d]) ** 2;
  }
  return error;
}

function bitsOf({ lengths, distances }: MatchedPlane, costs: Costs): number {
  let units = 0;
  lengths.forEach((length, token) => {
    units +=
      distances[token] === 0
        ? costs.literals[0]
        : costs.lengths[length] + costs.distances[DISTANCE_SYMBOL[distances[token]]];
  });
  return units / COST_UNIT;
}

/** The indices that the tokens stand for, with literals read from the result. */
function expand({ indices, lengths, distances }: MatchedPlane): number[] {
  const out: number[] = [];
  lengths.forEach((length, token) => {
    const distance = distances[token];
    for (let i = 0; i < length; i++) out.push(distance === 0 ? indices[out.length] : out[out.length - distance]);
  });
  return out;
}

const anyPlane = fc
  .record({
    width: fc.integer({ min: 1, max: 30 }),
    rows: fc.integer({ min: 1, max: 12 }),
    seed: fc.nat(1e6),
    spread: fc.constantFrom(1, 20, 256),
  })
  .map(({ width, rows, seed, spread }) => {
    const next = makeNoise(seed);
    const values = Array.from({ length: width * rows }, (_, i) => Math.min(255, (i % width) * 3 + (next() % spread)));
    return greyPlane(values, 32, 8, width);
  });

type Match = (plane: WeightedPixels, entries: Float64Array, prices: MatchPrices) => MatchedPlane;

const match: Match = (plane, palette, prices) => makePlaneMatcher(plane, palette, LIMITS).match(prices);

describeBothWays('lossy matching', () => {
  const entries = greys(32, 8);

  it('returns tokens that stand for its indices, each within the window and the palette', () => {
    fc.assert(
      fc.property(anyPlane, fc.constantFrom(0.1, 4, 60, 2000), (plane, lambda) => {
        const matched = match(plane, entries, priceTokens(flatCosts(), lambda));
        expect(expand(matched)).toEqual(Array.from(matched.indices));
        expect(Math.max(...matched.indices)).toBeLessThan(32);
        matched.lengths.forEach((length, token) => {
          if (matched.distances[token] === 0) expect(length).toBe(1);
          else expect(length >= 3 && length <= 258).toBe(true);
        });
      }),
      { numRuns: runs(300) },
    );
  });

  it('is never worse in D + lambda * R than the nearest entries written as literals', () => {
    fc.assert(
      fc.property(anyPlane, fc.constantFrom(0.1, 4, 60, 2000), (plane, lambda) => {
        const costs = flatCosts();
        const matched = match(plane, entries, priceTokens(costs, lambda));
        const found = errorOf(plane, entries, matched.indices) + lambda * bitsOf(matched, costs);
        const plain = errorOf(plane, entries, plane.labels) + lambda * plane.count * 6;
        expect(found).toBeLessThanOrEqual(plain * (1 + 1e-9) + 1e-6);
      }),
      { numRuns: runs(300) },
    );
  });

  it('adds no error when bits are nearly free', () => {
    fc.assert(
      fc.property(anyPlane, (plane) => {
        const { indices } = match(plane, entries, priceTokens(flatCosts(), 1e-6));
        expect(errorOf(plane, entries, indices)).toBe(errorOf(plane, entries, plane.labels));
      }),
    );
  });

  it('copies a row in place of a slightly different one when bits are expensive', () => {
    const row = Array.from({ length: 40 }, (_, i) => ((i * 37) % 31) * 8);
    const plane = greyPlane([...row, ...row.map((value) => value + 3)], 32, 8, 40);
    const { lengths, distances } = match(plane, entries, priceTokens(flatCosts(), 50));
    expect([lengths.at(-1), distances.at(-1)]).toEqual([40, 40]);
  });

  it('does not change pixels of great weight', () => {
    const values = Array.from({ length: 200 }, (_, i) => (i === 100 ? 248 : 80));
    const plane = greyPlane(values, 32, 8, 200);
    expect(match(plane, entries, priceTokens(flatCosts(), 9000)).indices[100]).toBe(10);
    plane.weights[100] = 1e6;
    expect(match(plane, entries, priceTokens(flatCosts(), 9000)).indices[100]).toBe(31);
  });

  it('accepts planes of no, one and two pixels', () => {
    for (const count of [0, 1, 2]) {
      const plane = greyPlane(new Array(count).fill(80), 32, 8, 1);
      expect(match(plane, entries, priceTokens(flatCosts(), 10)).indices).toEqual(new Uint8Array(count).fill(10));
    }
  });
});
