import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bdRate, interpolateMonotone, lossyFront, paretoFront, type RatePoint } from '../../bench/rd/bd-rate.mjs';

/** Points from two lists. */
function curve(bytes: readonly number[], quality: readonly number[]): RatePoint[] {
  return bytes.map((value, i) => ({ bytes: value, quality: quality[i]! }));
}

/** A curve on which bytes and quality both rise. */
const monotoneCurve = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 1000 })), {
    minLength: 2,
    maxLength: 12,
  })
  .map((steps) => {
    let bytes = 1000;
    let quality = 20;
    return steps.map(([more, better]) => {
      bytes += more;
      quality += better / 100;
      return { bytes, quality };
    });
  });

/** Any points, lossless ones included. */
const cloud = fc.array(
  fc.record({
    bytes: fc.integer({ min: 1, max: 50 }),
    quality: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.constant(Infinity)),
  }),
  { maxLength: 15 },
);

describe('BD-rate', () => {
  it('is x % for a curve whose files are x % larger at each quality', () => {
    fc.assert(
      fc.property(monotoneCurve, fc.double({ min: -90, max: 400, noNaN: true }), (anchor, percent) => {
        const test = anchor.map(({ bytes, quality }) => ({ bytes: bytes * (1 + percent / 100), quality }));
        expect(bdRate(test, anchor).percent).toBeCloseTo(percent, 6);
      }),
    );
  });

  it('changes only its sign, in logarithms, when test and anchor are swapped', () => {
    fc.assert(
      fc.property(monotoneCurve, monotoneCurve, (a, b) => {
        const [there, back] = [bdRate(a, b), bdRate(b, a)];
        expect(there.problem).toBe(back.problem);
        if (there.percent === undefined || back.percent === undefined) return;
        expect(Math.log1p(there.percent / 100) + Math.log1p(back.percent / 100)).toBeCloseTo(0, 9);
      }),
    );
  });

  it('does not depend on the order of points, nor on dominated points', () => {
    const anchor = curve([100, 150, 260, 400], [30, 33, 36, 38]);
    const test = curve([90, 140, 250, 390], [30, 33, 36, 38]);
    const worse = curve([145, 395, 500], [32.9, 37, 38]);
    expect(bdRate([...worse, ...test].reverse(), anchor)).toEqual(bdRate(test, anchor));
  });

  it('is the mean distance of straight lines', () => {
    // ln bytes: anchor q, test 2 q - 1; common qualities 1..3, mean difference q - 1 = 1.
    const anchor = curve([0, 1, 2, 3].map(Math.exp), [0, 1, 2, 3]);
    const test = curve([1, 3, 5, 7].map(Math.exp), [1, 2, 3, 4]);
    const result = bdRate(test, anchor);
    expect(result).toMatchObject({ from: 1, to: 3 });
    expect(result.percent).toBeCloseTo(100 * (Math.E - 1), 9);
  });

  it("gives scipy's numbers on published example curves", () => {
    // numpy.log of the rates over PSNR by scipy.interpolate.PchipInterpolator, its integrals' difference over the common range.
    const first = [
      curve([686.76, 309.58, 157.11, 85.95], [40.28, 37.18, 34.24, 31.42]),
      curve([893.34, 407.8, 204.93, 112.75], [40.39, 37.21, 34.17, 31.24]),
    ] as const;
    expect(bdRate(first[1], first[0]).percent).toBeCloseTo(31.37987820239754, 9);
    expect(bdRate(first[0], first[1]).percent).toBeCloseTo(-23.88484342636945, 9);
    const anchor = curve([9487.76, 4593.6, 2486.44, 1358.24], [40.037, 38.615, 36.845, 34.851]);
    const test = curve([9787.8, 4469.0, 2451.52, 1356.24], [40.121, 38.651, 36.97, 34.987]);
    expect(bdRate(test, anchor).percent).toBeCloseTo(-4.4174853505891125, 9);
  });

  it('says why there is no number', () => {
    const low = curve([10, 20], [30, 31]);
    expect(bdRate(low, curve([10, 20], [32, 33]))).toEqual({ problem: 'no overlap' });
    expect(bdRate(low, curve([10, 20], [31, 33]))).toEqual({ problem: 'no overlap' });
    expect(bdRate(low, curve([10], [30.5]))).toEqual({ problem: 'too few points' });
    expect(bdRate([], low)).toEqual({ problem: 'too few points' });
    expect(bdRate(low, curve([10, 20], [30, 30]))).toEqual({ problem: 'too few points' });
    expect(bdRate(low, curve([10, 20], [30, Infinity]))).toEqual({ problem: 'too few points' });
  });

  it('always ends, with a finite number or a problem', () => {
    fc.assert(
      fc.property(cloud, cloud, (test, anchor) => {
        const { percent, problem } = bdRate(test, anchor);
        expect(problem !== undefined || Number.isFinite(percent)).toBe(true);
      }),
    );
  });
});

describe('the Pareto front', () => {
  it('rises strictly, and beats or equals every point', () => {
    fc.assert(
      fc.property(cloud, (points) => {
        const front = paretoFront(points);
        for (let i = 1; i < front.length; i++) {
          expect(front[i]!.bytes).toBeGreaterThan(front[i - 1]!.bytes);
          expect(front[i]!.quality).toBeGreaterThan(front[i - 1]!.quality);
        }
        for (const { bytes, quality } of points) {
          expect(front.some((best) => best.bytes <= bytes && best.quality >= quality)).toBe(true);
        }
      }),
    );
  });

  it('keeps one of equal points, the better of equal sizes, the smaller of equal qualities', () => {
    const points = curve([10, 10, 10, 20, 30], [30, 31, 31, 33, 33]);
    expect(paretoFront(points)).toEqual(curve([10, 20], [31, 33]));
  });

  it('drops lossless points, and points larger than lossless', () => {
    const points = curve([10, 20, 25, 30], [30, 40, Infinity, 45]);
    expect(lossyFront(points)).toEqual(curve([10, 20], [30, 40]));
  });
});

describe('monotone interpolation', () => {
  it("gives scipy's values and integrals", () => {
    const { at, integrate } = interpolateMonotone([0, 1, 3, 4], [0, 1, 2, 5]);
    expect(at(0.5)).toBeCloseTo(0.55929487, 8);
    expect(at(2)).toBeCloseTo(1.4403183, 7);
    expect(at(3.5)).toBeCloseTo(3.13721264, 8);
    expect(integrate(0, 4)).toBeCloseTo(6.718096080165045, 12);
    expect(integrate(0.5, 3.5)).toBeCloseTo(4.552157014441497, 12);
  });

  it('passes through its points and never turns between them', () => {
    fc.assert(
      fc.property(monotoneCurve, (points) => {
        const x = points.map(({ quality }) => quality);
        const y = points.map(({ bytes }) => bytes);
        const { at } = interpolateMonotone(x, y);
        for (const [i, position] of x.entries()) expect(at(position)).toBeCloseTo(y[i]!, 6);
        const samples = Array.from({ length: 200 }, (_, i) => at(x[0]! + ((x.at(-1)! - x[0]!) * i) / 199));
        for (let i = 1; i < samples.length; i++) expect(samples[i]).toBeGreaterThanOrEqual(samples[i - 1]! - 1e-9);
      }),
    );
  });

  it('is flat at extremes of the data', () => {
    const { at } = interpolateMonotone([0, 1, 2], [0, 1, 0]);
    expect(at(1)).toBe(1);
    expect(Math.max(at(0.9), at(1.1))).toBeLessThanOrEqual(1);
  });
});
