import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BitWriter } from '../../../src/encode/deflate/bit-writer.js';

/** The same by text: bits as characters, the first bit first. */
function writeAsText(fields: readonly (readonly [number, number])[]): number[] {
  let text = fields.map(([value, count]) =>
    [...value.toString(2).padStart(16, '0')].reverse().join('').slice(0, count),
  );
  text = [text.join('')];
  const padded = text[0].padEnd(Math.ceil(text[0].length / 8) * 8, '0');
  return (padded.match(/.{8}/g) ?? []).map((byte) => Number.parseInt([...byte].reverse().join(''), 2));
}

const anyFields = fc.array(
  fc
    .integer({ min: 0, max: 16 })
    .chain((count) => fc.tuple(fc.integer({ min: 0, max: 2 ** count - 1 }), fc.constant(count))),
);

describe('BitWriter', () => {
  it('writes fields of 0 to 16 bits, the lowest bit first', () => {
    fc.assert(
      fc.property(anyFields, (fields) => {
        const writer = new BitWriter();
        for (const [value, count] of fields) {
          writer.reserveBits(count);
          writer.writeBits(value, count);
        }
        expect(writer.bitLength).toBe(fields.reduce((sum, [, count]) => sum + count, 0));
        expect([...writer.finish()]).toEqual(writeAsText(fields));
      }),
    );
  });

  it('grows, and writes whole bytes behind bits', () => {
    const writer = new BitWriter();
    writer.reserveBits(3);
    writer.writeBits(5, 3);
    writer.alignToByte();
    const bytes = Uint8Array.from({ length: 5000 }, (_, i) => i);
    writer.writeAlignedBytes(bytes);
    expect(writer.bitLength).toBe(8 + 5000 * 8);
    expect(writer.finish()).toEqual(Uint8Array.of(5, ...bytes));
  });
});
