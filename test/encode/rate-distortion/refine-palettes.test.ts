import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compactPalette } from '../../../src/encode/rate-distortion/refine-palettes.js';

describe('compactPalette', () => {
  it('keeps the colour of every pixel, and drops unused entries', () => {
    const anyUse = fc.integer({ min: 1, max: 256 }).chain((k) =>
      fc.record({
        palette: fc.uint8Array({ minLength: 4 * k, maxLength: 4 * k }),
        planes: fc.array(
          fc.array(fc.integer({ min: 0, max: k - 1 }), { maxLength: 40 }).map((plane) => Uint8Array.from(plane)),
          { maxLength: 3 },
        ),
      }),
    );
    fc.assert(
      fc.property(anyUse, ({ palette, planes }) => {
        const colourOf = (entries: Uint8Array, index: number) => Array.from(entries.subarray(index * 4, index * 4 + 4));
        const before = planes.map((plane) => Array.from(plane, (index) => colourOf(palette, index)));
        const used = new Set(planes.flatMap((plane) => Array.from(plane)));
        const compacted = compactPalette({ palette, planes });
        expect(planes.map((plane) => Array.from(plane, (index) => colourOf(compacted, index)))).toEqual(before);
        expect(compacted.length / 4).toBe(Math.max(1, used.size));
      }),
    );
  });

  it('does not change palettes with two-byte indices, and empty palettes', () => {
    const large = new Uint8Array(257 * 4);
    expect(compactPalette({ palette: large, planes: [Uint8Array.of(0, 0)] })).toBe(large);
    const none = new Uint8Array(0);
    expect(compactPalette({ palette: none, planes: [] })).toBe(none);
  });
});
