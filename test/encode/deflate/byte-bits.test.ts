import { describe, expect, it } from 'vitest';
import { measureByteBits } from '../../../src/encode/deflate/byte-bits.js';
import { measureRate } from '../../../src/encode/deflate/index.js';
import { randomNumbers } from '../../support/plain-pictures.js';

const total = (bits: Float32Array) => bits.reduce((sum, n) => sum + n, 0);

describe('the bits of bytes', () => {
  it.each([
    ['noise', (n: number) => n & 255],
    ['a few values', (n: number) => (n % 17 === 0 ? n & 3 : 0)],
  ])('add up to about the deflated size: %s', (_, value) => {
    const bytes = Uint8Array.from(randomNumbers(100_000, 1), value);
    const bits = measureByteBits(bytes);
    expect(bits).toHaveLength(bytes.length);
    expect(total(bits) / 8 / measureRate(bytes)).toBeGreaterThan(0.9);
    expect(total(bits) / 8 / measureRate(bytes)).toBeLessThan(1.1);
  });

  it('are few where bytes repeat, and many where they do not', () => {
    const noise = Uint8Array.from(randomNumbers(20_000, 2), (n) => n & 255);
    const bytes = new Uint8Array(60_000);
    bytes.set(noise);
    const bits = measureByteBits(bytes);
    expect(total(bits.subarray(0, 20_000))).toBeGreaterThan(100 * total(bits.subarray(20_300)));
  });

  it('of no bytes are none', () => {
    expect(measureByteBits(new Uint8Array(0))).toHaveLength(0);
  });
});
