import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClusterOptions, clusterColours } from '../../../src/encode/kmeans/cluster.js';
import { embedColours, packColour, packColours } from '../../../src/encode/kmeans/colour-space.js';
import { buildHistogram, pointsOf } from '../../../src/encode/kmeans/histogram.js';
import { OptionError } from '../../../src/error.js';
import { readPng, sharedMissing, sharedPath } from '../../support/corpus.js';
import { runs } from '../../support/runs.js';
import { anyColours, drawRamps } from './arbitraries.js';
import { plainDistortion } from './lloyd-reference.js';

function cluster(pixels: Uint32Array, k: number, options: Partial<ClusterOptions> = {}) {
  return clusterColours(buildHistogram(pixels), k, { opaque: true, ...options });
}

function entries(palette: Uint8Array): number[] {
  return [...packColours(palette.slice())];
}

/** PSNR over RGB of an opaque picture, from the distortion of its palette. */
function psnr(distortion: number, pixels: number): number {
  return 10 * Math.log10((255 * 255 * 3 * pixels) / distortion);
}

describe('a palette', () => {
  it('has at most k distinct entries in order of luma, and the reported distortion', () => {
    const anyCase = fc
      .boolean()
      .chain((opaque) =>
        fc.record({ opaque: fc.constant(opaque), pixels: anyColours(opaque, 60), k: fc.integer({ min: 1, max: 24 }) }),
      );
    fc.assert(
      fc.property(anyCase, ({ opaque, pixels, k }) => {
        const histogram = buildHistogram(pixels);
        const { palette, distortion } = clusterColours(histogram, k, { opaque });
        const found = entries(palette);
        expect(found.length).toBe(Math.min(k, histogram.colours.length));
        expect(new Set(found).size).toBe(found.length);
        const lumas = found.map((c) => 2126 * (c & 255) + 7152 * ((c >>> 8) & 255) + 722 * ((c >>> 16) & 255));
        expect(lumas).toEqual(lumas.toSorted((a, b) => a - b));
        const points = pointsOf(histogram, opaque);
        expect(distortion).toBe(plainDistortion(points, embedColours(Uint32Array.from(found), opaque)));
      }),
      { numRuns: runs(200) },
    );
  });

  it('has the picture’s colours when they fit', () => {
    fc.assert(
      fc.property(anyColours(false, 40), fc.nat(20), (pixels, spare) => {
        const { colours } = buildHistogram(pixels);
        const { palette, distortion } = cluster(pixels, colours.length + spare, { opaque: false });
        expect(entries(palette).sort((a, b) => a - b)).toEqual([...colours]);
        expect(distortion).toBe(0);
      }),
    );
  });

  it('is the same for the same pixels in another order, and in a second run', () => {
    const pixels = drawRamps(80, 12);
    const first = cluster(pixels, 20, { restarts: 1 });
    expect(cluster(pixels.toReversed(), 20, { restarts: 1 })).toEqual(first);
    expect(cluster(pixels.toSorted(), 20, { restarts: 1 })).toEqual(first);
  });

  it('is refined on several levels when there are many colours', () => {
    const pixels = drawRamps(300, 20);
    expect(buildHistogram(pixels).colours.length).toBeGreaterThan(10_000);
    const quick = cluster(pixels, 16, { maxIterations: 1, coarseIterations: 2, rounds: 0 });
    const usual = cluster(pixels, 16);
    const thorough = cluster(pixels, 16, { maxIterations: 30, coarseIterations: 30, rounds: 10, restarts: 3 });
    expect(usual.distortion).toBeLessThan(quick.distortion);
    expect(thorough.distortion).toBeLessThan(usual.distortion);
  });

  it('uses coarse cells only without iterations on all colours, and is nearly as good', () => {
    const pixels = drawRamps(300, 20);
    const histogram = buildHistogram(pixels);
    const errorOf = (maxIterations: number) => {
      const { palette } = clusterColours(histogram, 16, { opaque: true, maxIterations, rounds: 0 });
      return plainDistortion(pointsOf(histogram, true), embedColours(packColours(palette), true));
    };
    expect(errorOf(0)).toBeLessThan(errorOf(4) * 1.05);
  });

  it('can be made of coarse cells', () => {
    const pixels = drawRamps(120, 20);
    const histogram = buildHistogram(pixels, 500);
    expect(histogram.exact).toBe(false);
    const found = new Set(entries(clusterColours(histogram, 32, { opaque: true }).palette));
    expect(found.size).toBe(32);
    const all = entries(clusterColours(histogram, 4096, { opaque: true }).palette);
    expect(all.length).toBeLessThanOrEqual(500);
  });
});

describe('clustering of extreme input', () => {
  it('accepts a picture of one colour, opaque, translucent or transparent', () => {
    for (const [colour, opaque] of [
      [0xff123456, true],
      [0x80123456, false],
      [0, false],
    ] as const) {
      for (const k of [1, 4096]) {
        const { palette, distortion } = cluster(new Uint32Array(100).fill(colour), k, { opaque });
        expect(entries(palette)).toEqual([colour]);
        expect(distortion).toBe(0);
      }
    }
  });

  it('finds the rounded mean for k = 1', () => {
    const pixels = Uint32Array.of(packColour(0, 0, 0, 255), packColour(3, 10, 255, 255));
    expect(entries(cluster(pixels, 1).palette)).toEqual([packColour(2, 5, 128, 255)]);
  });

  it('fills 4096 entries', () => {
    const pixels = drawRamps(128, 30);
    const { palette, distortion } = cluster(pixels, 4096, { maxIterations: 1, rounds: 0 });
    expect(new Set(entries(palette)).size).toBe(4096);
    expect(psnr(distortion, pixels.length)).toBeGreaterThan(42);
  });

  it('fills the entries that rounding makes equal', () => {
    const pixels = Uint32Array.from({ length: 64 }, (_, i) =>
      packColour(100 + (i & 3), 100 + ((i >> 2) & 3), 100 + (i >> 4), 255),
    );
    expect(entries(cluster(pixels, 63).palette).length).toBe(63);
  });

  it('accepts extreme weights', () => {
    const colours = drawRamps(12, 30).toSorted();
    const histogram = buildHistogram(colours);
    const counts = histogram.counts.map((_, i) => (i % 7 === 0 ? 2 ** 40 : 1));
    const { palette, distortion } = clusterColours({ ...histogram, counts }, 8, { opaque: true });
    expect(palette.length).toBe(32);
    expect(Number.isFinite(distortion)).toBe(true);
  });

  it('refuses an empty histogram and options out of range', () => {
    const some = Uint32Array.of(0xff000000);
    expect(() => cluster(new Uint32Array(0), 4)).toThrow(OptionError);
    for (const k of [0, 4097, 1.5]) expect(() => cluster(some, k)).toThrow(OptionError);
    expect(() => cluster(some, 4, { restarts: -1 })).toThrow(/restarts/);
    expect(() => cluster(some, 4, { tolerance: Number.NaN })).toThrow(/tolerance/);
  });

  it('uses defaults for undefined options', () => {
    const pixels = drawRamps(20, 9);
    expect(cluster(pixels, 4, { rounds: undefined, keepColours: undefined })).toEqual(cluster(pixels, 4));
  });
});

describe('colours to keep', () => {
  it('are in the palette exactly, in the picture or not', () => {
    fc.assert(
      fc.property(anyColours(true, 60), anyColours(true, 4), fc.integer({ min: 12, max: 30 }), (pixels, keep, k) => {
        const { palette } = cluster(pixels, k, { keepColours: keep });
        const found = entries(palette);
        for (const colour of keep) expect(found).toContain(colour);
        expect(found.length).toBeLessThanOrEqual(k);
        expect(new Set(found).size).toBe(found.length);
      }),
    );
  });

  it('attract points like any entry, so other entries move elsewhere', () => {
    const pixels = drawRamps(60, 10);
    const keepColours = Uint32Array.of(packColour(100, 90, 90, 255));
    const { palette, distortion } = cluster(pixels, 8, { keepColours });
    expect(entries(palette)).toContain(keepColours[0]);
    expect(distortion).toBeLessThan(cluster(pixels, 6).distortion);
  });

  it('may fill the palette, but not exceed it', () => {
    const keepColours = Uint32Array.of(packColour(1, 2, 3, 255), packColour(200, 2, 3, 255), packColour(1, 2, 3, 255));
    expect(entries(cluster(drawRamps(20, 9), 2, { keepColours }).palette)).toEqual([...keepColours.subarray(0, 2)]);
    expect(() => cluster(drawRamps(20, 9), 1, { keepColours })).toThrow(/keepColours/);
  });

  it('are opaque in an opaque picture, and become 0 if transparent in another', () => {
    const pixels = Uint32Array.of(0xff000000);
    expect(entries(cluster(pixels, 2, { keepColours: Uint32Array.of(0x00112233) }).palette)).toContain(0xff112233);
    const other = cluster(pixels, 2, { opaque: false, keepColours: Uint32Array.of(0x00112233) });
    expect(entries(other.palette)).toContain(0);
  });
});

describe('small but distinct colours', () => {
  const yellow = packColour(255, 255, 0, 255);
  const pixels = drawRamps(200, 30);
  pixels.fill(yellow, 5000, 5002);

  it('stay when that costs nothing', () => {
    expect(entries(cluster(pixels, 64, { rescueBudget: 0 }).palette)).toContain(yellow);
  });

  it('are rescued only within the budget', () => {
    const [lost, rescued] = [0.01, 0.05].map((rescueBudget) => cluster(pixels, 32, { rescueBudget }));
    expect(entries(lost.palette)).not.toContain(yellow);
    expect(entries(rescued.palette)).toContain(yellow);
    expect(rescued.distortion).toBeLessThan(lost.distortion * 1.05);
  });

  it('do not replace colours to keep', () => {
    const keepColours = entries(cluster(pixels, 47).palette).filter((colour) => colour !== yellow);
    const { palette } = cluster(pixels, 48, { keepColours: Uint32Array.from(keepColours), rescueBudget: 1 });
    for (const colour of keepColours) expect(entries(palette)).toContain(colour);
  });
});

describe.skipIf(sharedMissing)('on the study’s pictures', () => {
  it('one palette for the toucan is better than the best peer’s', () => {
    const { data } = readPng(sharedPath('reference/toucan.png'));
    const pixels = packColours(data as Uint8Array);
    const histogram = buildHistogram(pixels);
    for (const [k, least] of [
      [32, 30.6],
      [64, 32.8],
      [128, 35],
      [256, 37.1],
    ]) {
      expect(psnr(clusterColours(histogram, k, { opaque: true }).distortion, pixels.length)).toBeGreaterThan(least);
    }
  });

  it('the red marker of a map stays red', () => {
    const { data } = readPng(sharedPath('corpus/graphics/map_tiny_red_marker.png'));
    const found = entries(
      clusterColours(buildHistogram(packColours(data as Uint8Array)), 64, { opaque: true }).palette,
    );
    const near = found.filter((c) => (c & 255) > 200 && ((c >>> 8) & 255) < 40 && ((c >>> 16) & 255) < 50);
    expect(near.length).toBeGreaterThan(0);
  });
});
