import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  embedColour,
  embedColours,
  packColour,
  packColours,
  squaredDistance,
  unembedColour,
  unpackColours,
} from '../../../src/encode/kmeans/colour-space.js';
import { anyColour } from './arbitraries.js';

/** Squared RGB error of two colours over a gray, summed over the channels, each premultiplied without rounding. */
function errorOver(a: number, b: number, background: number): number {
  let sum = 0;
  for (let shift = 0; shift < 24; shift += 8) {
    const over = (colour: number) => {
      const alpha = (colour >>> 24) / 255;
      return ((colour >>> shift) & 255) * alpha + background * (1 - alpha);
    };
    sum += (over(a) - over(b)) ** 2;
  }
  return sum;
}

describe('the colour space', () => {
  it('has the mean error over black and over white as squared distance', () => {
    fc.assert(
      fc.property(anyColour(false), anyColour(false), (a, b) => {
        const points = embedColours(Uint32Array.of(a, b), false);
        const expected = (errorOver(a, b, 0) + errorOver(a, b, 255)) / 2;
        expect(squaredDistance(points, 0, points, 4)).toBeCloseTo(expected, 6);
      }),
    );
  });

  it('is plain integer RGB when every colour is opaque', () => {
    fc.assert(
      fc.property(anyColour(true), (colour) => {
        const point = embedColours(Uint32Array.of(colour), true);
        expect([...point]).toEqual([colour & 255, (colour >>> 8) & 255, (colour >>> 16) & 255, 0]);
      }),
    );
  });

  it('measures opaque colours alike with and without the offset', () => {
    fc.assert(
      fc.property(anyColour(true), anyColour(true), (a, b) => {
        const plain = embedColours(Uint32Array.of(a, b), true);
        const offset = embedColours(Uint32Array.of(a, b), false);
        expect(squaredDistance(offset, 0, offset, 4)).toBe(squaredDistance(plain, 0, plain, 4));
      }),
    );
  });

  it('converts a colour to a point and back', () => {
    fc.assert(
      fc.property(fc.boolean(), anyColour(false), (opaque, colour) => {
        const point = new Float64Array(4);
        embedColour(colour, opaque, point, 0);
        expect(unembedColour(point, 0, opaque)).toBe(opaque ? (colour | 0xff000000) >>> 0 : colour);
      }),
    );
  });

  it('rounds any point to a colour, alpha first, and transparent ones to 0', () => {
    expect(unembedColour(Float64Array.of(300, -20, 12.5, 0), 0, true)).toBe(packColour(255, 0, 13, 255));
    expect(unembedColour(Float64Array.of(0, 0, 0, 0.4), 0, false)).toBe(0);
    expect(unembedColour(Float64Array.of(1000, 0, -1000, 1000), 0, false)).toBe(packColour(255, 128, 0, 255));
  });

  it('packs bytes in one order on every machine and at any alignment', () => {
    const bytes = Uint8Array.of(9, 1, 2, 3, 4, 250, 251, 252, 253);
    expect([...packColours(bytes.subarray(1))]).toEqual([0x04030201, 0xfdfcfbfa]);
    expect([...packColours(bytes.slice(1))]).toEqual([0x04030201, 0xfdfcfbfa]);
    expect([...unpackColours(Uint32Array.of(0x04030201, 0xfdfcfbfa))]).toEqual([...bytes.subarray(1)]);
  });
});
