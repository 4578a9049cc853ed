/** Gray and CMYK ICC profiles are converted to sRGB, or a note gives the reason. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { grayLevels } from '../../src/io/icc-gray.js';
import { makeInkRow } from '../../src/io/icc-inks.js';
import { readPicture } from '../../src/io/index.js';
import { sharedMissing, sharedPath } from '../support/corpus.js';
import { greyJpeg, jpegSegment, latin } from '../support/io-files.mjs';

/** A profile of one tag. */
function profileOf(space: string, connection: string, name: string, tag: readonly number[]): Uint8Array {
  const profile = Buffer.alloc(144 + tag.length);
  profile.writeUInt32BE(profile.length, 0);
  profile.write(space, 16, 'latin1');
  profile.write(connection, 20, 'latin1');
  profile.write('acsp', 36, 'latin1');
  profile.writeUInt32BE(1, 128);
  profile.write(name, 132, 'latin1');
  profile.writeUInt32BE(144, 136);
  profile.writeUInt32BE(tag.length, 140);
  profile.set(tag, 144);
  return Uint8Array.from(profile);
}

function words(...values: readonly number[]): number[] {
  return values.flatMap((value) => [(value >> 8) & 255, value & 255]);
}

function fixed(value: number): number[] {
  const number = Math.round(value * 65536);
  return words(number >>> 16, number & 65535);
}

const CURVE = [...latin('curv'), 0, 0, 0, 0];
const PARAMETRIC = [...latin('para'), 0, 0, 0, 0];
const gray = (tag: readonly number[], connection = 'XYZ ') => profileOf('GRAY', connection, 'kTRC', tag);

/** The profile in a gray JPEG of 8x8, whose level is 128. */
function grayJpegWith(profile: Uint8Array): Uint8Array {
  return greyJpeg(8, 8, jpegSegment(0xe2, [...latin('ICC_PROFILE\0'), 1, 1, ...profile]));
}

/** A table with two nodes for each ink, to Lab: white without ink, black with any ink. */
function inkTag(type: 'mft1' | 'mft2', lightest: number): number[] {
  const head = [...latin(type), 0, 0, 0, 0, 4, 3, 2, 0, ...new Array<number>(36).fill(0)];
  const put = (values: readonly number[]) => (type === 'mft2' ? words(...values) : [...values]);
  const full = type === 'mft2' ? 0xffff : 255;
  const neutral = type === 'mft2' ? 0x8000 : 128;
  const steps = type === 'mft2' ? [0, full] : Array.from({ length: 256 }, (_, at) => at);
  const nodes = Array.from({ length: 16 }, (_, node) => [node === 0 ? lightest : 0, neutral, neutral]);
  const curves = (count: number) => Array.from({ length: count }, () => steps).flat();
  const sizes = type === 'mft2' ? words(2, 2) : [];
  return [...head, ...sizes, ...put(curves(4)), ...put(nodes.flat()), ...put(curves(3))];
}

function convert(profile: Uint8Array, inks: readonly number[]): number[] {
  const pixels = Uint8ClampedArray.from(inks);
  makeInkRow(profile)!(1, pixels, 0);
  return [...pixels];
}

describe('a profile for gray', () => {
  it('of the curve of sRGB changes nothing', () => {
    const srgb = gray([
      ...PARAMETRIC,
      ...words(3, 0),
      ...[2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045].flatMap(fixed),
    ]);
    expect([...grayLevels(srgb)!]).toEqual(Array.from({ length: 256 }, (_, level) => level));
    expect(readPicture(grayJpegWith(srgb))).toMatchObject({ notes: [] });
  });

  it('of linear light brightens levels between black and white, with curves of any type', () => {
    const linear = [
      gray([...CURVE, 0, 0, 0, 0]),
      gray([...CURVE, 0, 0, 0, 1, ...words(256)]),
      gray([...CURVE, 0, 0, 0, 3, ...words(0, 32768, 65535)]),
      gray([...PARAMETRIC, ...words(0, 0), ...fixed(1)]),
      gray([...PARAMETRIC, ...words(1, 0), ...[1, 1, 0].flatMap(fixed)]),
      gray([...PARAMETRIC, ...words(2, 0), ...[1, 1, 0, 0].flatMap(fixed)]),
      gray([...PARAMETRIC, ...words(4, 0), ...[1, 1, 0, 1, 0, 0, 0].flatMap(fixed)]),
    ];
    for (const profile of linear) {
      const levels = grayLevels(profile)!;
      expect([levels[0], levels[128], levels[255]]).toEqual([0, 188, 255]);
    }
    const { image, icc, notes } = readPicture(grayJpegWith(linear[0]!));
    expect(icc).toBeUndefined();
    expect(image.data.subarray(0, 4)).toEqual(Uint8Array.of(188, 188, 188, 255));
    expect(notes).toEqual(['gray levels were turned into sRGB by their ICC profile']);
  });

  it.each([
    ['no curve', profileOf('GRAY', 'XYZ ', 'wtpt', CURVE)],
    ['a curve to Lab', gray([...CURVE, 0, 0, 0, 0], 'Lab ')],
    ['a curve of another type', gray([...latin('sf32'), 0, 0, 0, 0, 0, 0, 0, 0])],
    ['a curve cut short', gray([...CURVE, 0, 0, 1, 0, 1, 2])],
    ['parameters of a type to come', gray([...PARAMETRIC, ...words(5, 0), ...fixed(1)])],
  ])('with %s is ignored, with a note', (_what, profile) => {
    expect(grayLevels(profile)).toBeUndefined();
    const { image, notes } = readPicture(grayJpegWith(profile));
    expect(image.data[0]).toBe(128);
    expect(notes).toEqual(['the ICC profile was ignored: it has no curve from gray to XYZ of a known type']);
  });
});

describe('a CMYK profile', () => {
  const profile = (tag: readonly number[], connection = 'Lab ') => profileOf('CMYK', connection, 'A2B0', tag);

  it.each([
    ['mft1', 255],
    ['mft2', 0xff00],
  ] as const)('with a table of the type %s gives the sRGB of its Lab', (type, lightest) => {
    const inks = profile(inkTag(type, lightest));
    // JPEG has inks inverted: 255 is none. Half an ink is a lightness of half, and both a quarter.
    for (const [found, expected] of [
      [convert(inks, [255, 255, 255, 255]), 255],
      [convert(inks, [255, 255, 255, 0]), 0],
      [convert(inks, [0, 255, 255, 255]), 0],
      [convert(inks, [255, 127.5, 255, 255]), 119],
      [convert(inks, [255, 127.5, 127.5, 255]), 59],
    ] as const) {
      for (const channel of found.slice(0, 3)) expect(Math.abs(channel - expected)).toBeLessThanOrEqual(3);
      expect(found[3]).toBe(255);
    }
  });

  it.each([
    ['no table', profileOf('CMYK', 'Lab ', 'desc', inkTag('mft2', 0xff00))],
    ['a table to XYZ', profile(inkTag('mft2', 0xff00), 'XYZ ')],
    ['a table cut short', profile(inkTag('mft2', 0xff00).slice(0, -1))],
    ['a table of another type', profile([...latin('mAB '), ...new Array<number>(60).fill(0)])],
    ['a table of one node', profile(inkTag('mft1', 255).with(10, 1))],
    ['a table of three inks', profile(inkTag('mft1', 255).with(8, 3))],
  ])('with %s is of no use', (_what, unusable) => {
    expect(makeInkRow(unusable)).toBeUndefined();
  });

  it.skipIf(sharedMissing)('draws a CMYK picture as a browser does', () => {
    const { image, icc, notes } = readPicture(readFileSync(sharedPath('corpus/reports/cmyk-icc.jpg')));
    const middle = ((image.height >> 1) * image.width + (image.width >> 1)) * 4;
    [125, 123, 185].forEach((value, c) => {
      expect(Math.abs(image.data[middle + c]! - value)).toBeLessThanOrEqual(3);
    });
    expect(icc).toBeUndefined();
    expect(notes).toEqual(['CMYK inks were turned into sRGB by their ICC profile']);
  });
});
