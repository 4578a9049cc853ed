import { describe, expect, it } from 'vitest';
import { measureRate } from '../../../src/encode/deflate/index.js';
import { optimisePlane } from '../../../src/encode/rate-distortion/match-segment.js';
import { measureError, type WeightedPixels } from '../../../src/encode/rate-distortion/plane-pixels.js';
import { makeNoise } from '../../support/pictures.js';

const EFFORT = { passes: 1, maxActive: 12, chainLength: 2 };
const WIDTH = 128;

/** A gradient of grays with noise, `step` levels apart, and a palette of all these grays. */
function noisySlope(step = 1): { plane: WeightedPixels; entries: Float64Array } {
  const next = makeNoise(4);
  const values = Uint8Array.from({ length: WIDTH * 128 }, (_, i) =>
    Math.floor((40 + ((i % WIDTH) >> 1) + (next() % 9) * Math.ceil(step / 4)) / step),
  );
  const entries = Float64Array.from({ length: 256 * 4 }, (_, at) => (at % 4 === 3 ? 0 : step * (at >> 2)));
  return {
    entries,
    plane: {
      count: values.length,
      points: Float32Array.from({ length: values.length * 4 }, (_, at) => (at % 4 === 3 ? 0 : step * values[at >> 2])),
      weights: new Float32Array(values.length).fill(1),
      labels: values,
      above: Uint16Array.from(values, (_, i) => (i >= WIDTH ? WIDTH : 0)),
    },
  };
}

describe('optimisePlane', () => {
  const { plane, entries } = noisySlope();
  const priceOf = (indices: Uint8Array, lambda: number) =>
    measureError(plane, entries, indices) + lambda * 8 * measureRate(indices);

  it('never makes D + lambda * R worse than that of the nearest entries, with one pass or three', () => {
    for (const lambda of [0.001, 0.3, 5, 80, 1000, 10000]) {
      for (const passes of [1, 3]) {
        const indices = optimisePlane(plane, entries, lambda, { ...EFFORT, passes });
        expect(priceOf(indices, lambda)).toBeLessThanOrEqual(priceOf(plane.labels, lambda));
      }
    }
  });

  it('makes it much better when bits are expensive, and does not change its input', () => {
    const labels = plane.labels.slice();
    const indices = optimisePlane(plane, entries, 20, EFFORT);
    expect(priceOf(indices, 20)).toBeLessThan(0.6 * priceOf(plane.labels, 20));
    expect(plane.labels).toEqual(labels);
  });

  it('lets bytes grow gradually as lambda falls, if asked to; otherwise they double at once', () => {
    const coarse = noisySlope(8);
    const growth = (isGradual: boolean) => {
      const bytes = Array.from({ length: 16 }, (_, i) =>
        measureRate(optimisePlane(coarse.plane, coarse.entries, 52 / 1.1 ** i, EFFORT, isGradual)),
      );
      return Math.max(...bytes.slice(1).map((size, i) => size / bytes[i]));
    };
    expect(growth(true)).toBeLessThan(1.5);
    expect(growth(false)).toBeGreaterThan(1.8);
  });
});
