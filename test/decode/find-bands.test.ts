/** Where intact bands are found in damaged files, and how far they are looked for. */

import { describe, expect, it } from 'vitest';
import { ZLIB } from '../../spec/vectors/writer.mjs';
import { findBands } from '../../src/decode/find-bands.js';
import { resolveDecodeOptions } from '../../src/decode/options.js';
import { parseContainer, parsePrefix } from '../../src/decode/parse.js';
import type { BandFrame } from '../../src/format/read-container.js';
import { readValid } from '../conformance/read-vectors.js';
import { plainFile } from '../support/plain-pictures.js';

/** Many bands of two palettes, and three of one. */
const MANY = readValid('bands-many');
const ONE_PALETTE = plainFile({
  ...{ width: 2, height: 6, block: 1, k1: 0, k2: 4, strip: 0, band: 1, passes: 0, threshold: 0, alpha: false },
  ...{ map: [1, 1, 1], palette1: [], palette2: new Array(4).fill([1, 2, 3, 255]), chunks: [], zlib: ZLIB.best },
  indices: [0, 1, 2, 3, 3, 2, 1, 0, 0, 0, 1, 1],
});

function prefixOf(bytes: Uint8Array) {
  return parsePrefix(bytes, resolveDecodeOptions());
}

/** The bands as the intact file has them. */
function framesOf(bytes: Uint8Array): readonly BandFrame[] {
  return parseContainer(bytes, prefixOf(bytes)).bands;
}

/** Numbers of the bands that are found, which have to lie where they do in the intact file, or `shift` bytes behind. */
function find(damaged: Uint8Array, whole: Uint8Array, shift = 0): number[] {
  const frames = framesOf(whole);
  const { bands } = findBands(damaged, prefixOf(damaged));
  for (const [number, frame] of bands) {
    const moved = frame.offset - frames[number].offset;
    expect([0, shift]).toContain(moved);
    const keys = ['lowOffset', 'highOffset', 'end'] as const;
    for (const key of keys) expect(frame[key]).toBe(frames[number][key] + moved);
    expect([frame.lowSize, frame.highSize]).toEqual([frames[number].lowSize, frames[number].highSize]);
  }
  return [...bands.keys()];
}

/** The file with sizes that lead nowhere in some bands, and wrong checksums in some. */
function damage(bytes: Uint8Array, { sizes = [], crcs = [] }: { sizes?: number[]; crcs?: number[] }): Uint8Array {
  const damaged = bytes.slice();
  const frames = framesOf(bytes);
  for (const band of sizes) damaged.fill(0xff, frames[band].offset, frames[band].lowOffset);
  for (const band of crcs) damaged[frames[band].end - 1] ^= 1;
  return damaged;
}

/** The file with bytes between the bands 0 and 1, and the sizes of band 1 wrong. */
function withFill(bytes: Uint8Array, fill: number[]): Uint8Array {
  const damaged = damage(bytes, { sizes: [1] });
  const { end } = framesOf(bytes)[0];
  return Uint8Array.from([...damaged.subarray(0, end), ...fill, ...damaged.subarray(end)]);
}

function repeat(pattern: number[], times: number): number[] {
  return new Array(times).fill(pattern).flat();
}

const ALL = framesOf(MANY).map((_, number) => number);

function allBut(...lost: number[]): number[] {
  return ALL.filter((number) => !lost.includes(number));
}

describe('the bands of a damaged file', () => {
  it('are all found when none is damaged, and so are the chunks', () => {
    expect(ALL.length).toBeGreaterThan(5);
    expect(find(MANY, MANY)).toEqual(ALL);
    const bytes = readValid('chunks');
    const { bands, chunks } = findBands(bytes, prefixOf(bytes));
    const container = parseContainer(bytes, prefixOf(bytes));
    expect([[...bands.values()], chunks]).toEqual([container.bands, container.chunks]);
  });

  it('are found from the front, whichever have wrong checksums', () => {
    for (const lost of ALL) expect(find(damage(MANY, { crcs: [lost] }), MANY)).toEqual(allBut(lost));
    expect(find(damage(MANY, { crcs: [0, 2, 3] }), MANY)).toEqual(allBut(0, 2, 3));
    expect(find(damage(MANY, { crcs: [ALL.length - 1] }), MANY)).toEqual(allBut(ALL.length - 1));
  });

  it('are found behind one whose sizes are wrong, and numbered from the end', () => {
    for (const lost of ALL) expect(find(damage(MANY, { sizes: [lost] }), MANY)).toEqual(allBut(lost));
    expect(find(damage(MANY, { sizes: [1], crcs: [3] }), MANY)).toEqual(allBut(1, 3));
    expect(find(damage(ONE_PALETTE, { sizes: [1] }), ONE_PALETTE)).toEqual([0, 2]);
  });

  it.each([
    ['sizes of more than a byte', 'bands-and-strips'],
    ['empty planes', 'bands-of-one-class'],
    ['a last one that is lower', 'bands-last-shorter'],
  ])('are so found with %s', (_, name) => {
    const bytes = readValid(name);
    const numbers = framesOf(bytes).map((_, number) => number);
    for (const lost of numbers) {
      expect(find(damage(bytes, { sizes: [lost] }), bytes)).toEqual(numbers.filter((number) => number !== lost));
    }
  });

  it('are found behind bytes that do not belong there', () => {
    const { end } = framesOf(MANY)[1];
    for (const fill of [[0], [1, 2, 3], repeat([0x80], 9), repeat([0], 40), repeat([0xff], 3000)]) {
      const damaged = Uint8Array.from([...MANY.subarray(0, end), ...fill, ...MANY.subarray(end)]);
      expect(find(damaged, MANY, fill.length)).toEqual(ALL);
    }
  });

  it('are given up where they lie between two whose sizes are wrong, for nothing tells their number', () => {
    expect(find(damage(MANY, { sizes: [1, 3] }), MANY)).toEqual(allBut(1, 2, 3));
  });

  it('are given up behind wrong sizes when the end is damaged, too', () => {
    const damaged = damage(MANY, { sizes: [2] });
    expect(find(damaged.subarray(0, -1), MANY)).toEqual([0, 1]);
    expect(find(Uint8Array.from([...damaged, 0]), MANY)).toEqual([0, 1]);
  });

  it('are all found when only the end is damaged; then there are no chunks', () => {
    const bytes = readValid('chunks');
    const found = findBands(bytes.subarray(0, -1), prefixOf(bytes));
    expect([[...found.bands.values()], found.chunks]).toEqual([framesOf(bytes), undefined]);
  });

  it('bring the chunks with them when they reach to an intact end', () => {
    const picture = Uint8Array.from([...MANY.subarray(0, -1), ...readValid('chunk-exif').subarray(-36)]);
    const whole = parseContainer(picture, prefixOf(picture));
    expect(whole.chunks.map(({ type }) => type)).toEqual(['exif']);
    for (const damaged of [damage(picture, { crcs: [2] }), damage(picture, { sizes: [2] })]) {
      expect(findBands(damaged, prefixOf(damaged)).chunks).toEqual(whole.chunks);
    }
  });

  it('are numbered from the front when some are missing before an intact end, which then tells nothing', () => {
    const { offset, end } = framesOf(MANY)[5];
    const cut = Uint8Array.from([...MANY.subarray(0, offset), ...MANY.subarray(end)]);
    const { bands, chunks } = findBands(cut, prefixOf(cut));
    expect([[...bands.keys()], chunks]).toEqual([ALL.slice(0, -1), undefined]);
  });

  it('are no more than there may be', () => {
    const { offset, end } = framesOf(MANY)[1];
    const twice = Uint8Array.from([...MANY.subarray(0, end), ...MANY.subarray(offset)]);
    expect([...findBands(twice, prefixOf(twice)).bands.keys()]).toEqual(ALL);
  });
});

describe('the search for bands', () => {
  /** Sizes of 124 and heads of zlib streams where they say: as costly as anything can be, 63 bytes for each. */
  const LURE = [124, 124, 0x78, 0x9c];

  it('ends when it has cost 32 times the file', () => {
    expect(find(withFill(MANY, repeat(LURE, 50)), MANY, 200)).toEqual(allBut(1));
    expect(find(withFill(MANY, repeat(LURE, 1000)), MANY, 4000)).toEqual([0]);
  });

  it.each<[string, Uint8Array, number[]]>([
    ['a low plane where there is one palette', ONE_PALETTE, LURE],
    ['streams of another method', MANY, [124, 124, 0x79, 0x9b]],
    ['streams whose heads have a wrong check', MANY, [124, 124, 0x78, 0x9d]],
    ['a low plane that is no stream', MANY, [123, 121, 0x78, 0x9c]],
    ['a high plane that is no stream', MANY, [125, 123, 0x78, 0x9c]],
  ])('costs next to nothing over what can be no band: %s', (_, whole, pattern) => {
    const fill = repeat(pattern, 1000);
    const others = framesOf(whole).map((_, number) => number);
    expect(find(withFill(whole, fill), whole, fill.length)).toEqual(others.filter((number) => number !== 1));
  });
});
