import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breatheCentres } from '../../../src/encode/kmeans/breathe.js';
import { buildHistogram, pointsOf } from '../../../src/encode/kmeans/histogram.js';
import { Lloyd } from '../../../src/encode/kmeans/lloyd.js';
import { createRandom } from '../../../src/encode/kmeans/random.js';
import { type Seeds, seedAtRandom, seedByCutting } from '../../../src/encode/kmeans/seed.js';
import { anyPoints, drawRamps } from './arbitraries.js';
import { plainDistortion } from './lloyd-reference.js';

function distinctPoints(coordinates: Float64Array): number {
  const all = new Set<string>();
  for (let i = 0; i < coordinates.length; i += 4) all.add(coordinates.subarray(i, i + 4).join());
  return all.size;
}

function checkSeeds({ centres, labels }: Seeds, coordinates: Float64Array, k: number): void {
  expect(centres.length / 4).toBe(Math.min(k, distinctPoints(coordinates)));
  expect(distinctPoints(centres)).toBe(centres.length / 4);
  expect(labels.length).toBe(coordinates.length / 4);
  expect(labels.every((label) => label < centres.length / 4)).toBe(true);
  expect(centres.every(Number.isFinite)).toBe(true);
}

describe('seeding by cutting', () => {
  it('gives k distinct centres, or one for each distinct point if there are fewer', () => {
    fc.assert(
      fc.property(fc.boolean(), anyPoints(false, 60), fc.integer({ min: 1, max: 40 }), (_, points, k) => {
        checkSeeds(seedByCutting(points, k), points.coordinates, k);
      }),
    );
  });

  it('separates two distant groups', () => {
    const points = pointsOf(buildHistogram(Uint32Array.of(0xff000000, 0xff000001, 0xffffffff, 0xfffffffe)), true);
    const { centres } = seedByCutting(points, 2);
    expect([...centres].sort((a, b) => a - b)).toEqual([0, 0, 0, 0, 0.5, 254.5, 255, 255]);
  });
});

describe('seeding at random', () => {
  it('gives k distinct centres, or one for each distinct point if there are fewer', () => {
    fc.assert(
      fc.property(anyPoints(false, 60), fc.integer({ min: 1, max: 40 }), fc.nat(), (points, k, seed) => {
        checkSeeds(seedAtRandom(points, k, createRandom(seed)), points.coordinates, k);
      }),
    );
  });

  it('starts with the given centres, and does not draw them again', () => {
    const points = pointsOf(buildHistogram(Uint32Array.of(0xff000000, 0xff0000ff, 0xffffffff)), true);
    const { centres } = seedAtRandom(points, 5, createRandom(1), Float64Array.of(255, 255, 255, 0));
    expect(centres.length).toBe(12);
    expect([...centres.subarray(0, 4)]).toEqual([255, 255, 255, 0]);
  });

  it('depends only on the seed', () => {
    const points = pointsOf(buildHistogram(drawRamps(32, 16)), true);
    const draw = (seed: number) => seedAtRandom(points, 8, createRandom(seed)).centres;
    expect(draw(5)).toEqual(draw(5));
    expect(draw(5)).not.toEqual(draw(6));
  });
});

describe('breathing', () => {
  it('moves centres out of a corner, never raises the distortion, and does not move fixed centres', () => {
    const points = pointsOf(buildHistogram(drawRamps(64, 16)), true);
    const centres = Float64Array.from({ length: 64 }, (_, i) => (i % 4 === 3 ? 0 : 5 + (i >> 2)));
    const lloyd = new Lloyd(points, 16, 1);
    lloyd.run(centres, { maxIterations: 4, tolerance: 0 });
    const first = centres.slice(0, 4);
    const before = plainDistortion(points, centres);
    breatheCentres(points, lloyd, centres, { rounds: 6, iterations: 3, fixed: 1 });
    expect([...centres.subarray(0, 4)]).toEqual([...first]);
    expect(plainDistortion(points, centres)).toBeLessThan(before * 0.9);
  });

  it('does nothing when nothing can be gained', () => {
    const points = pointsOf(buildHistogram(Uint32Array.of(0xff000000, 0xffffffff)), true);
    const centres = Float64Array.of(0, 0, 0, 0, 255, 255, 255, 0);
    const lloyd = new Lloyd(points, 2, 0);
    lloyd.run(centres, { maxIterations: 4, tolerance: 0 });
    expect(breatheCentres(points, lloyd, centres, { rounds: 3, iterations: 2, fixed: 0 })).toBe(0);
    expect([...centres]).toEqual([0, 0, 0, 0, 255, 255, 255, 0]);
  });
});
