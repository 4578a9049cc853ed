/** The pixels of JPEGs, compared with those of libjpeg-turbo, which browsers use. */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readPicture } from '../../src/io/index.js';
import { sharedMissing, sharedPath } from '../support/corpus.js';
import { FORMATS_NOTE, formatsMissing, readFormat } from '../support/io-corpus.js';
import { runs } from '../support/runs.js';

/** All except those with a profile or in CMYK, which sharp converts. */
const FILES = [
  'jpeg_1x1.jpg',
  'jpeg_411_baseline.jpg',
  'jpeg_420_odd_size_67x45.jpg',
  'jpeg_422_baseline.jpg',
  'jpeg_440_baseline.jpg',
  'jpeg_444_baseline.jpg',
  'jpeg_gray.jpg',
  'jpeg_non_interleaved_scans.jpg',
  'jpeg_progressive_420.jpg',
  'jpeg_progressive_444.jpg',
  'jpeg_restart_every_2_rows.jpg',
  'jpeg_restart_every_3_mcus.jpg',
  'jpeg_rgb_adobe_transform0.jpg',
] as const;

/** Largest difference of a channel between the reader's pixels and libjpeg-turbo's. */
async function compareWithLibjpeg(bytes: Uint8Array): Promise<number> {
  const { data, info } = await sharp(bytes, { failOn: 'none' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { image } = readPicture(bytes);
  expect(image).toMatchObject({ width: info.width, height: info.height });
  let largest = 0;
  for (let pixel = 0; pixel < info.width * info.height; pixel++) {
    for (let c = 0; c < 3; c++) {
      const expected = data[pixel * info.channels + Math.min(c, info.channels - 1)]!;
      largest = Math.max(largest, Math.abs(expected - image.data[pixel * 4 + c]!));
    }
  }
  return largest;
}

describe('the pixels of a JPEG are those of libjpeg-turbo', () => {
  it('for any size, quality, order of scans and sampling of chroma', async () => {
    const shapes = fc.record({
      width: fc.integer({ min: 1, max: 70 }),
      height: fc.integer({ min: 1, max: 70 }),
      quality: fc.integer({ min: 1, max: 100 }),
      progressive: fc.boolean(),
      chromaSubsampling: fc.constantFrom('4:2:0', '4:4:4'),
      seed: fc.nat(),
    });
    const property = fc.asyncProperty(shapes, async ({ width, height, seed, ...options }) => {
      const data = Uint8Array.from(
        { length: width * height * 3 },
        (_, at) => (at * at * (1 + (seed % 97))) >> (seed % 11),
      );
      const jpeg = await sharp(data, { raw: { width, height, channels: 3 } })
        .jpeg(options)
        .toBuffer();
      expect(await compareWithLibjpeg(jpeg)).toBe(0);
    });
    await fc.assert(property, { numRuns: runs(150) });
  });

  it.skipIf(formatsMissing).each(FILES)(`in %s${FORMATS_NOTE}`, async (name) => {
    expect(await compareWithLibjpeg(readFormat(name))).toBe(0);
  });

  it.skipIf(formatsMissing)(`also when restart markers are missing, wrong or doubled${FORMATS_NOTE}`, async () => {
    const whole = readFormat('jpeg_restart_every_3_mcus.jpg');
    const markers = [...whole.keys()].filter((at) => whole[at] === 0xff && (whole[at + 1]! & 0xf8) === 0xd0);
    const damages = fc.record({
      marker: fc.integer({ min: 0, max: markers.length - 2 }),
      kind: fc.constantFrom('lost', 'lost with its data', 'wrong', 'twice'),
      number: fc.integer({ min: 0, max: 7 }),
    });
    const property = fc.asyncProperty(damages, async ({ marker, kind, number }) => {
      const at = markers[marker]!;
      const next = markers[marker + 1]!;
      const before = whole.subarray(0, kind === 'twice' ? next : at);
      const wrong = kind === 'wrong' ? [Uint8Array.of(0xff, 0xd0 + number)] : [];
      const from = { lost: at + 2, 'lost with its data': next, wrong: at + 2, twice: at }[kind];
      const jpeg = Buffer.concat([before, ...wrong, whole.subarray(from)]);
      expect(await compareWithLibjpeg(jpeg)).toBe(0);
      const isWhole = kind === 'wrong' && 0xd0 + number === whole[at + 1];
      expect(readPicture(jpeg).notes).toEqual(isWhole ? [] : [expect.stringContaining('restart markers out of turn')]);
    });
    await fc.assert(property, { numRuns: runs(40) });
  });

  it.skipIf(sharedMissing)(
    'in red text of 4:2:0, whose edges differed by 75 levels when chroma was repeated',
    async () => {
      expect(await compareWithLibjpeg(readFileSync(sharedPath('corpus/reports/redtext.jpg')))).toBe(0);
    },
  );
});
