import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeAssigner } from '../../../src/encode/kmeans/assign.js';
import { buildHistogram, pointsOf } from '../../../src/encode/kmeans/histogram.js';
import { Lloyd, refineCentres } from '../../../src/encode/kmeans/lloyd.js';
import { createRandom } from '../../../src/encode/kmeans/random.js';
import { seedAtRandom } from '../../../src/encode/kmeans/seed.js';
import { runs } from '../../support/runs.js';
import { anyClustering, drawRamps } from './arbitraries.js';
import { assignPlainly, plainDistortion, refinePlainly } from './lloyd-reference.js';

describe('accelerated Lloyd iterations', () => {
  it('equal the plain ones to the last bit, ties, repeats and empty clusters included', () => {
    fc.assert(
      fc.property(
        anyClustering(60, 20),
        fc.integer({ min: 1, max: 12 }),
        fc.nat(3),
        ({ points, centres }, maxIterations, kept) => {
          const fixed = Math.min(kept, centres.length / 4);
          const plain = centres.slice();
          const labels = refinePlainly(points, plain, maxIterations, fixed);
          const fast = centres.slice();
          const result = refineCentres(points, fast, { maxIterations, tolerance: 0, fixed });
          expect([...result.labels]).toEqual([...labels]);
          expect([...fast]).toEqual([...plain]);
        },
      ),
      { numRuns: runs(400) },
    );
  });

  it('equal the plain ones with more centres than a neighbour list holds, and with wrong hints', () => {
    const points = pointsOf(buildHistogram(drawRamps(40, 20)), true);
    for (const k of [33, 34, 100, 300]) {
      const { centres } = seedAtRandom(points, k, createRandom(k));
      const plain = centres.slice();
      const labels = refinePlainly(points, plain, 8, 0);
      const random = createRandom(5);
      const hints = Uint16Array.from(points.weights, () => random.nextBelow(k));
      const result = refineCentres(points, centres, { maxIterations: 8, tolerance: 0, fixed: 0 }, hints);
      expect(result.labels).toEqual(labels);
      expect(centres).toEqual(plain);
    }
  });

  it('never raise the distortion', () => {
    fc.assert(
      fc.property(anyClustering(50, 10), ({ points, centres }) => {
        const lloyd = new Lloyd(points, centres.length / 4, 0);
        let before = plainDistortion(points, centres);
        for (let i = 0; i < 6; i++) {
          lloyd.run(centres, { maxIterations: 1, tolerance: 0 });
          const after = plainDistortion(points, centres);
          expect(after).toBeLessThanOrEqual(before * (1 + 1e-12) + 1e-6);
          before = after;
        }
      }),
    );
  });

  it('report the distortion of their labels', () => {
    const points = pointsOf(buildHistogram(drawRamps(32, 12)), true);
    const { centres } = seedAtRandom(points, 12, createRandom(1));
    const { distortion } = refineCentres(points, centres, { maxIterations: 500, tolerance: 0, fixed: 0 });
    expect(distortion / plainDistortion(points, centres)).toBeCloseTo(1, 9);
  });

  it('end early when an iteration gains less than the tolerance', () => {
    const points = pointsOf(buildHistogram(drawRamps(48, 12)), true);
    const { centres } = seedAtRandom(points, 16, createRandom(1));
    const runs = [0.5, 0.01, 0].map((tolerance) => {
      return refineCentres(points, centres.slice(), { maxIterations: 500, tolerance, fixed: 0 }).iterations;
    });
    expect(runs[0]).toBe(2);
    expect(runs[1]).toBeGreaterThan(runs[0]);
    expect(runs[2]).toBeGreaterThan(runs[1]);
  });

  it('reach a lower distortion in as many iterations when relaxed, and end with a plain one', () => {
    const points = pointsOf(buildHistogram(drawRamps(64, 12)), true);
    const { centres } = seedAtRandom(points, 16, createRandom(4));
    const distortions = [1, 1.8].map((relaxation) => {
      const moved = centres.slice();
      refineCentres(points, moved, { maxIterations: 6, tolerance: 0, fixed: 0, relaxation });
      return plainDistortion(points, moved);
    });
    expect(distortions[1]).toBeLessThan(distortions[0]);
  });
});

describe('the assigner', () => {
  it('gives exact distances to the nearest and bounds on the second nearest after a fresh search', () => {
    fc.assert(
      fc.property(anyClustering(40, 90), ({ points, centres }) => {
        const assigner = makeAssigner(points.coordinates, centres.length / 4);
        assigner.assign(centres);
        expect([...assigner.labels]).toEqual([...assignPlainly(points.coordinates, centres)]);
        const squared = assigner.upper.reduce((sum, upper, i) => sum + points.weights[i] * upper * upper, 0);
        expect(squared).toBeCloseTo(plainDistortion(points, centres), -2);
      }),
    );
  });

  it('follows centres that move any distance', () => {
    fc.assert(
      fc.property(anyClustering(40, 12), fc.infiniteStream(fc.nat()), ({ points, centres }, numbers) => {
        const assigner = makeAssigner(points.coordinates, centres.length / 4);
        for (let i = 0; i < 6; i++) {
          assigner.assign(centres);
          expect([...assigner.labels]).toEqual([...assignPlainly(points.coordinates, centres)]);
          const [jumper, scale] = [Number(numbers.next().value), Number(numbers.next().value)];
          centres[jumper % centres.length] += (scale % 64) / (1 + i) - 20;
        }
      }),
    );
  });
});
