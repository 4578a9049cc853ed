/** Small files that claim to be huge are refused at once, before memory is taken for them. */

import { describe, expect, it } from 'vitest';
import { makePlan, type Plan, writePlan, ZLIB } from '../../spec/vectors/writer.mjs';
import { decode, decodeIndexed, readInfo } from '../../src/decode/index.js';

/** A file of one pixel whose header has other values. */
function fileWith(fields: Partial<Plan>): Uint8Array {
  const picture = {
    ...{ width: 1, height: 1, block: 1, k1: 0, k2: 1, strip: 0, band: 1, alpha: false },
    ...{ map: [1], palette1: [], palette2: [[9, 9, 9, 255]], chunks: [], zlib: ZLIB.best },
  };
  return writePlan({ ...makePlan(picture, [{ low: [], high: [0] }]), ...fields }).bytes;
}

const LARGEST = 2 ** 32 - 1;

describe('a header over the limit', () => {
  const sizes = [16384, 65535, 65536, 65537, 2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, LARGEST - 1, LARGEST];
  const pairs = sizes.flatMap((width) => [...sizes.map((height) => [width, height])]);

  it.each(pairs)('of %dx%d is refused within milliseconds', (width, height) => {
    for (const k1 of [0, 1]) {
      const bytes = fileWith({ width, height, k1 });
      expect(bytes.length).toBeLessThan(100);
      const start = performance.now();
      for (const read of [decode, decodeIndexed, readInfo]) {
        expect(() => read(bytes)).toThrow(
          expect.objectContaining({ name: 'LimitError', limit: 'maxPixels', actual: width * height }),
        );
      }
      expect(performance.now() - start).toBeLessThan(300);
    }
  });
});

describe('a header within the limit, over a plane of a few bytes', () => {
  const cases: Partial<Plan>[] = [
    { width: 16383, height: 16383, block: 8, band: 64 },
    { width: 16383, height: 16383, block: 1, band: 8192 },
    { width: 268402689, height: 1 },
    { width: 1, height: 268402689, band: 134201345 },
    { width: 268402689, height: 1, strip: 1, block: 8 },
  ];

  it.each(cases)('is refused before its pixels take memory: %j', (fields) => {
    const bytes = fileWith(fields);
    const pixels = (fields.width as number) * (fields.height as number);
    const before = process.memoryUsage().arrayBuffers;
    for (const read of [decode, decodeIndexed]) {
      const start = performance.now();
      expect(() => read(bytes)).toThrow(expect.objectContaining({ name: 'FormatError', code: 'plane-stream' }));
      expect(performance.now() - start).toBeLessThan(1500);
    }
    // The bitmap of the smallest blocks is the largest possible part: a bit for two pixels of a row.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThanOrEqual(pixels / 4);
  });

  it('is refused for its first fault', () => {
    const band = { lowContent: [], highContent: [1, 1, 1, 1] };
    const wrongIndex = fileWith({
      width: 2,
      height: 4000,
      bands: [band, ...new Array(1999).fill({ ...band, high: [] })],
    });
    expect(() => decode(wrongIndex)).toThrow(expect.objectContaining({ code: 'index-range' }));
    const huge = fileWith({
      width: 60000,
      height: 4,
      bands: [
        { ...band, high: [] },
        { ...band, lowContent: [0] },
      ],
    });
    expect(() => decode(huge)).toThrow(expect.objectContaining({ code: 'plane-presence', section: 'band 0' }));
  });
});
