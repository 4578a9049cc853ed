import { describe, expect, it } from 'vitest';
import { encodeWithReport } from '../../../src/encode/index.js';
import { measurePsnr } from '../../../src/metrics/index.js';
import { drawPicture, makeNoise } from '../../support/pictures.js';

/** Two textures with different colours, together more than 256: a reddish one and a bluish one. */
function twoTextures() {
  const noise = makeNoise(11);
  const next = (limit: number) => ((noise() & 0xff) * limit) >> 8;
  return drawPicture(256, 192, (x, y) => {
    const [a, b, c] = [next(120), next(120), next(60)];
    return (x >> 6) % 2 === (y >> 6) % 2 ? [135 + a, b, c, 255] : [c, b, 135 + a, 255];
  });
}

describe('variants by quality', () => {
  const picture = twoTextures();

  it('give each class a palette when error weighs much: more than 256 colours in all', () => {
    const { header, reconstruct, bytes } = encodeWithReport(picture, { quality: 95 });
    expect([header.k1, header.k2].every((k) => k > 200 && k <= 256)).toBe(true);
    const one = encodeWithReport(picture, { quality: 95, classify: 'none' });
    expect(measurePsnr(picture, reconstruct())).toBeGreaterThan(measurePsnr(picture, one.reconstruct()) + 1);
    expect(bytes.length).toBeLessThan(one.bytes.length * 1.15);
  });

  it('keep one palette when bits weigh more', () => {
    expect(encodeWithReport(picture, { quality: 30 }).header.k1).toBe(0);
  });

  it('rise in bytes and in PSNR between the qualities of one palette and those of two', () => {
    let [bytes, psnr] = [0, 0];
    for (const quality of [30, 70, 85]) {
      const result = encodeWithReport(picture, { quality });
      expect(result.bytes.length).toBeGreaterThanOrEqual(bytes);
      const next = measurePsnr(picture, result.reconstruct());
      expect(next).toBeGreaterThanOrEqual(psnr);
      [bytes, psnr] = [result.bytes.length, next];
    }
  });
});
