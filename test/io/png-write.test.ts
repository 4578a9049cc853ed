import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import type { Image } from '../../src/image.js';
import { readPicture, writePicture } from '../../src/io/index.js';
import { sharedMissing, sharedPath } from '../support/corpus.js';
import { iccProfile, isSameImage, listPngChunks } from '../support/io-files.mjs';
import { drawPicture, halfBusyPicture, makeNoise } from '../support/pictures.js';
import { runs } from '../support/runs.js';

/** Places of depth and colour type in a PNG. */
const DEPTH = 24;
const COLOUR_TYPE = 25;
const PALETTE = 3;

type Colour = readonly [red: number, green: number, blue: number, alpha: number];

const byte = fc.integer({ min: 0, max: 255 });
const grey = (levels: fc.Arbitrary<number>) => levels.map((v): Colour => [v, v, v, 255]);
const opaque = fc.tuple(byte, byte, byte).map(([r, g, b]): Colour => [r, g, b, 255]);

/** Palettes, each for a different form of PNG. */
const COLOURS: Readonly<Record<string, fc.Arbitrary<Colour[]>>> = {
  'black and white': fc.constant([
    [0, 0, 0, 255],
    [255, 255, 255, 255],
  ]),
  'greys of 2 bits': fc.array(grey(fc.constantFrom(0, 85, 170, 255)), { minLength: 1, maxLength: 4 }),
  'greys of 4 bits': fc.array(grey(fc.integer({ min: 0, max: 15 }).map((v) => 17 * v)), {
    minLength: 1,
    maxLength: 16,
  }),
  greys: fc.array(grey(byte), { minLength: 1, maxLength: 256 }),
  'few colours': fc.array(opaque, { minLength: 1, maxLength: 20 }),
  'many colours': fc.array(opaque, { minLength: 200, maxLength: 300 }),
  'greys and one clear colour': fc
    .tuple(fc.array(grey(byte), { minLength: 1, maxLength: 40 }), byte)
    .map(([greys, v]) => [...greys, [v, v, v, 0]]),
  'many colours and one clear one': fc
    .tuple(fc.array(opaque, { minLength: 260, maxLength: 300 }), byte)
    .map(([colours, v]) => [...colours, [v, v, 7, 0]]),
  'greys of any alpha': fc.array(
    fc.tuple(byte, byte).map(([v, a]): Colour => [v, v, v, a]),
    {
      minLength: 1,
      maxLength: 300,
    },
  ),
  anything: fc.array(fc.tuple(byte, byte, byte, byte), { minLength: 1, maxLength: 300 }),
};

/** Pictures of these colours: their places random, in runs, or in a pattern. */
function pictureOf(colours: fc.Arbitrary<Colour[]>): fc.Arbitrary<Image> {
  const shape = { width: fc.integer({ min: 1, max: 40 }), height: fc.integer({ min: 1, max: 40 }) };
  return fc
    .record({ ...shape, colours, step: fc.integer({ min: 1, max: 9 }), seed: fc.nat(1e6), kind: fc.nat(2) })
    .map(({ width, height, colours: list, step, seed, kind }) => {
      const next = makeNoise(seed);
      return drawPicture(width, height, (x, y) => {
        const place = kind === 0 ? next() : kind === 1 ? Math.floor(x / step) + y : (x * step) ^ y;
        return list[place % list.length]!;
      });
    });
}

/** The picture as pngjs reads it: it blackens pixels that a tRNS key hides. */
function asReadByPngjs({ data }: Image, png: Uint8Array): Buffer {
  const hasKey = listPngChunks(png).includes('tRNS') && png[COLOUR_TYPE] !== PALETTE;
  const seen = Buffer.from(data);
  for (let at = 0; hasKey && at < seen.length; at += 4) if (seen[at + 3] === 0) seen.fill(0, at, at + 3);
  return seen;
}

/** The form of a PNG in words. */
function formOf(png: Uint8Array): string {
  const name = { 0: 'grey', 2: 'RGB', 3: 'palette', 4: 'grey and alpha', 6: 'RGBA' }[png[COLOUR_TYPE]!];
  return `${name} ${png[DEPTH]}${listPngChunks(png).includes('tRNS') ? ' with tRNS' : ''}`;
}

/** Bytes that another filter may save in a tiny picture. */
const LUCK = 12;

/** The picture as RGBA, as pngjs packs it best of all filters. */
function sizeAsRgba({ width, height, data }: Image): number {
  const picture = Object.assign(new PNG({ width, height }), { data: Buffer.from(data) });
  const sizes = [0, 1, 2, 3, 4, -1].map(
    (filterType) => PNG.sync.write(picture, { colorType: 6, deflateStrategy: 0, filterType }).length,
  );
  return Math.min(...sizes);
}

describe('a written PNG', () => {
  for (const [name, colours] of Object.entries(COLOURS)) {
    it(`of ${name} is read back the same, also by pngjs, and is no larger than RGBA`, () => {
      fc.assert(
        fc.property(pictureOf(colours), fc.boolean(), (image, hasProfile) => {
          const icc = hasProfile ? iccProfile() : undefined;
          const png = writePicture(image, 'png', { icc });
          const read = readPicture(png);
          expect(read.notes).toEqual([]);
          expect(read.icc).toEqual(icc);
          expect(isSameImage(read.image, image)).toBe(true);
          expect(PNG.sync.read(Buffer.from(png)).data.equals(asReadByPngjs(image, png))).toBe(true);
          if (!hasProfile) expect(png.length).toBeLessThanOrEqual(sizeAsRgba(image) + LUCK);
        }),
        { numRuns: runs(25) },
      );
    });
  }

  it('has the form that takes the fewest bits a pixel', () => {
    const noise = (count: number, colourOf: (i: number) => Colour) => {
      const next = makeNoise(count);
      // Each colour occurs, most of them at random.
      const colourAt = (x: number, y: number) => colourOf((y % 2 === 0 ? 32 * y + x : next()) % count);
      return formOf(writePicture(drawPicture(64, 64, colourAt), 'png'));
    };
    const greyOf = (v: number, a = 255): Colour => [v, v, v, a];
    const hueOf = (i: number, a = 255): Colour => {
      const hue = makeNoise(i)() * 7;
      return [hue & 255, (hue >> 8) & 255, (hue >> 16) & 255, a];
    };
    expect(noise(4096, hueOf)).toBe('RGB 8');
    expect(noise(4096, (i) => hueOf(i, i & 255))).toBe('RGBA 8');
    expect(noise(4096, (i) => (i === 5 ? [1, 1, 1, 0] : hueOf(i)))).toBe('RGB 8 with tRNS');
    expect(noise(256, hueOf)).toBe('palette 8');
    expect(noise(16, hueOf)).toBe('palette 4');
    expect(noise(4, hueOf)).toBe('palette 2');
    expect(noise(2, hueOf)).toBe('palette 1');
    expect(noise(16, (i) => hueOf(i, 17 * i))).toBe('palette 4 with tRNS');
    expect(noise(256, greyOf)).toBe('grey 8');
    expect(noise(16, (i) => greyOf(17 * i))).toBe('grey 4');
    expect(noise(4, (i) => greyOf(85 * i))).toBe('grey 2');
    expect(noise(200, (i) => greyOf(i + 1, i === 7 ? 0 : 255))).toBe('grey 8 with tRNS');
    expect(noise(4096, (i) => greyOf(i & 255, i >> 4))).toBe('grey and alpha 8');
  });

  it('of noise in slightly too many colours for a palette has pixels of four bytes, which repeat better than three', () => {
    const next = makeNoise(3);
    const image = drawPicture(200, 200, () => {
      const colour = makeNoise((next() >> 8) % 1000)();
      return [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255, 255];
    });
    expect(formOf(writePicture(image, 'png'))).toBe('RGBA 8');
    expect(writePicture(image, 'png').length).toBeLessThanOrEqual(sizeAsRgba(image));
  });

  it('has no transparent colour if another pixel shows this colour opaque', () => {
    const image = drawPicture(40, 40, (x, y) => (x + y === 0 ? [9, 9, 9, 0] : [(x * y) & 255, x * 6, y * 6, 255]));
    image.data.set([9, 9, 9, 255], 4);
    expect(formOf(writePicture(image, 'png'))).toBe('RGBA 8');
    expect(isSameImage(readPicture(writePicture(image, 'png')).image, image)).toBe(true);
  });

  it('is never gray with a profile for RGB', () => {
    const image = drawPicture(64, 64, (x, y) => {
      const grey = 16 + ((x * x + y * y * y) % 40);
      return [grey, grey, grey, y < 32 ? 255 : 0];
    });
    const icc = iccProfile();
    const png = writePicture(image, 'png', { icc });
    expect(formOf(png)).toBe('palette 8 with tRNS');
    expect(listPngChunks(png)).toEqual(['IHDR', 'iCCP', 'PLTE', 'tRNS', 'IDAT', 'IEND']);
    const many = drawPicture(64, 64, (x, y) => [4 * x, 4 * x, 4 * x, 4 * y]);
    expect(formOf(writePicture(many, 'png'))).toBe('grey and alpha 8');
    expect(formOf(writePicture(many, 'png', { icc }))).toBe('RGBA 8');
  });

  it('of several slabs and chunks, of rows wider than the sample, is read back the same', () => {
    const next = makeNoise(5);
    const noise = drawPicture(1100, 1500, () => [next() & 255, next() & 255, next() & 255, 255]);
    const png = writePicture(noise, 'png');
    expect(listPngChunks(png).filter((type) => type === 'IDAT').length).toBeGreaterThan(1);
    expect(isSameImage(readPicture(png).image, noise)).toBe(true);
    // The least that noise takes, and five bytes for each stored block.
    expect(png.length).toBeLessThan(1100 * 1500 * 3 * 1.001);
    for (const [width, height] of [
      [200_000, 1],
      [1, 200_000],
      [70_000, 3],
    ] as const) {
      const image = halfBusyPicture(width, height);
      expect(isSameImage(readPicture(writePicture(image, 'png')).image, image)).toBe(true);
    }
  });

  it('does not filter distant repeats, and predicts slow changes of colour', () => {
    const next = makeNoise(8);
    const tile = Array.from({ length: 100 * 15 }, () => next());
    const pattern = drawPicture(600, 400, (x, y) => {
      const value = tile[(y % 15) * 100 + (x % 100)]!;
      return [value & 255, (value >> 8) & 255, (value >> 16) & 255, 255];
    });
    expect(writePicture(pattern, 'png').length).toBeLessThan(3 * 100 * 15 * 4);
    const slope = drawPicture(600, 400, (x, y) => [(x * 3 + y) & 255, (x + 2 * y) & 255, (x + y) & 255, 255]);
    expect(writePicture(slope, 'png').length).toBeLessThan(4000);
  });

  it.skipIf(sharedMissing)('of a scanned page is nearly as small as its source; as RGB it took twice as much', () => {
    const source = readFileSync(sharedPath('corpus/reports/page2z.png'));
    const png = writePicture(readPicture(source).image, 'png');
    expect(formOf(png)).toBe('palette 1');
    expect(png.length).toBeLessThanOrEqual(source.length);
  });
});
