import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embedColours, squaredDistance, unpackColours } from '../../../src/encode/kmeans/colour-space.js';
import { NearestSearch } from '../../../src/encode/kmeans/nearest.js';
import { createRandom } from '../../../src/encode/kmeans/random.js';
import { OptionError } from '../../../src/error.js';
import { runs } from '../../support/runs.js';
import { anyColour, anyColours, drawRamps } from './arbitraries.js';
import { nearestCentre } from './lloyd-reference.js';

describe('the nearest-entry search', () => {
  it('agrees with comparing all entries, repeated ones and ties included', () => {
    const anyCase = fc.boolean().chain((opaque) =>
      fc.record({
        opaque: fc.constant(opaque),
        palette: anyColours(opaque, 60),
        colours: anyColours(opaque, 30),
      }),
    );
    fc.assert(
      fc.property(anyCase, ({ opaque, palette, colours }) => {
        const search = new NearestSearch(unpackColours(palette), opaque);
        const centres = embedColours(palette, opaque);
        const points = embedColours(colours, opaque);
        const labels = new Uint16Array(colours.length);
        const error = search.mapRun(colours, 0, colours.length, labels, 0);
        let expected = 0;
        for (let i = 0; i < colours.length; i++) {
          const nearest = nearestCentre(points, i, centres);
          expect(search.find(colours[i])).toBe(nearest);
          expect(labels[i]).toBe(nearest);
          expect(search.squaredDistance(colours[i], nearest)).toBe(
            squaredDistance(points, i * 4, centres, nearest * 4),
          );
          expected += search.squaredDistance(colours[i], nearest);
        }
        expect(error).toBe(expected);
      }),
      { numRuns: runs(300) },
    );
  });

  it('agrees with comparing all entries for points that are no colours, near and far', () => {
    const coordinate = fc.oneof(
      fc.double({ min: -200, max: 400, noNaN: true }),
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    );
    const anyPoint = fc.tuple(coordinate, coordinate, coordinate, coordinate);
    fc.assert(
      fc.property(
        fc.boolean(),
        anyColours(false, 60),
        fc.array(anyPoint, { minLength: 1, maxLength: 5 }),
        (opaque, palette, points) => {
          const search = new NearestSearch(unpackColours(palette), opaque);
          for (const [x, y, z, w] of points) {
            const point = Float64Array.of(x, y, z, opaque ? 0 : w);
            const expected = nearestCentre(point, 0, embedColours(palette, opaque));
            expect(search.findPoint(point[0], point[1], point[2], point[3])).toBe(expected);
          }
        },
      ),
      { numRuns: runs(300) },
    );
  });

  it('agrees with comparing all entries for points close to each other, whose searches begin with the entry found last', () => {
    const random = createRandom(3);
    const palette = Uint32Array.from({ length: 3000 }, () => random.nextUint32());
    const centres = embedColours(palette, false);
    const search = new NearestSearch(unpackColours(palette), false);
    const point = new Float64Array(4);
    for (let spot = 0; spot < 12; spot++) {
      const middle = Array.from({ length: 4 }, () => random.nextUint32() & 255);
      for (let n = 0; n < 40; n++) {
        middle.forEach((at, d) => {
          point[d] = at + (random.nextUint32() % 160) / 10;
        });
        expect(search.findPoint(point[0], point[1], point[2], point[3])).toBe(nearestCentre(point, 0, centres));
      }
    }
  });

  it('agrees with comparing all entries for 4096 of them, for any colours', () => {
    for (const opaque of [true, false]) {
      const random = createRandom(opaque ? 1 : 2);
      const draw = () => (opaque ? (random.nextUint32() | 0xff000000) >>> 0 : random.nextUint32());
      const palette = Uint32Array.from({ length: 4096 }, draw);
      const search = new NearestSearch(unpackColours(palette), opaque);
      const colours = Uint32Array.from({ length: 1500 }, draw);
      const points = embedColours(colours, opaque);
      const centres = embedColours(palette, opaque);
      for (let i = 0; i < colours.length; i++) expect(search.find(colours[i])).toBe(nearestCentre(points, i, centres));
    }
  });

  it('agrees with comparing all entries of a lattice, with many ties and touching boxes', () => {
    const palette = Uint32Array.from(
      { length: 4096 },
      (_, i) => 0xff000000 + ((i & 15) | ((i & 240) << 4) | ((i & 3840) << 8)),
    );
    const search = new NearestSearch(unpackColours(palette), true);
    const random = createRandom(3);
    const colours = Uint32Array.from({ length: 300 }, () => (random.nextUint32() | 0xff000000) >>> 0);
    const centres = embedColours(palette, true);
    const points = embedColours(colours, true);
    for (let i = 0; i < 300; i++) expect(search.find(colours[i])).toBe(nearestCentre(points, i, centres));
  });

  it('writes labels only to the given range', () => {
    const search = new NearestSearch(Uint8Array.of(0, 0, 0, 255, 255, 255, 255, 255), true);
    const labels = new Uint8Array(6).fill(9);
    search.mapRun(Uint32Array.of(0xffffffff, 0xff000000, 0xffeeeeee, 0xff000000), 1, 3, labels, 2);
    expect([...labels]).toEqual([9, 9, 0, 1, 9, 9]);
  });

  it('finds the colour 0, which looks like a free place of the cache', () => {
    const search = new NearestSearch(Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0), false);
    const labels = new Uint8Array(3);
    search.mapRun(Uint32Array.of(0, 0, 0xffffffff), 0, 3, labels, 0);
    expect([...labels]).toEqual([1, 1, 0]);
  });

  it('treats alpha as 255 in an opaque search', () => {
    fc.assert(
      fc.property(anyColour(false), (colour) => {
        const search = new NearestSearch(unpackColours(Uint32Array.of(0, colour)), true);
        expect(search.squaredDistance((colour | 0xff000000) >>> 0, search.find(colour))).toBe(0);
      }),
    );
  });

  it('refuses a palette without entries, with an incomplete entry, or with too many', () => {
    for (const length of [0, 3, 4097 * 4]) {
      expect(() => new NearestSearch(new Uint8Array(length), true)).toThrow(OptionError);
    }
  });

  it('finds the same entries after any other search', () => {
    const pixels = drawRamps(64, 10);
    const palette = unpackColours(drawRamps(6, 40));
    const map = (colours: Uint32Array) => {
      const labels = new Uint16Array(colours.length);
      new NearestSearch(palette, true).mapRun(colours, 0, colours.length, labels, 0);
      return labels;
    };
    expect(map(pixels.toReversed())).toEqual(map(pixels).toReversed());
  });
});
