import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PredictedPlane, predictIndices, restoreIndices } from '../../src/codec/predict.js';

/** A plane of random indices, its place, and a predictor. */
const planes = fc
  .record({
    width: fc.integer({ min: 1, max: 20 }),
    rows: fc.integer({ min: 1, max: 12 }),
    top: fc.nat(5),
    strip: fc.nat(20),
    k: fc.oneof(fc.constantFrom(1, 2, 255, 256), fc.integer({ min: 1, max: 256 })),
    predictor: fc.integer({ min: 1, max: 4 }),
  })
  .chain(({ width, rows, top, strip, k, predictor }) => {
    const size = width * rows;
    const place: PredictedPlane = {
      layout: { width, stripWidth: strip % width },
      band: { top, bottom: top + rows },
      k,
      predictor,
    };
    return fc.record({
      place: fc.constant(place),
      plane: fc.uint8Array({ max: k - 1, minLength: size, maxLength: size }),
    });
  });

/** The prediction of one index by the text of the specification: from the strip as rows of numbers. */
function predictPlainly(rows: readonly (readonly number[])[], x: number, y: number, predictor: number): number {
  const [hasLeft, hasAbove] = [x > 0, y > 0];
  const above = hasAbove ? rows[y - 1][x] : hasLeft ? rows[y][x - 1] : 0;
  const left = hasLeft ? rows[y][x - 1] : above;
  const corner = hasLeft && hasAbove ? rows[y - 1][x - 1] : 0;
  const guess = left + above - corner;
  const byNearness = [left, above, corner].sort((a, b) => Math.abs(guess - a) - Math.abs(guess - b));
  return [0, left, above, Math.floor((left + above) / 2), byNearness[0]][predictor];
}

/** The strips of a plane, as rows of numbers. */
function cutStrips(plane: Uint8Array, { layout: { width, stripWidth }, band: { top, bottom } }: PredictedPlane) {
  const strips: number[][][] = [];
  for (let left = 0, at = 0; left < width; left += stripWidth || width) {
    const across = Math.min(stripWidth || width, width - left);
    strips.push(
      Array.from({ length: bottom - top }, (_, y) => [...plane.subarray(at + y * across, at + (y + 1) * across)]),
    );
    at += across * (bottom - top);
  }
  return strips;
}

describe('predicted indices', () => {
  it('are restored to the original indices', () => {
    fc.assert(
      fc.property(planes, ({ plane, place }) => {
        const restored = predictIndices(plane, place).slice();
        restoreIndices(restored, place);
        expect(restored).toEqual(plane);
      }),
    );
  });

  it('are stored as differences below k, and all differences below k give indices below k', () => {
    fc.assert(
      fc.property(planes, ({ plane, place }) => {
        expect(predictIndices(plane, place).every((difference) => difference < place.k)).toBe(true);
        const restored = plane.slice();
        restoreIndices(restored, place);
        expect(restored.every((index) => index < place.k)).toBe(true);
        expect(predictIndices(restored, place)).toEqual(plane);
      }),
    );
  });

  it('are predicted as the specification says, strip by strip', () => {
    fc.assert(
      fc.property(planes, ({ plane, place }) => {
        const { k, predictor } = place;
        const expected = cutStrips(plane, place).flatMap((rows) =>
          rows.flatMap((row, y) => row.map((index, x) => (index - predictPlainly(rows, x, y, predictor) + k) % k)),
        );
        expect([...predictIndices(plane, place)]).toEqual(expected);
      }),
    );
  });

  it('do not change the given plane', () => {
    const plane = Uint8Array.of(1, 2, 3, 4);
    predictIndices(plane, { layout: { width: 2, stripWidth: 0 }, band: { top: 0, bottom: 2 }, k: 9, predictor: 4 });
    expect([...plane]).toEqual([1, 2, 3, 4]);
  });
});
