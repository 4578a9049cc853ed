import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  gammaTone,
  makeGraySpace,
  makeSpace,
  P3_PRIMARIES,
  SRGB_PRIMARIES,
  srgbTone,
} from '../../../src/io/colour/colour-space.js';
import { buildConversion, isSrgb } from '../../../src/io/colour/conversion.js';
import { readIccSpace } from '../../../src/io/colour/icc-space.js';
import { power } from '../../../src/io/colour/power.js';
import { settleProfile } from '../../../src/io/colour/settle-profile.js';
import { readPicture } from '../../../src/io/index.js';
import {
  ADOBE_COLUMNS,
  gammaCurve,
  greyProfile,
  makeProfile,
  parametricCurve,
  rgbProfile,
  sampledCurve,
} from '../../support/icc-files.js';
import { join, latin, png, pngChunk, pngData, pngHeader } from '../../support/io-files.mjs';
import { runs } from '../../support/runs.js';

/** The curve of sRGB by the mathematics library, which may differ between engines. */
const srgbByMath = (v: number) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
const levelByMath = (linear: number) =>
  255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055);
const SRGB_SAMPLES = Array.from({ length: 1024 }, (_, i) => 65535 * srgbByMath(i / 1023));
const SRGB_CURVE = parametricCurve(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045);

function chunkOf(type: string, ...values: number[]): Uint8Array {
  const data = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) data.writeUInt32BE(value, i * 4);
  return pngChunk(type, data);
}

const gama = (value: number) => chunkOf('gAMA', value);
const chrm = (...values: number[]) => chunkOf('cHRM', ...values.map((value) => Math.round(value * 100_000)));
const cicp = (...codes: number[]) => pngChunk('cICP', Uint8Array.from(codes));
const iccp = (profile: Uint8Array) => pngChunk('iCCP', join(latin('x\0\0'), deflateSync(profile)));

/** A pixel of each gray level, or of a colour, after reading. */
function readGreys(...chunks: Uint8Array[]) {
  const ramp = Uint8Array.from({ length: 257 }, (_, i) => Math.max(0, i - 1));
  return readPicture(png(pngHeader(256, 1), ...chunks, pngData(ramp)));
}

function readColour(colour: readonly [number, number, number], ...chunks: Uint8Array[]) {
  const { image, notes, icc } = readPicture(
    png(pngHeader(1, 1, 8, 2), ...chunks, pngData(Uint8Array.of(0, ...colour))),
  );
  return { colour: Array.from(image.data.subarray(0, 3)), notes, icc };
}

describe('a power by roots', () => {
  it('equals that of Math.pow, to twelve digits', () => {
    const values = fc.tuple(
      fc.double({ min: 1e-9, max: 1, noNaN: true }),
      fc.double({ min: 0.01, max: 30, noNaN: true }),
    );
    fc.assert(
      fc.property(values, ([base, exponent]) => {
        expect(Math.abs(power(base, exponent) / base ** exponent - 1)).toBeLessThan(1e-12);
      }),
    );
  });

  it('has the limits of a power: 0, 1 and infinity', () => {
    expect([power(0, 2), power(0, 0), power(1, 0.3), power(0.5, 0), power(1, 1e9)]).toEqual([0, 1, 1, 1, 1]);
    expect([power(0.5, 1e9), power(2, 1e9), power(2, 10)]).toEqual([0, Infinity, 1024]);
  });
});

describe('a conversion to sRGB', () => {
  it('is within half a level of one by Math.pow, for any gamma and depth', () => {
    const cases = fc.tuple(fc.double({ min: 0.1, max: 8, noNaN: true }), fc.constantFrom(255, 65535));
    fc.assert(
      fc.property(cases, ([gamma, top]) => {
        const convert = buildConversion(makeGraySpace(gammaTone(gamma)), top);
        const out = new Uint8Array(3);
        for (let sample = 0; sample <= top; sample += 1 + (top >> 8)) {
          convert(sample, sample, sample, out, 0);
          expect(Math.abs(out[0]! - levelByMath((sample / top) ** gamma))).toBeLessThan(0.5001);
          expect([out[1], out[2]]).toEqual([out[0], out[0]]);
        }
      }),
      { numRuns: runs(20) },
    );
  });

  it('keeps white and black, and turns P3 red to a red that is clipped', () => {
    const convert = buildConversion(makeSpace(P3_PRIMARIES, srgbTone)!, 255);
    const out = new Uint8Array(9);
    convert(255, 255, 255, out, 0);
    convert(0, 0, 0, out, 3);
    convert(255, 0, 0, out, 6);
    expect(Array.from(out)).toEqual([255, 255, 255, 0, 0, 0, 255, 0, 0]);
  });

  it('distinguishes sRGB from similar spaces', () => {
    expect(isSrgb(makeSpace(SRGB_PRIMARIES, srgbTone)!)).toBe(true);
    expect(isSrgb(makeSpace(SRGB_PRIMARIES, gammaTone(2.2))!)).toBe(false);
    expect(isSrgb(makeSpace(P3_PRIMARIES, srgbTone)!)).toBe(false);
    expect(makeSpace({ ...SRGB_PRIMARIES, blue: [0.47, 0.465] }, srgbTone)).toBeUndefined();
    expect(makeSpace({ ...SRGB_PRIMARIES, blue: [0, 0] }, srgbTone)).toBeUndefined();
  });
});

describe('gAMA and cHRM', () => {
  it('of linear light become sRGB, at the full depth of the samples', () => {
    const { image, notes } = readGreys(gama(100_000));
    for (let level = 0; level < 256; level++) {
      expect(Math.abs(image.data[level * 4]! - levelByMath(level / 255))).toBeLessThanOrEqual(0.5);
    }
    expect(notes).toEqual(['gAMA applied: the pixels are sRGB now']);
    const deep = readPicture(png(pngHeader(2, 1, 16), gama(100_000), pngData(Uint8Array.of(0, 0, 100, 0, 160))));
    expect([deep.image.data[0], deep.image.data[4]]).toEqual([5, 8]);
  });

  it('are applied to palettes and to colours with alpha, and keep a transparent colour transparent', () => {
    const palette = png(
      pngHeader(1, 1, 8, 3),
      gama(100_000),
      pngChunk('PLTE', Uint8Array.of(128, 0, 255)),
      pngData(Uint8Array.of(0, 0)),
    );
    expect(Array.from(readPicture(palette).image.data)).toEqual([188, 0, 255, 255]);
    const alpha = png(
      pngHeader(1, 1, 16, 6),
      gama(100_000),
      pngData(Uint8Array.of(0, 128, 128, 0, 0, 255, 255, 64, 64)),
    );
    expect(Array.from(readPicture(alpha).image.data)).toEqual([188, 0, 255, 64]);
    const grey = png(pngHeader(1, 1, 8, 4), gama(100_000), pngData(Uint8Array.of(0, 128, 77)));
    expect(Array.from(readPicture(grey).image.data)).toEqual([188, 188, 188, 77]);
    const key = pngChunk('tRNS', Uint8Array.of(0, 128, 0, 0, 0, 255));
    const keyed = png(pngHeader(2, 1, 8, 2), gama(100_000), key, pngData(Uint8Array.of(0, 128, 0, 255, 128, 0, 0)));
    expect(Array.from(readPicture(keyed).image.data)).toEqual([188, 0, 255, 0, 188, 0, 0, 255]);
  });

  it('change nothing for sRGB, and neither do primaries without gAMA', () => {
    const srgb = chrm(0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06);
    const adobe = chrm(0.3127, 0.329, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06);
    for (const chunks of [
      [gama(45_455)],
      [gama(45_000)],
      [gama(45_455), srgb],
      [srgb],
      [pngChunk('sRGB', Uint8Array.of(0)), gama(1)],
    ]) {
      expect(readColour([200, 30, 7], ...chunks)).toEqual({ colour: [200, 30, 7], notes: [], icc: undefined });
    }
    expect(readColour([200, 30, 7], adobe)).toMatchObject({
      colour: [200, 30, 7],
      notes: ['cHRM without gAMA was ignored'],
    });
  });

  it('of Adobe RGB are applied together', () => {
    const adobe = chrm(0.3127, 0.329, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06);
    const { colour, notes } = readColour([200, 180, 170], gama(45_470), adobe);
    expect(notes).toEqual(['gAMA and cHRM applied: the pixels are sRGB now']);
    expect(colour).toEqual([209, 181, 171]);
  });

  it('are ignored when their values are useless', () => {
    const flat = chrm(...Array<number>(8).fill(0.3));
    expect(readColour([9, 99, 199], gama(55_556), flat).notes).toEqual([expect.stringMatching(/span no colours/)]);
    for (const chunk of [gama(0), pngChunk('gAMA'), pngChunk('cHRM'), pngChunk('sRGB'), cicp(1, 13, 1, 1)]) {
      const { colour, notes } = readColour([9, 99, 199], chunk);
      expect(colour).toEqual([9, 99, 199]);
      expect(notes).toEqual([expect.stringMatching(/; it was ignored$/)]);
    }
  });
});

describe('cICP', () => {
  it('has priority over a profile, as sRGB has over gAMA', () => {
    const linear = rgbProfile(gammaCurve(1));
    expect(readColour([128, 128, 128], cicp(1, 13, 0, 1), iccp(linear))).toMatchObject({
      colour: [128, 128, 128],
      icc: undefined,
    });
    expect(readColour([128, 128, 128], cicp(1, 8, 0, 1)).colour).toEqual([188, 188, 188]);
  });

  it('of high dynamic range is ignored with a note, and the next chunk in priority counts', () => {
    const { colour, notes } = readColour([128, 128, 128], cicp(9, 16, 0, 1), gama(100_000));
    expect(colour).toEqual([188, 188, 188]);
    expect(notes[0]).toBe('cICP (colour primaries 9, transfer 16) was ignored');
  });
});

describe('an ICC profile', () => {
  it.each([
    ['of sampled curves', rgbProfile(sampledCurve(SRGB_SAMPLES))],
    ['of parametric curves', rgbProfile(SRGB_CURVE)],
  ])('of plain sRGB is dropped, in any form: %s', (_what, profile) => {
    expect(readColour([200, 30, 7], iccp(profile))).toEqual({ colour: [200, 30, 7], notes: [], icc: undefined });
  });

  it('of another space is kept, or applied with toSrgb', () => {
    const profile = rgbProfile(gammaCurve(2.19921875), ADOBE_COLUMNS);
    expect(readColour([200, 180, 170], iccp(profile))).toEqual({ colour: [200, 180, 170], notes: [], icc: profile });
    const file = png(pngHeader(1, 1, 8, 2), iccp(profile), pngData(Uint8Array.of(0, 200, 180, 170)));
    const { image, icc, notes } = readPicture(file, { toSrgb: true });
    expect(Array.from(image.data.subarray(0, 3))).toEqual([209, 181, 171]);
    expect(icc).toBeUndefined();
    expect(notes).toEqual([expect.stringMatching(/^the ICC profile was applied/)]);
  });

  it('with tables is kept even with toSrgb, with a note', () => {
    const profile = rgbProfile(gammaCurve(1), ADOBE_COLUMNS, [['A2B0', Buffer.alloc(40)]]);
    const picture = { image: { width: 1, height: 1, data: Uint8Array.of(1, 2, 3, 4) }, icc: profile, notes: [] };
    const settled = settleProfile(picture, true);
    expect(settled.icc).toEqual(profile);
    expect(settled.notes).toEqual([expect.stringMatching(/^the ICC profile was kept/)]);
    expect(settleProfile(picture, false)).toEqual(picture);
  });

  it('for gray is applied to gray pixels, and dropped when it changes none', () => {
    const linear = readGreys(iccp(greyProfile(gammaCurve(1))));
    expect(Array.from(linear.image.data.subarray(128 * 4, 129 * 4))).toEqual([188, 188, 188, 255]);
    expect(linear.notes).toEqual(['the ICC profile for gray was applied: the pixels are sRGB now']);
    const same = readGreys(iccp(greyProfile(SRGB_CURVE)));
    expect(same.notes).toEqual([]);
    expect(same.image.data[128 * 4]).toBe(128);
    for (const picture of [linear, same]) expect(picture.icc).toBeUndefined();
  });

  it('for gray is ignored without a curve, and for pictures in colour', () => {
    const { notes } = readGreys(iccp(makeProfile('GRAY', [])));
    expect(notes).toEqual(['the ICC profile was ignored: it is for gray, and has no curve']);
    expect(readColour([1, 2, 3], iccp(greyProfile(gammaCurve(1)))).notes).toEqual([
      'the ICC profile was ignored: it is for gray, and the pixels are in colour',
    ]);
  });

  it('may have curves of every parametric type', () => {
    const shapes: [Buffer, (x: number) => number][] = [
      [parametricCurve(0, 2), (x) => x * x],
      [parametricCurve(1, 2, 1, -0.25), (x) => (x >= 0.25 ? (x - 0.25) ** 2 : 0)],
      [parametricCurve(2, 2, 1, -0.25, 0.125), (x) => (x >= 0.25 ? (x - 0.25) ** 2 + 0.125 : 0.125)],
      [parametricCurve(3, 2, 0.5, 0.5, 0.25, 0.5), (x) => (x >= 0.5 ? (0.5 * x + 0.5) ** 2 : 0.25 * x)],
      [
        parametricCurve(4, 2, 0.5, 0.25, 0.25, 0.5, 0.125, 0.0625),
        (x) => (x >= 0.5 ? (0.5 * x + 0.25) ** 2 + 0.125 : 0.25 * x + 0.0625),
      ],
      [sampledCurve([]), (x) => x],
      [sampledCurve([0, 65535, 0]), (x) => 1 - Math.abs(2 * x - 1)],
    ];
    for (const [curve, shape] of shapes) {
      const [tone] = readIccSpace(greyProfile(curve), true)!.tones;
      for (const x of [0, 0.125, 0.25, 0.5, 0.75, 1]) expect(tone(x)).toBeCloseTo(shape(x), 4);
    }
  });

  it('with any bytes behind its header is read or dropped, without an exception', () => {
    const valid = rgbProfile(SRGB_CURVE, ADOBE_COLUMNS);
    const spoilt = fc.array(fc.tuple(fc.integer({ min: 128, max: valid.length - 1 }), fc.nat(255)), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(spoilt, (changes) => {
        const profile = valid.slice();
        for (const [at, value] of changes) profile[at] = value;
        const image = { width: 2, height: 1, data: Uint8Array.of(0, 128, 255, 255, 9, 9, 9, 9) };
        const { image: settled } = settleProfile({ image, icc: profile, notes: [] }, true);
        expect(settled.data).toHaveLength(8);
        expect([settled.data[3], settled.data[7]]).toEqual([255, 9]);
      }),
      { numRuns: runs(300) },
    );
  });
});
