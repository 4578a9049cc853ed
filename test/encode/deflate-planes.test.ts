import { describe, expect, it } from 'vitest';
import { decode, readInfo } from '../../src/decode/index.js';
import { encode } from '../../src/encode/index.js';
import { drawPicture } from '../support/pictures.js';
import { randomNumbers } from '../support/plain-pictures.js';

/** A picture of `k` grays in random order. Deflate can only save the bits that no index uses. */
function noise(k: number, width = 200, height = 120) {
  const values = randomNumbers(width * height, k).map((n) => Math.floor((n / 2 ** 32) * k) * 15);
  return drawPicture(width, height, (x, y) => {
    const value = values[y * width + x] & 255;
    return [value, value, value, 255];
  });
}

describe('the encoder', () => {
  it.each([2, 4, 16])('packs the indices of noise in %d colours, which are larger without packing', (k) => {
    const picture = noise(k);
    const bytes = encode(picture, { lossless: true });
    const { packedHigh, k2 } = readInfo(bytes);
    expect([packedHigh, k2]).toEqual([true, k]);
    expect(bytes.length).toBeLessThan((200 * 120 * Math.log2(k)) / 8 + 200);
    expect(Buffer.compare(Buffer.from(decode(bytes).data), Buffer.from(picture.data))).toBe(0);
  });

  it('packs no indices into palettes of more than 16 colours', () => {
    const { packedLow, packedHigh } = readInfo(encode(noise(17), { lossless: true }));
    expect([packedLow, packedHigh]).toEqual([false, false]);
  });

  it('does not pack indices when whole bytes deflate to less', () => {
    const stripes = drawPicture(257, 64, (x, y) => [((x * 5 + y * 3) % 13) * 19, 0, 0, 255]);
    const bytes = encode(stripes, { lossless: true });
    expect(readInfo(bytes).packedHigh).toBe(false);
    expect(Buffer.compare(Buffer.from(decode(bytes).data), Buffer.from(stripes.data))).toBe(0);
  });
});
