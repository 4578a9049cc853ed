import fc from 'fast-check';
import { expect, it } from 'vitest';
import { COST_UNIT, type Costs } from '../../../src/encode/deflate/costs.js';
import { makePlaneMatcher } from '../../../src/encode/rate-distortion/lossy-match.js';
import type { WeightedPixels } from '../../../src/encode/rate-distortion/plane-pixels.js';
import { priceTokens } from '../../../src/encode/rate-distortion/token-prices.js';
import { describeBothWays } from '../../support/kernel-ways.js';
import { makeNoise } from '../../support/pictures.js';
import { runs } from '../../support/runs.js';
import { matchPlane } from './reference/lossy-match.js';

/** A palette, a plane of pixels near its entries (not always nearest to their labels), and costs, all random. */
const anyJob = fc
  .record({
    width: fc.integer({ min: 1, max: 40 }),
    rows: fc.integer({ min: 0, max: 40 }),
    k: fc.constantFrom(1, 2, 7, 13, 256),
    repeats: fc.constantFrom(1, 3, 20),
    seed: fc.nat(1e6),
    maxActive: fc.constantFrom(1, 5, 24, 127),
    chainLength: fc.integer({ min: 0, max: 6 }),
    lambda: fc.constantFrom(0.01, 3, 40, 3000),
  })
  .map((job) => ({ ...job, ...makePlane(job.width * job.rows, job.width, job.k, job.repeats, makeNoise(job.seed)) }));

function makePlane(count: number, width: number, k: number, repeats: number, next: () => number) {
  const entries = Float64Array.from({ length: k * 4 }, () => (next() % 2560) / 10);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    labels[i] = i > 0 && next() % repeats !== 0 ? labels[i > width ? i - width : i - 1] : next() % k;
  }
  const plane: WeightedPixels = {
    count,
    points: Float32Array.from(
      { length: count * 4 },
      (_, at) => entries[labels[at >> 2] * 4 + (at % 4)] + (next() % 200) / 9 - 11,
    ),
    weights: Float32Array.from({ length: count }, () => (next() % 50 === 0 ? 1e6 : (next() % 300) / 100)),
    labels,
    above: Uint16Array.from({ length: count }, (_, i) => (i >= width && next() % 9 > 0 ? width : 0)),
  };
  return { entries, plane, costs: [makeCosts(next), makeCosts(next)] };
}

function makeCosts(next: () => number): Costs {
  const cost = () => COST_UNIT + (next() % (14 * COST_UNIT));
  return {
    literals: Int32Array.from({ length: 256 }, cost),
    lengths: Int32Array.from({ length: 259 }, cost),
    distances: Int32Array.from({ length: 30 }, cost),
  };
}

describeBothWays('lossy matching', () => {
  it('equals the reference, bit for bit, pass by pass', () => {
    fc.assert(
      fc.property(anyJob, ({ plane, entries, costs, lambda, maxActive, chainLength }) => {
        const limits = { maxActive, chainLength };
        const kernel = makePlaneMatcher(plane, entries, limits);
        for (const pass of costs) {
          const prices = priceTokens(pass, lambda);
          expect(kernel.match(prices)).toEqual(matchPlane(plane, entries, prices, limits));
        }
      }),
      { numRuns: runs(150) },
    );
  });

  it('equals it in planes longer than the window', () => {
    const width = 300;
    const { plane, entries, costs } = makePlane(width * 250, width, 40, 12, makeNoise(5));
    const limits = { maxActive: 12, chainLength: 2 };
    const prices = priceTokens(costs[0], 20);
    expect(makePlaneMatcher(plane, entries, limits).match(prices)).toEqual(matchPlane(plane, entries, prices, limits));
  });

  it('equals it in a plain area, where it drops paths that fork far back', () => {
    const { plane, entries, prices } = plainArea(60_000);
    const limits = { maxActive: 12, chainLength: 2 };
    expect(makePlaneMatcher(plane, entries, limits).match(prices)).toEqual(matchPlane(plane, entries, prices, limits));
  });

  it('takes constant time for each pixel of a plain area: changing between equal paths once took 20 s a megapixel', () => {
    const limits = { maxActive: 12, chainLength: 2 };
    const secondsFor = (count: number) => {
      const { plane, entries, prices } = plainArea(count);
      const matcher = makePlaneMatcher(plane, entries, limits);
      const before = process.cpuUsage();
      matcher.match(prices);
      return process.cpuUsage(before).user / 1e6;
    };
    secondsFor(50_000);
    expect(secondsFor(800_000)).toBeLessThan(secondsFor(100_000) * 8 * 3 + 0.2);
  });
});

/** A noisy beginning, then one colour that is not in the palette. Long matches are rare. */
function plainArea(count: number) {
  const next = makeNoise(21);
  const entries = Float64Array.of(252, 252, 252, 0, 100, 250, 250, 0);
  const labels = Uint8Array.from({ length: count }, (_, i) => (i < 3000 && next() % 5 === 0 ? 1 : 0));
  const points = new Float32Array(count * 4);
  for (let i = 0; i < count; i++) points.set(labels[i] === 1 ? [next() % 200, 250, 250, 0] : [250, 250, 250, 0], i * 4);
  const weights = new Float32Array(count).fill(1);
  const above = new Uint16Array(count).fill(1000).fill(0, 0, 1000);
  const costs: Costs = {
    literals: Int32Array.from({ length: 256 }, (_, index) => (index === 0 ? 2 : 11) * COST_UNIT),
    lengths: Int32Array.from({ length: 259 }, (_, length) => Math.floor((2 + Math.sqrt(length)) * COST_UNIT)),
    distances: new Int32Array(30).fill(5 * COST_UNIT),
  };
  return { plane: { count, points, weights, labels, above }, entries, prices: priceTokens(costs, 70) };
}
