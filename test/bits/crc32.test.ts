import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../src/bits/crc32.js';

const anyBytes = fc.uint8Array({ maxLength: 100 });

describe('crc32', () => {
  it('gives the check value of the specification', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  });

  it('of no bytes is 0', () => {
    expect(crc32(new Uint8Array(0))).toBe(0);
  });

  it("equals zlib's", () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        expect(crc32(bytes)).toBe(zlibCrc32(bytes));
      }),
    );
  });

  it('of a range equals that of a copy of the range', () => {
    fc.assert(
      fc.property(anyBytes, fc.nat(100), fc.nat(100), (bytes, a, b) => {
        const [start, end] = [Math.min(a, b, bytes.length), Math.min(Math.max(a, b), bytes.length)];
        expect(crc32(bytes, start, end)).toBe(zlibCrc32(bytes.subarray(start, end)));
      }),
    );
  });

  it('continues from the CRC-32 of the bytes before', () => {
    fc.assert(
      fc.property(anyBytes, anyBytes, (first, second) => {
        const whole = zlibCrc32(Buffer.concat([first, second]));
        expect(crc32(second, 0, second.length, crc32(first))).toBe(whole);
      }),
    );
  });
});
