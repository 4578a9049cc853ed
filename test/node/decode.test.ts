/** The decoder of akm/node: another inflate and smoothing, the same pixels. */

import { describe, expect, it, vi } from 'vitest';
import * as neutral from '../../src/decode/index.js';
import { salvage as salvageNeutral } from '../../src/decode/salvage.js';
import { encode } from '../../src/encode/index.js';
import { decode, decodeAsync, decodeInto, salvage } from '../../src/node/decode.js';
import { MANIFEST, readVector } from '../conformance/read-vectors.js';
import { halfBusyPicture } from '../support/pictures.js';

/** Wide enough to be smoothed in several bands, and three bands of the file. */
const wide = halfBusyPicture(3000, 150);
const smoothed = encode(wide, { effort: 1, k1: 8, k2: 32, smooth: 30, smoothPasses: 4 });

describe('akm/node', () => {
  it.each(MANIFEST.valid)('decodes $file like akm/decode', (vector) => {
    const bytes = readVector(vector);
    expect(Buffer.from(decode(bytes).data).equals(Buffer.from(neutral.decode(bytes).data))).toBe(true);
  });

  it('smooths a wide picture to the same pixels in every function', async () => {
    const { data } = neutral.decode(smoothed);
    expect(neutral.readInfo(smoothed).smoothPasses).toBe(4);
    const target = new Uint8Array(data.length);
    decodeInto(smoothed, target);
    const made = [decode(smoothed).data, (await decodeAsync(smoothed)).data, target, salvage(smoothed).image.data];
    for (const pixels of made) expect(Buffer.from(pixels).equals(Buffer.from(data))).toBe(true);
    expect(Buffer.from(salvageNeutral(smoothed).image.data).equals(Buffer.from(data))).toBe(true);
  });

  it('reports progress that never falls', async () => {
    const shares: number[] = [];
    await decodeAsync(smoothed, { onProgress: (done) => shares.push(done) });
    expect(shares.length).toBeGreaterThan(3);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it('uses the options inflate and smooth', () => {
    const inflate = vi.fn(neutral.DECODE_DEFAULTS.inflate);
    const smooth = vi.fn(neutral.DECODE_DEFAULTS.smooth);
    const { data } = decode(smoothed, { inflate, smooth });
    expect(Buffer.from(data).equals(Buffer.from(neutral.decode(smoothed).data))).toBe(true);
    expect([inflate.mock.calls.length > 0, smooth.mock.calls.length]).toEqual([true, 1]);
  });
});
