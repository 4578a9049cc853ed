/** Block maps that the caller gives. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, decodeIndexed, readInfo } from '../../src/decode/index.js';
import { type EncodeOptions, encode, encodeWithReport } from '../../src/encode/index.js';
import { anyPicture, drawPicture, halfBusyPicture } from '../support/pictures.js';
import { runs } from '../support/runs.js';

const anySettings: fc.Arbitrary<EncodeOptions> = fc.record(
  {
    quality: fc.constantFrom(1, 40, 75, 100),
    classify: fc.constantFrom('codebook', 'none', 'gradient'),
    k1: fc.constantFrom(1, 3, 300),
    k2: fc.constantFrom(1, 5, 256),
    effort: fc.constantFrom(1, 2, 5, 6),
    dither: fc.boolean(),
  },
  { requiredKeys: [] },
);

/** A map for a picture, of blocks of side 4. */
function anyMapOf({ width, height }: { width: number; height: number }): fc.Arbitrary<Uint8Array> {
  const length = Math.ceil(width / 4) * Math.ceil(height / 4);
  return fc.uint8Array({ minLength: length, maxLength: length, max: 1 });
}

describe('a given block map', () => {
  it('is the map of the file, for any picture, map and settings', () => {
    const anyCase = anyPicture().chain((image) => fc.tuple(fc.constant(image), anyMapOf(image), anySettings));
    fc.assert(
      fc.property(anyCase, ([image, blockMap, settings]) => {
        const { bytes, reconstruct } = encodeWithReport(image, { ...settings, blockMap, block: 4 });
        expect(readInfo(bytes).blockMap).toEqual(blockMap);
        expect(Buffer.from(decode(bytes).data).equals(Buffer.from(reconstruct().data))).toBe(true);
      }),
      { numRuns: runs(60) },
    );
  });

  it('gives each class the colours of its own pixels', () => {
    const image = drawPicture(32, 16, (x) => (x < 16 ? [200, 10, 10, 255] : [10, 10, 200, 255]));
    const { lowPalette, highPalette } = decodeIndexed(encode(image, { blockMap: Uint8Array.of(1, 0) }));
    expect([Array.from(lowPalette), Array.from(highPalette)]).toEqual([
      [10, 10, 200, 255],
      [200, 10, 10, 255],
    ]);
  });

  it('is kept even if the colours would fit in one palette', () => {
    const image = halfBusyPicture(64, 64);
    const blockMap = Uint8Array.from({ length: 16 }, (_, block) => block & 1);
    const { lossless, header } = encodeWithReport(image, { blockMap, quality: 100, k1: 4096, k2: 4096 });
    expect([lossless, header.k1 > 0]).toEqual([true, true]);
  });

  it('is refused with a wrong number of blocks, and the message has the right number', () => {
    const wrong = () => encode(halfBusyPicture(100, 60), { blockMap: new Uint8Array(27), block: 16 });
    expect(wrong).toThrow('blockMap: expected 28 bytes for 7x4 blocks of side 16, found 27');
  });

  it('is not changed', () => {
    const blockMap = Uint8Array.of(0, 1, 1, 0);
    encode(halfBusyPicture(32, 32), { blockMap });
    expect(blockMap).toEqual(Uint8Array.of(0, 1, 1, 0));
  });
});
