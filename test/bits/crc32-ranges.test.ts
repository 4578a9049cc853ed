import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../src/bits/crc32.js';
import { Crc32Ranges } from '../../src/bits/crc32-ranges.js';
import { randomNumbers } from '../support/plain-pictures.js';

describe('the CRC-32 of a range', () => {
  it('equals the CRC-32 of a copy of its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), fc.nat(300), (bytes, a, b) => {
        const [start, end] = [a, b].map((at) => Math.min(at, bytes.length)).sort((x, y) => x - y);
        expect(new Crc32Ranges(bytes).of(start, end)).toBe(crc32(bytes, start, end));
      }),
    );
  });

  it('is right over lengths of one, two and three digits', () => {
    const bytes = new Uint8Array(randomNumbers(1_100_000, 3).buffer);
    const ranges = new Crc32Ranges(bytes);
    for (const length of [0, 1, 31, 32, 33, 2047, 2048, 2049, 4096, 65_537, 2 ** 22 - 1, 2 ** 22, 2 ** 22 + 2048]) {
      for (const start of [0, 1, 47, bytes.length - length]) {
        expect(ranges.of(start, start + length)).toBe(crc32(bytes, start, start + length));
      }
    }
  });
});
