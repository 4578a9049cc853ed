/** Places of intact bands in damaged files, and the cost of the search for them. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 as crcOf, u32, varint, ZLIB } from '../../spec/vectors/writer.mjs';
import { ByteReader } from '../../src/bits/byte-reader.js';
import { crc32 } from '../../src/bits/crc32.js';
import { findBands } from '../../src/decode/find-bands.js';
import { resolveDecodeOptions } from '../../src/decode/options.js';
import { parseContainer, parsePrefix } from '../../src/decode/parse.js';
import {
  type BandFrame,
  type ChunkFrame,
  CRC_SIZE,
  readBandExtent,
  readTail,
} from '../../src/format/read-container.js';
import { readValid } from '../conformance/read-vectors.js';
import { plainFile } from '../support/plain-pictures.js';

/** Many bands of two palettes, and three of one. */
const MANY = readValid('bands-many');
const ONE_PALETTE = plainFile({
  ...{ width: 2, height: 6, block: 1, k1: 0, k2: 4, strip: 0, band: 1, alpha: false },
  ...{ map: [1, 1, 1], palette1: [], palette2: new Array(4).fill([1, 2, 3, 255]), chunks: [], zlib: ZLIB.best },
  indices: [0, 1, 2, 3, 3, 2, 1, 0, 0, 0, 1, 1],
});

function prefixOf(bytes: Uint8Array) {
  return parsePrefix(bytes, resolveDecodeOptions());
}

/** A band's place, and the offset behind it. */
type Frame = BandFrame & { readonly end: number };

function withEnd(frame: BandFrame): Frame {
  return { ...frame, end: frame.highOffset + frame.highSize + CRC_SIZE };
}

/** The bands as the intact file has them. */
function framesOf(bytes: Uint8Array): Frame[] {
  const frames: Frame[] = [];
  parseContainer(bytes, prefixOf(bytes), { band: (frame) => frames.push(withEnd(frame)) });
  return frames;
}

/** The bands with a right checksum in the runs that are found, by number, and the offset of the chunks. */
function findIntact(bytes: Uint8Array): { bands: Map<number, Frame>; tailOffset?: number; steps: number } {
  const { runs, ...rest } = findBands(bytes, prefixOf(bytes));
  const bands = new Map<number, Frame>();
  for (const { firstBand, endBand, offset } of runs) {
    const reader = new ByteReader(bytes, 'bands', offset);
    for (let number = firstBand; number < endBand; number++) {
      const frame = readBandExtent(reader, number, false);
      const computed = crc32(bytes, frame.offset, reader.offset);
      if (reader.readUint32('CRC-32') === computed) bands.set(number, withEnd(frame));
    }
  }
  return { bands, ...rest };
}

function chunksOf(bytes: Uint8Array): ChunkFrame[] {
  const frames: ChunkFrame[] = [];
  parseContainer(bytes, prefixOf(bytes), { chunk: (frame) => frames.push(frame) });
  return frames;
}

/** Steps that a search may take for each byte. */
const MOST_STEPS = 4;

/** Numbers of the bands that are found. They must be at their offset in the intact file, or `shift` bytes behind it. */
function find(damaged: Uint8Array, whole: Uint8Array, shift = 0): number[] {
  const frames = framesOf(whole);
  const { bands, steps } = findIntact(damaged);
  expect(steps).toBeLessThanOrEqual(MOST_STEPS * damaged.length);
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

/** Bytes of {@link bandOfChunkHead}. */
const TWO_FACED = 2 + 97 + 98 + 4;

/**
 * A band with a right checksum whose sizes and first bytes are also the type and size of a chunk. The chunk reaches the end
 * of the file behind `count` such bands, including this one.
 */
function bandOfChunkHead(count: number): number[] {
  const behindType = TWO_FACED * count - 4;
  const sizeBytes = [1, 2, 3].find((bytes) => varint(behindType - bytes - CRC_SIZE).length === bytes) ?? 1;
  const low = [0x78, 0x20, ...varint(behindType - sizeBytes - CRC_SIZE)];
  const planes = [...low, ...new Array(97 - low.length).fill(0x61), 0x78, 0x9c, ...new Array(96).fill(0x62)];
  const body = [97, 98, ...planes];
  return [...body, ...u32(crcOf(body))];
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
    const { bands, tailOffset } = findIntact(bytes);
    expect([...bands.values()]).toEqual(framesOf(bytes));
    expect(tailOffset).toBe(chunksOf(bytes)[0].offset);
  });

  it('are found from the front, with wrong checksums in any of them', () => {
    for (const lost of ALL) expect(find(damage(MANY, { crcs: [lost] }), MANY)).toEqual(allBut(lost));
    expect(find(damage(MANY, { crcs: [0, 2, 3] }), MANY)).toEqual(allBut(0, 2, 3));
    expect(find(damage(MANY, { crcs: [ALL.length - 1] }), MANY)).toEqual(allBut(ALL.length - 1));
  });

  it('are found behind a band with wrong sizes, and numbered from the end', () => {
    for (const lost of ALL) expect(find(damage(MANY, { sizes: [lost] }), MANY)).toEqual(allBut(lost));
    expect(find(damage(MANY, { sizes: [1], crcs: [3] }), MANY)).toEqual(allBut(1, 3));
    expect(find(damage(ONE_PALETTE, { sizes: [1] }), ONE_PALETTE)).toEqual([0, 2]);
  });

  it.each([
    ['sizes of more than a byte', 'bands-and-strips'],
    ['empty planes', 'bands-of-one-class'],
    ['a last one that is lower', 'bands-last-shorter'],
  ])('are also found with %s', (_, name) => {
    const bytes = readValid(name);
    const numbers = framesOf(bytes).map((_, number) => number);
    for (const lost of numbers) {
      expect(find(damage(bytes, { sizes: [lost] }), bytes)).toEqual(numbers.filter((number) => number !== lost));
    }
  });

  it('are found behind inserted bytes', () => {
    const { end } = framesOf(MANY)[1];
    for (const fill of [[0], [1, 2, 3], repeat([0x80], 9), repeat([0], 40), repeat([0xff], 3000)]) {
      const damaged = Uint8Array.from([...MANY.subarray(0, end), ...fill, ...MANY.subarray(end)]);
      expect(find(damaged, MANY, fill.length)).toEqual(ALL);
    }
  });

  it('are given up between two bands with wrong sizes, because their number is unknown', () => {
    expect(find(damage(MANY, { sizes: [1, 3] }), MANY)).toEqual(allBut(1, 2, 3));
  });

  it('are given up behind wrong sizes when the end is damaged, too', () => {
    const damaged = damage(MANY, { sizes: [2] });
    expect(find(damaged.subarray(0, -1), MANY)).toEqual([0, 1]);
    expect(find(Uint8Array.from([...damaged, 0]), MANY)).toEqual([0, 1]);
  });

  it('are all found when only the end is damaged, but no chunks are', () => {
    const bytes = readValid('chunks');
    const found = findIntact(bytes.subarray(0, -1));
    expect([[...found.bands.values()], found.tailOffset]).toEqual([framesOf(bytes), undefined]);
  });

  it('are found with the chunks when they reach an intact end', () => {
    const picture = Uint8Array.from([...MANY.subarray(0, -1), ...readValid('chunk-exif').subarray(-36)]);
    const whole = chunksOf(picture);
    expect(whole.map(({ type }) => type)).toEqual(['exif']);
    for (const damaged of [damage(picture, { crcs: [2] }), damage(picture, { sizes: [2] })]) {
      const { tailOffset } = findIntact(damaged);
      const chunks: ChunkFrame[] = [];
      readTail(new ByteReader(damaged, 'chunks', tailOffset), (frame) => chunks.push(frame));
      expect(chunks).toEqual(whole);
    }
  });

  it('are numbered from the front when bands are missing before an intact end', () => {
    const { offset, end } = framesOf(MANY)[5];
    const cut = Uint8Array.from([...MANY.subarray(0, offset), ...MANY.subarray(end)]);
    const { bands, tailOffset } = findIntact(cut);
    expect([[...bands.keys()], tailOffset]).toEqual([ALL.slice(0, -1), undefined]);
  });

  it('are no more than the header allows', () => {
    const { offset, end } = framesOf(MANY)[1];
    const twice = Uint8Array.from([...MANY.subarray(0, end), ...MANY.subarray(offset)]);
    expect([...findIntact(twice).bands.keys()]).toEqual(ALL);
  });
});

describe('the search for bands', () => {
  /** Sizes of 124, with heads of zlib streams at the places that they give. */
  const LURE = [124, 124, 0x78, 0x9c];

  it('finds bands behind any number of bytes that look like bands', () => {
    for (const times of [50, 1000, 20_000]) {
      const fill = repeat(LURE, times);
      expect(find(withFill(MANY, fill), MANY, fill.length)).toEqual(allBut(1));
    }
  });

  it.each<[string, Uint8Array, number[]]>([
    ['a low plane where there is one palette', ONE_PALETTE, LURE],
    ['streams of another method', MANY, [124, 124, 0x79, 0x9b]],
    ['streams whose heads have a wrong check', MANY, [124, 124, 0x78, 0x9d]],
    ['a low plane that is no stream', MANY, [123, 121, 0x78, 0x9c]],
    ['a high plane that is no stream', MANY, [125, 123, 0x78, 0x9c]],
  ])("computes no checksum of what can't be a band: %s", (_, whole, pattern) => {
    const fill = repeat(pattern, 1000);
    const others = framesOf(whole).map((_, number) => number);
    const damaged = withFill(whole, fill);
    expect(find(damaged, whole, fill.length)).toEqual(others.filter((number) => number !== 1));
    expect(findIntact(damaged).steps).toBeLessThan(damaged.length + 100);
  });

  it('numbers the bands next to the end when there are too many', () => {
    const frames = framesOf(MANY);
    const spare = MANY.subarray(frames[3].offset, frames[3].end);
    const damaged = damage(MANY, { sizes: [1] });
    const at = frames[3].offset;
    const bytes = Uint8Array.from([
      ...damaged.subarray(0, at),
      ...repeat([...spare], ALL.length),
      ...damaged.subarray(at),
    ]);
    const { bands } = findIntact(bytes);
    expect([...bands.keys()].slice(1)).toEqual(ALL.slice(-(bands.size - 1)));
    expect(bands.get(ALL.length - 1)?.end).toBe(bytes.length - 1);
  });

  /** The bytes behind a prefix and a first band with wrong sizes: bands and chunks, as the pieces say. */
  function hostile(pieces: readonly number[]): Uint8Array {
    const [first] = framesOf(MANY);
    return Uint8Array.from([...MANY.subarray(0, first.offset), 0xff, 0xff, 0xff, 0xff, 0xff, ...pieces]);
  }

  it('takes linear time when every band is also the head of a chunk that reaches to the end', () => {
    const steps = [1000, 2000, 4000].map((count) => {
      const pieces: number[] = [];
      for (let i = 0; i < count; i++) pieces.push(...bandOfChunkHead(count - i));
      const bytes = hostile(pieces);
      const found = findIntact(bytes);
      expect(found.steps).toBeLessThanOrEqual(MOST_STEPS * bytes.length);
      return found.steps / bytes.length;
    });
    expect(Math.max(...steps)).toBeLessThan(1.1 * Math.min(...steps));
  });

  it.each<[string, number[]]>([
    ['bands that overlap', LURE],
    ['bands of one empty plane each', [0, 8, 0x78, 0x9c, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]],
    ['chunks that overlap', [...'abcd'].map((letter) => letter.charCodeAt(0))],
    ['chunks of no data', [0x61, 0x62, 0x63, 0x64, 0, 0, 0, 0, 0]],
    ['bands of no planes, which end at once', [0, 0, 0xff, 0x12, 0xd9, 0x41]],
    ['sizes without an end', [0xff]],
  ])('takes linear time over %s', (_, pattern) => {
    for (const times of [10, 3000]) {
      const bytes = hostile(repeat(pattern, times));
      expect(findIntact(bytes).steps).toBeLessThanOrEqual(MOST_STEPS * bytes.length);
    }
  });

  it('takes linear time over any mix of pieces of bands and chunks', () => {
    const frames = framesOf(MANY);
    const real = fc.nat(frames.length - 1).map((i) => [...MANY.subarray(frames[i].offset, frames[i].end)]);
    const piece = fc.oneof(
      real,
      fc.constantFrom(
        LURE,
        bandOfChunkHead(1),
        bandOfChunkHead(50),
        [0],
        [0x61, 0x62, 0x20, 0x20, 0],
        [0, 0, 0xff, 0x12, 0xd9, 0x41],
      ),
      fc.array(fc.constantFrom(0, 1, 6, 15, 0x61, 0x78, 0x9c, 0x80, 0xff), { maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const bytes = hostile(pieces.flat());
        expect(findIntact(bytes).steps).toBeLessThanOrEqual(MOST_STEPS * bytes.length);
      }),
    );
  });

  it('does not follow a failed chain again', () => {
    const frames = framesOf(MANY);
    const bandAt = (i: number) => [...MANY.subarray(frames[i].offset, frames[i].end)];
    const [first, inner] = [bandAt(1), bandAt(2)];
    const last = bandOfChunkHead(1);
    last[last.length - 1] ^= 1;
    // Two chains lead to the same last band: from the first band over a damaged one, and from the band inside that one.
    const bytes = hostile([...first, 0, inner.length - 4, ...inner, ...last]);
    const { bands, steps } = findIntact(bytes);
    expect([...bands.keys()]).toEqual([]);
    expect(steps).toBeLessThan(bytes.length + 20);
  });

  it('refuses an unknown upper-case chunk behind the bands', () => {
    const critical = [0x43, 0x61, 0x61, 0x61, 0];
    const bytes = Uint8Array.from([
      ...damage(MANY, { sizes: [1] }).subarray(0, -1),
      ...critical,
      ...u32(crcOf(critical)),
      0,
    ]);
    expect(() => findIntact(bytes)).toThrow(expect.objectContaining({ name: 'UnsupportedError', code: 'chunk' }));
  });
});
