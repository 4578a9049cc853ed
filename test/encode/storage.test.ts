import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decode } from '../../src/decode/index.js';
import { type EncodeOptions, encodeToTarget, encodeWithReport } from '../../src/encode/index.js';
import { resolveEncodeOptions } from '../../src/encode/options.js';
import { EncodeSubject } from '../../src/encode/storage.js';
import type { Image } from '../../src/image.js';
import { readPicture } from '../../src/io/index.js';
import { runSteps } from '../../src/steps.js';
import { sharedMissing, sharedPath } from '../support/corpus.js';
import { drawPicture, makeNoise } from '../support/pictures.js';

/** Clouds and grain in shades of gray, as photographs have them; `tint` colours every other row a little. */
function grayPhoto(width: number, height: number, tint = 0): Image {
  const next = makeNoise(5);
  return drawPicture(width, height, (x, y) => {
    const shade = Math.max(0, Math.min(255, Math.round(cloudAt(x, y) + (next() % 9) - 4)));
    return [Math.min(255, shade + (next() % (tint + 1))), shade, Math.max(0, shade - (next() % (tint + 1))), 255];
  });
}

const cloudAt = (x: number, y: number) =>
  120 + 60 * Math.sin(x / 23) * Math.cos(y / 31) + 30 * Math.sin((x + 2 * y) / 11);

/** Clouds and grain in one colour for each level of brightness, of about this many levels. */
function levelsOfPhoto(levels: number): Image {
  const next = makeNoise(5);
  const step = 255 / levels;
  return drawPicture(112, 96, (x, y) => {
    const shade = Math.round(Math.round((cloudAt(x, y) + (next() % 9) - 4) / step) * step);
    return [shade, 255 - shade + (shade >> 1), shade >> 1, 255];
  });
}

/** Clouds in about eight colours with random dither. */
function ditheredPhoto(): Image {
  const next = makeNoise(3);
  return drawPicture(112, 96, (x, y) => {
    const shade = Math.round(cloudAt(x, y) / 36 + (next() % 256) / 256 - 0.5) * 36;
    return [shade, 255 - shade, shade >> 1, 255];
  });
}

/** Tiles in the manner of pixel art: 12 colours, hard edges. */
function pixelArt(side: number): Image {
  const next = makeNoise(9);
  const tiles = Array.from({ length: 6 * 64 }, () => next() % 12);
  const places = Array.from({ length: (side >> 3) ** 2 }, () => next() % 6);
  return drawPicture(side, side, (x, y) => {
    const ink = tiles[places[(y >> 3) * (side >> 3) + (x >> 3)] * 64 + (y & 7) * 8 + (x & 7)];
    return [ink * 20, (ink * 70) & 255, 255 - ink * 15, 255];
  });
}

/** A rising and falling ramp of gray: more shades than `count`, at most 256. */
function manyColours(count: number): Image {
  return drawPicture(128, 64, (x, y) => {
    const n = (y * 128 + x) % count;
    return [n & 255, n >> 8, 7, 255];
  });
}

/** Bytes at each of the qualities. As in a search, the exact file is made once for all of them. */
function sizesAt(image: Image, qualities: readonly number[], options: EncodeOptions): number[] {
  const subject = new EncodeSubject(image, resolveEncodeOptions(options));
  return qualities.map(
    (quality) => runSteps(subject.encode(resolveEncodeOptions({ ...options, quality }))).bytes.length,
  );
}

describe('exact storage', () => {
  it('is chosen for pixel art at the default quality, but not for a gray photograph, though the colours of both fit in a palette', () => {
    expect(encodeWithReport(pixelArt(160)).lossless).toBe(true);
    for (const effort of [1, 3, 5]) expect(encodeWithReport(grayPhoto(136, 112), { effort }).lossless).toBe(false);
  });

  it('makes a gray photograph no larger than a tinted one, which has too many colours to be exact', () => {
    for (const quality of [60, 75, 85]) {
      const [gray, tinted] = [0, 6].map((tint) => encodeWithReport(grayPhoto(200, 160, tint), { quality }));
      // When the gray picture is exact, it may take a few per cent more.
      const most = gray.lossless ? 1.05 * tinted.bytes.length : tinted.bytes.length;
      expect(gray.bytes.length).toBeLessThan(most);
      if (quality < 80) expect(gray.lossless).toBe(false);
    }
  });

  it('draws a gray photograph in grays only', () => {
    const { data } = encodeWithReport(grayPhoto(136, 112)).reconstruct();
    let casts = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) casts++;
    expect(casts).toBe(0);
  });

  it('comes without a cliff as the quality rises', () => {
    const qualities = Array.from({ length: 31 }, (_, i) => 70 + i);
    for (const effort of [1, 4]) {
      const sizes = sizesAt(grayPhoto(96, 72), qualities, { effort });
      sizes.slice(1).forEach((size, i) => {
        expect(size).toBeLessThan(sizes[i] * 1.5);
        expect(size).toBeGreaterThan(sizes[i] * 0.85);
      });
      expect(encodeWithReport(grayPhoto(96, 72), { effort, quality: 100 }).lossless).toBe(true);
    }
  });

  it.each([
    ['60 levels', levelsOfPhoto(60), 72, 88],
    ['20 levels', levelsOfPhoto(20), 55, 72],
    ['8 dithered colours', ditheredPhoto(), 10, 24],
  ])('lets bytes grow by at most half between neighbouring qualities: a photograph in %s', (_, image, first, last) => {
    const qualities = Array.from({ length: last - first + 1 }, (_, i) => first + i);
    const sizes = sizesAt(image, qualities, {});
    for (let i = 1; i < sizes.length; i++) expect(sizes[i] / sizes[i - 1]).toBeLessThan(1.5);
    expect(encodeWithReport(image, { quality: last }).lossless).toBe(true);
  });

  it('is decided by a sample in a large picture', () => {
    const { data } = pixelArt(64);
    // A picture of this width is sampled in two stripes of 64 rows if it has more than twice as many rows.
    const [width, height] = [1640, 264];
    const wide = drawPicture(width, height, (x, y) => {
      const at = ((y & 63) * 64 + (x & 63)) * 4;
      return [data[at], data[at + 1], data[at + 2], 255];
    });
    expect(encodeWithReport(wide, { effort: 2 }).lossless).toBe(true);
    expect(encodeWithReport(grayPhoto(width, height), { effort: 2 }).lossless).toBe(false);
  });

  it('is used with given palette sizes that hold every colour', () => {
    expect(encodeWithReport(grayPhoto(90, 60), { k2: 256, effort: 1 }).lossless).toBe(true);
  });

  it('is found by searches: for a size that it fits, and for a PSNR that no lossy file reaches', () => {
    const image = grayPhoto(120, 96);
    const exact = encodeWithReport(image, { lossless: true, effort: 2 }).bytes.length;
    const bySize = encodeToTarget(image, { maxBytes: exact }, { effort: 2 });
    expect([bySize.met, bySize.result.lossless]).toEqual([true, true]);
    const tighter = encodeToTarget(image, { maxBytes: Math.floor(exact / 2) }, { effort: 2 });
    expect([tighter.met, tighter.result.lossless]).toEqual([true, false]);
    const byPsnr = encodeToTarget(image, { minPsnr: 90 }, { effort: 2 });
    expect([byPsnr.met, byPsnr.result.lossless]).toEqual([true, true]);
  });
});

describe('exact storage on demand', () => {
  it('keeps every pixel of up to 4096 colours, in two-byte indices beyond 256', () => {
    for (const count of [3, 256, 257, 4096]) {
      const image = manyColours(count);
      const { bytes, lossless, header } = encodeWithReport(image, { lossless: true, effort: 2 });
      expect([lossless, header.k1 === 0 ? header.k2 : count]).toEqual([true, count]);
      expect(Buffer.from(decode(bytes).data).equals(Buffer.from(image.data))).toBe(true);
    }
    expect(encodeWithReport(grayPhoto(90, 60), { lossless: true }).lossless).toBe(true);
  });

  it('keeps every pixel with any given block map', () => {
    const image = manyColours(300);
    const blockMap = Uint8Array.from({ length: 32 }, (_, block) => block & 1);
    expect(encodeWithReport(image, { lossless: true, blockMap }).lossless).toBe(true);
    expect(encodeWithReport(image, { lossless: true, classify: 'eigen' }).lossless).toBe(true);
  });

  it('refuses 4097 colours', () => {
    expect(() => encodeWithReport(manyColours(4097), { lossless: true })).toThrow(/at most 4096 colours/);
    const kept = { lossless: true, keepColors: ['#ffffff'] };
    expect(() => encodeWithReport(manyColours(4096), kept)).toThrow(/at most 4096 colours/);
  });

  it("can't be combined with a quality, palette sizes, or options that change pixels", () => {
    const others: EncodeOptions[] = [{ quality: 90 }, { k1: 4 }, { k2: 9 }, { lambda: 1 }, { dither: true }];
    for (const other of others) {
      expect(() => encodeWithReport(pixelArt(16), { lossless: true, ...other })).toThrow(
        expect.objectContaining({ code: 'option', option: Object.keys(other)[0] }),
      );
    }
    expect(encodeWithReport(pixelArt(16), { lossless: true, lambda: 0, dither: false }).lossless).toBe(true);
    expect(() => encodeToTarget(pixelArt(16), { maxBytes: 999 }, { lossless: true })).toThrow(/lossless/);
  });
});

const reports = sharedPath('corpus/reports/');
const reportsMissing = sharedMissing || (!existsSync(reports) && 'skipped: ../shared/corpus/reports is not there');

describe.skipIf(reportsMissing)('a reported gray photograph', () => {
  const load = (name: string) => readPicture(new Uint8Array(readFileSync(reports + name))).image;

  it('is smaller than its PNG and than a nearly gray copy, at the default quality', () => {
    const gray = encodeWithReport(load('gray-photo.png')).bytes.length;
    expect(gray).toBeLessThan(readFileSync(`${reports}gray-photo.png`).length);
    expect(gray).toBeLessThan(encodeWithReport(load('almost-gray-photo.png')).bytes.length);
  });
});
