/** The intact bands of damaged files are saved, each in its right place. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { repairCrcs } from '../../hardening/fuzz/repair-crcs.mjs';
import { makePlan, writePlan, ZLIB } from '../../spec/vectors/writer.mjs';
import {
  AkmError,
  decode,
  type Image,
  type Inflate,
  inflateWithPako,
  readInfo,
  readSections,
} from '../../src/decode/index.js';
import { type LostBands, salvage } from '../../src/decode/salvage.js';
import { readValid, readVector } from '../conformance/read-vectors.js';
import { plainFile, plainPicture } from '../support/plain-pictures.js';
import { runs } from '../support/runs.js';

/** The offsets of a section's beginning and end. */
function extentOf(bytes: Uint8Array, name: string): [number, number] {
  const found = readSections(bytes).find((section) => section.name === name);
  if (found === undefined) throw new Error(`no section ${name}`);
  return [found.offset, found.offset + found.bytes];
}

/** The file with some bytes changed. */
function spoil(bytes: Uint8Array, from: number, to: number): Uint8Array {
  return bytes.slice().fill(0xaa, from, to);
}

function without(bytes: Uint8Array, from: number, to: number): Uint8Array {
  return Uint8Array.from([...bytes.subarray(0, from), ...bytes.subarray(to)]);
}

/** The picture with the rows of lost bands transparent. */
function blank(bytes: Uint8Array, lost: readonly LostBands[]): Image['data'] {
  const { width, data } = decode(bytes);
  for (const { top, bottom } of lost) data.fill(0, top * width * 4, bottom * width * 4);
  return data;
}

function isSame(image: Image, data: Image['data']): boolean {
  return Buffer.from(image.data).equals(Buffer.from(data));
}

function codeOf(run: () => unknown): string {
  try {
    run();
    return 'none';
  } catch (error) {
    return error instanceof AkmError ? error.code : String(error);
  }
}

/** 3 bands, and 20. */
const BANDS = readValid('bands');
const MANY = readValid('bands-many');

describe('salvage', () => {
  it('decodes a file without a fault as decode does', () => {
    for (const name of ['example', 'chunk-icc', 'bands', 'bands-many', 'all-low']) {
      const bytes = readValid(name);
      const { image, lost, fault } = salvage(bytes);
      expect([lost, fault]).toEqual([[], undefined]);
      expect(isSame(image, decode(bytes).data)).toBe(true);
    }
  });

  it.each(['low plane', 'high plane', 'CRC-32', 'sizes'])('loses only the band whose %s is damaged', (part) => {
    for (const [bytes, band] of [
      [BANDS, 0],
      [BANDS, 1],
      [MANY, 0],
      [MANY, 2],
    ] as const) {
      const [from, to] = extentOf(bytes, `band ${band} ${part}`);
      if (from === to) continue;
      const { image, lost, fault } = salvage(spoil(bytes, from, from + 1));
      expect(lost).toEqual([expect.objectContaining({ firstBand: band, endBand: band + 1 })]);
      expect(fault).toMatchObject({ name: 'FormatError' });
      expect(isSame(image, blank(bytes, lost))).toBe(true);
    }
  });

  it('joins neighbouring lost bands, and finds the bands behind damage across a border', () => {
    const [from] = extentOf(MANY, 'band 1 CRC-32');
    const [, to] = extentOf(MANY, 'band 2 sizes');
    const { lost } = salvage(spoil(MANY, from, to));
    expect(lost).toEqual([expect.objectContaining({ firstBand: 1, endBand: 3 })]);
  });

  it('saves the bands before the place where a file is cut', () => {
    const [from] = extentOf(MANY, 'band 2 high plane');
    const { image, lost, bandCount } = salvage(MANY.subarray(0, from));
    expect(lost).toEqual([{ firstBand: 2, endBand: bandCount, top: expect.any(Number), bottom: image.height }]);
    expect(isSame(image, blank(MANY, lost))).toBe(true);
  });

  it('saves every pixel when only the end is damaged, and reports the damage', () => {
    const [from] = extentOf(MANY, 'end mark');
    for (const damaged of [MANY.subarray(0, from), spoil(MANY, from, from + 1), Uint8Array.from([...MANY, 0])]) {
      const { lost, fault } = salvage(damaged);
      expect(lost).toEqual([]);
      expect(fault).toMatchObject({ name: 'FormatError' });
    }
  });

  it('puts bands behind missing or inserted bytes in their right place', () => {
    const [from, to] = extentOf(MANY, 'band 1 high plane');
    for (const damaged of [without(MANY, from, to - 1), without(MANY, from - 3, to + 2)]) {
      const { image, lost } = salvage(damaged);
      expect(lost).toEqual([expect.objectContaining({ firstBand: 1, endBand: 2 })]);
      expect(isSame(image, blank(MANY, lost))).toBe(true);
    }
  });

  it('gives up bands with an unknown number, to put none in a wrong place', () => {
    const [sizes] = extentOf(BANDS, 'band 0 sizes');
    const [end] = extentOf(BANDS, 'end mark');
    const damaged = spoil(spoil(BANDS, sizes, sizes + 2), end, end + 1);
    expect(codeOf(() => salvage(damaged))).toBe(codeOf(() => decode(damaged)));
  });

  it('loses a band with a right checksum and faulty content', () => {
    const bytes = readValid('bands-many');
    const [from, to] = extentOf(bytes, 'band 1 high plane');
    const damaged = repairCrcs(spoil(bytes, to - 1, to));
    expect(from).toBeLessThan(to);
    const { lost, fault } = salvage(damaged);
    expect(lost).toEqual([expect.objectContaining({ firstBand: 1, endBand: 2 })]);
    expect(fault).toMatchObject({ code: 'plane-stream', section: 'band 1' });
  });

  it('keeps intact metadata, and drops damaged ones', () => {
    const bytes = readValid('chunk-icc');
    expect(salvage(bytes).metadata.icc).toBeInstanceOf(Uint8Array);
    const [from, to] = extentOf(bytes, 'chunk icc');
    const torn = salvage(spoil(bytes, to - 1, to));
    expect([torn.metadata, torn.lost, torn.fault?.code]).toEqual([{}, [], 'chunk-crc']);
    const faulty = salvage(repairCrcs(spoil(bytes, from + 12, from + 13)));
    expect([faulty.metadata, faulty.lost, faulty.fault?.code]).toEqual([{}, [], 'icc-stream']);
  });

  it('leaves out metadata over the limit, without reporting a fault', () => {
    const { lost, fault, metadata, dropped } = salvage(readValid('chunks'), { maxMetadataBytes: 20 });
    expect([lost, fault, Object.keys(metadata)]).toEqual([[], undefined, []]);
    expect(dropped.map((error) => [error.name, error.code])).toEqual([
      ['LimitError', 'limit'],
      ['LimitError', 'limit'],
    ]);
  });

  it('saves nothing when the prefix is damaged, when no band is intact, and when too little is left', () => {
    expect(codeOf(() => salvage(spoil(MANY, 10, 11)))).toBe('prefix-crc');
    const [first] = extentOf(MANY, 'band 0 sizes');
    expect(codeOf(() => salvage(MANY.subarray(0, first)))).toBe('truncated');
    const tall = readValid('deflate-ratio');
    const half = tall.subarray(0, tall.length >> 1);
    expect(codeOf(() => salvage(half))).toBe(codeOf(() => decode(half)));
  });

  it("continues its search over bytes that can't be sizes", () => {
    const [from] = extentOf(MANY, 'band 1 sizes');
    const bytes = MANY.slice();
    bytes.set([...new Array(10).fill(0xff), 5, ...new Array(6).fill(0xff)], from);
    const { lost, image } = salvage(bytes);
    expect(lost).toEqual([expect.objectContaining({ firstBand: 1 })]);
    expect(isSame(image, blank(MANY, lost))).toBe(true);
  });

  it('takes no memory for more pixels than the bytes can hold', () => {
    for (const [name, size] of [
      ['plane-ratio', '16383x16383'],
      ['plane-ratio-row', '268402689x1'],
    ]) {
      const bytes = readVector({ file: `invalid/${name}.akm` });
      const { prefixBytes } = readInfo(bytes);
      const message = `bands at byte ${prefixBytes}: ${bytes.length} bytes can't hold ${size} pixels`;
      expect(() => salvage(bytes)).toThrow(expect.objectContaining({ code: 'plane-stream', message }));
      expect(codeOf(() => decode(bytes))).toBe('plane-stream');
    }
  });

  it('saves a mesh that stands for more than 1032 pixels a byte', () => {
    const bytes = readValid('mesh-ratio');
    const { image, lost, fault } = salvage(bytes);
    expect([lost, fault]).toEqual([[], undefined]);
    expect(isSame(image, decode(bytes).data)).toBe(true);
  });

  it('refuses what decode refuses: limits, options, newer files', () => {
    expect(codeOf(() => salvage(MANY, { maxPixels: 1 }))).toBe('limit');
    expect(() => salvage('x' as unknown as Uint8Array)).toThrow('bytes: expected a Uint8Array, found "x"');
    const [end] = extentOf(MANY, 'end mark');
    const critical = repairCrcs(Uint8Array.from([...MANY.subarray(0, end), 0x43, 0x61, 0x61, 0x61, 0, 0, 0, 0, 0, 0]));
    expect(codeOf(() => salvage(critical))).toBe('chunk');
    const [band] = extentOf(MANY, 'band 1 high plane');
    expect(codeOf(() => salvage(spoil(critical, band, band + 1)))).toBe('chunk');
  });

  it('never puts a row in a wrong place, with any damage behind the prefix', () => {
    // Bands have no numbers: only a cut of exactly one or more bands, at least 15 bytes, could shift the following bands unnoticed.
    const at = fc.nat(10_000);
    const damage = fc.oneof(
      fc.record({ way: fc.constant('fill'), at, length: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ way: fc.constantFrom('cut', 'insert'), at, length: fc.integer({ min: 1, max: 4 }) }),
    );
    const property = fc.property(
      plainPicture(20),
      fc.array(damage, { minLength: 1, maxLength: 3 }),
      (picture, damages) => {
        const whole = plainFile(picture);
        const [, prefixEnd] = extentOf(whole, 'prefix CRC-32');
        let bytes = Array.from(whole);
        for (const { way, at, length } of damages) {
          const from = prefixEnd + (at % Math.max(1, bytes.length - prefixEnd));
          if (way === 'fill')
            bytes = bytes.map((byte, i) => (i >= from && i < from + length ? (byte + 77) & 255 : byte));
          else if (way === 'cut') bytes.splice(from, length);
          else bytes.splice(from, 0, ...new Array(length).fill(0x78));
        }
        const damaged = Uint8Array.from(bytes);
        try {
          const { image, lost } = salvage(damaged);
          expect(isSame(image, blank(whole, lost))).toBe(true);
        } catch (error) {
          if (!(error instanceof AkmError)) throw error;
        }
      },
    );
    fc.assert(property, { numRuns: runs(300) });
  });

  /** A file of one palette. All bands have a right checksum, but from the second band on the streams are invalid. */
  function withFaultyStreams(bandCount: number): Uint8Array {
    const picture = {
      ...{ width: 1, height: 2 * bandCount, block: 1, k1: 0, k2: 1, strip: 0, band: 1 },
      ...{ alpha: false, map: new Array(bandCount).fill(1), palette1: [], palette2: [[9, 9, 9, 255]], chunks: [] },
    };
    const planes = Array.from({ length: bandCount }, () => ({ low: [], high: [0, 0] }));
    const plan = makePlan({ ...picture, zlib: ZLIB.best }, planes);
    for (const band of plan.bands.slice(1)) band.high = [0x78, 0x9c, 7, 7, 7, 7];
    return writePlan(plan).bytes;
  }

  it('gives up after a thousand bands with a right checksum and faulty content', () => {
    let tried = 0;
    const inflate: Inflate = (stream, length, scratch) => {
      tried++;
      return inflateWithPako(stream, length, scratch);
    };
    const bytes = withFaultyStreams(3000);
    const { lost, fault } = salvage(bytes, { inflate });
    expect(lost).toEqual([{ firstBand: 1, endBand: 3000, top: 2, bottom: 6000 }]);
    expect(fault).toMatchObject({ code: 'plane-stream', section: 'band 1' });
    // The table, the first band, a thousand more.
    expect(tried).toBe(1002);
  });
});
