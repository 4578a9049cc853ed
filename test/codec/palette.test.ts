import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entrySize, packPalette, paletteWords, unpackPalette } from '../../src/codec/palette.js';

const entries = (size: number) => fc.nat(30).chain((k) => fc.uint8Array({ minLength: k * size, maxLength: k * size }));

describe('a palette', () => {
  it('has entries of three bytes, of four with alpha', () => {
    expect([entrySize(false), entrySize(true)]).toEqual([3, 4]);
  });

  it('without alpha is opaque', () => {
    expect([...unpackPalette(Uint8Array.of(1, 3, 2, 3, 3, 3), false)]).toEqual([1, 2, 3, 255, 4, 5, 6, 255]);
  });

  it('is stored channel by channel, as differences that wrap', () => {
    const palette = Uint8Array.of(255, 7, 0, 255, 0, 9, 200, 0, 1, 9, 100, 255);
    expect([...packPalette(palette, true)]).toEqual([255, 1, 1, 7, 2, 0, 0, 200, 156, 255, 1, 255]);
    expect([...packPalette(palette, false)]).toEqual([255, 1, 1, 7, 2, 0, 0, 200, 156]);
  });

  it.each([false, true])('is packed as it was unpacked (alpha: %s)', (alpha) => {
    fc.assert(
      fc.property(entries(entrySize(alpha)), (stored) => {
        expect(packPalette(unpackPalette(stored, alpha), alpha)).toEqual(stored);
      }),
    );
  });

  it.each([false, true])('does not share memory with the stored bytes, in both directions (alpha: %s)', (alpha) => {
    const stored = new Uint8Array(12);
    const palette = unpackPalette(stored, alpha);
    const packed = packPalette(palette, alpha);
    stored.fill(9);
    expect(palette).not.toContain(9);
    palette.fill(8);
    expect(packed).not.toContain(8);
  });

  it('as words has the same bytes in memory', () => {
    fc.assert(
      fc.property(entries(4), (palette) => {
        expect(new Uint8Array(paletteWords(palette).buffer)).toEqual(palette);
      }),
    );
  });
});
