import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { writeStored } from '../../../src/encode/deflate/block.js';
import { adler32, beginZlib, finishZlib } from '../../../src/encode/deflate/zlib.js';
import { expectSameBytes } from './checks.js';
import { makeNoise } from './samples.js';

/** As RFC 1950 defines it, with a remainder at each step. */
function plainAdler32(bytes: Uint8Array): number {
  let [low, high] = [1, 0];
  for (const byte of bytes) {
    low = (low + byte) % 65521;
    high = (high + low) % 65521;
  }
  return high * 65536 + low;
}

describe('adler32', () => {
  it('is right for the usual example, and 1 for no bytes', () => {
    expect(adler32(new TextEncoder().encode('Wikipedia'))).toBe(0x11e60398);
    expect(adler32(new Uint8Array(0))).toBe(1);
  });

  it('does not overflow for the largest bytes, at any length', () => {
    for (const length of [1, 3799, 3800, 3801, 65521, 300000]) {
      const bytes = new Uint8Array(length).fill(255);
      expect(adler32(bytes), `${length} bytes`).toBe(plainAdler32(bytes));
    }
  });
});

describe('a zlib stream', () => {
  it('has a header that inflaters accept, blocks, and the checksum of the bytes', () => {
    const bytes = makeNoise(5000, 2);
    const writer = beginZlib();
    writeStored(writer, bytes, true);
    const stream = finishZlib(writer, adler32(bytes));
    expect(((stream[0] << 8) | stream[1]) % 31).toBe(0);
    expect(stream.length).toBe(2 + 5 + 5000 + 4);
    expectSameBytes(inflateSync(stream), bytes);
  });

  it('is refused by inflaters when the checksum is wrong', () => {
    const writer = beginZlib();
    writeStored(writer, makeNoise(100, 2), true);
    const stream = finishZlib(writer, adler32(makeNoise(100, 3)));
    expect(() => inflateSync(stream)).toThrow(/incorrect data check/);
  });
});
