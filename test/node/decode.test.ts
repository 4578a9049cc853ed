/** The decoder of akm/node: another inflate, the same pixels. */

import { describe, expect, it, vi } from 'vitest';
import * as neutral from '../../src/decode/index.js';
import { salvage as salvageNeutral } from '../../src/decode/salvage.js';
import { encode } from '../../src/encode/index.js';
import { decode, decodeAsync, decodeInto, salvage } from '../../src/node/decode.js';
import { MANIFEST, readVector } from '../conformance/read-vectors.js';
import { halfBusyPicture } from '../support/pictures.js';

/** Several bands of two palettes. */
const bytes = encode(halfBusyPicture(2400, 1800), { effort: 1, k1: 8, k2: 32 });

describe('akm/node', () => {
  it.each(MANIFEST.valid)('decodes $file like akm/decode', (vector) => {
    const file = readVector(vector);
    expect(Buffer.from(decode(file).data).equals(Buffer.from(neutral.decode(file).data))).toBe(true);
  });

  it('decodes a picture of several bands to the same pixels in every function', async () => {
    const { data } = neutral.decode(bytes);
    const target = new Uint8Array(data.length);
    decodeInto(bytes, target);
    const made = [decode(bytes).data, (await decodeAsync(bytes)).data, target, salvage(bytes).image.data];
    for (const pixels of made) expect(Buffer.from(pixels).equals(Buffer.from(data))).toBe(true);
    expect(Buffer.from(salvageNeutral(bytes).image.data).equals(Buffer.from(data))).toBe(true);
  });

  it('reports progress that never falls', async () => {
    const shares: number[] = [];
    await decodeAsync(bytes, { onProgress: (done) => shares.push(done) });
    expect(shares.length).toBeGreaterThan(3);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it('uses the option inflate', () => {
    const inflate = vi.fn(neutral.DECODE_DEFAULTS.inflate);
    const { data } = decode(bytes, { inflate });
    expect(Buffer.from(data).equals(Buffer.from(neutral.decode(bytes).data))).toBe(true);
    expect(inflate.mock.calls.length).toBeGreaterThan(0);
  });
});
