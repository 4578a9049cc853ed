import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embedColours, packColour } from '../../../src/encode/kmeans/colour-space.js';
import {
  buildHistogram,
  ColourHistogram,
  coarsenHistogram,
  type Histogram,
  pointsOf,
} from '../../../src/encode/kmeans/histogram.js';
import { createRandom } from '../../../src/encode/kmeans/random.js';
import { anyColours } from './arbitraries.js';

/** Pixels whose colours are `count` different ones, in a random order. */
function manyColours(count: number, seed: number): Uint32Array {
  const random = createRandom(seed);
  return Uint32Array.from({ length: count }, () => (random.nextUint32() | 0xff000000) >>> 0);
}

function total(histogram: Histogram): number {
  return histogram.counts.reduce((sum, count) => sum + count, 0);
}

describe('a histogram', () => {
  it('counts every colour, in ascending order', () => {
    fc.assert(
      fc.property(anyColours(false, 60), (pixels) => {
        const counts = new Map<number, number>();
        for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
        const expected = [...counts].sort(([a], [b]) => a - b);
        const histogram = buildHistogram(pixels);
        expect([...histogram.colours].map((colour, i) => [colour, histogram.counts[i]])).toEqual(expected);
        expect(histogram.exact).toBe(true);
      }),
    );
  });

  it('is the same whether pixels come singly, in runs or with a count', () => {
    fc.assert(
      fc.property(anyColours(false, 40), fc.nat(), (pixels, cut) => {
        const singly = new ColourHistogram();
        for (const colour of pixels) singly.add(colour, 1);
        const inRuns = new ColourHistogram();
        inRuns.addRun(pixels, 0, cut % pixels.length);
        inRuns.addRun(pixels, cut % pixels.length, pixels.length);
        expect(inRuns.finish()).toEqual(singly.finish());
      }),
    );
  });

  it('grows to many colours without losing any', () => {
    const pixels = manyColours(60_000, 3);
    const histogram = buildHistogram(pixels);
    expect(histogram.colours.length).toBe(new Set(pixels).size);
    expect(total(histogram)).toBe(pixels.length);
  });

  it('accepts more pixels after it was finished', () => {
    const builder = new ColourHistogram();
    builder.add(5, 2);
    builder.finish();
    builder.add(5, 3);
    expect([...builder.finish().counts]).toEqual([5]);
  });

  it('refuses invalid counts, and totals over 32 bits', () => {
    const builder = new ColourHistogram();
    expect(() => builder.add(1, 0)).toThrow(/count/);
    builder.add(1, 2 ** 32 - 2);
    expect(() => builder.add(1, 2)).toThrow(/count/);
    expect(() => builder.addRun(new Uint32Array(2), 0, 2)).toThrow(/run/);
  });

  it('is empty for no pixels', () => {
    expect(buildHistogram(new Uint32Array(0)).colours.length).toBe(0);
  });
});

describe('a histogram of more colours than its limit', () => {
  it('keeps every pixel in cells, within its limit', () => {
    for (const limit of [16, 100, 1000, 20_000]) {
      const pixels = manyColours(30_000, limit);
      const histogram = buildHistogram(pixels, limit);
      expect(histogram.exact).toBe(false);
      expect(histogram.colours.length).toBeLessThanOrEqual(limit);
      expect(total(histogram)).toBe(pixels.length);
    }
  });

  it('does not depend on the order of the pixels', () => {
    const pixels = manyColours(5000, 9);
    expect(buildHistogram(pixels.toReversed(), 300)).toEqual(buildHistogram(pixels, 300));
  });

  it('keeps the exact mean of all pixels', () => {
    const pixels = manyColours(4000, 11);
    const exact = pointsOf(buildHistogram(pixels), true);
    const cells = pointsOf(buildHistogram(pixels, 200), true);
    for (let d = 0; d < 3; d++) {
      const sumOf = ({ coordinates, weights }: typeof exact) =>
        weights.reduce((sum, weight, i) => sum + weight * coordinates[i * 4 + d], 0);
      expect(sumOf(cells)).toBeCloseTo(sumOf(exact), 5);
    }
  });
});

describe('a histogram of noise', () => {
  const noise = manyColours(100_000, 8);

  it('has cells, fewer than the colours, that keep every pixel', () => {
    const histogram = buildHistogram(noise);
    expect(histogram.exact).toBe(false);
    expect(histogram.colours.length).toBeLessThanOrEqual(1 << 16);
    expect(total(histogram)).toBe(noise.length);
  });

  it('does not depend on the order of the pixels, or on an earlier finish', () => {
    const builder = new ColourHistogram();
    const backwards = noise.slice().reverse();
    builder.addRun(backwards, 0, 70_000);
    builder.finish();
    builder.addRun(backwards, 70_000, backwards.length);
    expect(builder.finish()).toEqual(buildHistogram(noise));
  });

  it('counts each colour when the pixels repeat their colours', () => {
    const histogram = buildHistogram(Uint32Array.from({ length: 200_000 }, (_, i) => noise[i >> 1]));
    expect(histogram.exact).toBe(true);
    expect(histogram.colours.length).toBe(new Set(noise).size);
  });
});

describe('a coarsened histogram', () => {
  it('groups colours that agree in their top bits, at their weighted mean', () => {
    const colours = Uint32Array.of(packColour(8, 16, 24, 255), packColour(8, 16, 24, 255), packColour(11, 16, 24, 255));
    const { groups, groupOf } = coarsenHistogram(buildHistogram(colours), 5);
    expect([...groups.counts]).toEqual([3]);
    expect([...groupOf]).toEqual([0, 0]);
    expect([...pointsOf(groups, true).coordinates]).toEqual([9, 16, 24, 0]);
  });

  it('places a group of one colour where the colour is', () => {
    fc.assert(
      fc.property(fc.boolean(), anyColours(false, 1), (opaque, colours) => {
        const { groups } = coarsenHistogram(buildHistogram(colours), 6);
        const mean = pointsOf(groups, opaque).coordinates;
        const point = embedColours(colours.subarray(0, 1), opaque);
        if (opaque && colours[0] >>> 24 < 255) return;
        for (let d = 0; d < 4; d++) expect(mean[d]).toBeCloseTo(point[d], 9);
      }),
    );
  });

  it('gives the group of each entry, at any level', () => {
    fc.assert(
      fc.property(anyColours(false, 80), (pixels) => {
        const histogram = buildHistogram(pixels);
        const six = coarsenHistogram(histogram, 6);
        const five = coarsenHistogram(six.groups, 5);
        const direct = coarsenHistogram(histogram, 5);
        expect(five.groups).toEqual(direct.groups);
        expect([...six.groupOf].map((group) => five.groupOf[group])).toEqual([...direct.groupOf]);
        expect(total(five.groups)).toBe(pixels.length);
      }),
    );
  });
});
