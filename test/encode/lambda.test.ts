import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decode } from '../../src/decode/index.js';
import { encodeWithReport } from '../../src/encode/index.js';
import { readPicture } from '../../src/io/index.js';
import { measurePsnr, measureSsim } from '../../src/metrics/index.js';
import { drawPicture, softDisc } from '../support/pictures.js';

const scene = readPicture(readFileSync(fileURLToPath(new URL('../../samples/scene.png', import.meta.url)))).image;

describe('lambda', () => {
  it('makes files smaller and error larger as it grows', () => {
    const results = [0, 4, 16, 64].map((lambda) =>
      encodeWithReport(scene, { classify: 'none', k2: 128, lambda, effort: 2 }),
    );
    const sizes = results.map(({ bytes }) => bytes.length);
    const psnrs = results.map(({ reconstruct }) => measurePsnr(scene, reconstruct()));
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect(psnrs).toEqual([...psnrs].sort((a, b) => b - a));
    expect(sizes[2]).toBeLessThan(sizes[0] * 0.6);
  });

  it('improves the measure of tune', () => {
    const [psnr, ssim] = (['psnr', 'ssim'] as const).map((tune) =>
      encodeWithReport(scene, { classify: 'none', k2: 128, lambda: tune === 'psnr' ? 20 : 13, tune, effort: 2 }),
    );
    const ratio = ssim.bytes.length / psnr.bytes.length;
    expect(Math.abs(ratio - 1)).toBeLessThan(0.15);
    expect(measureSsim(scene, ssim.reconstruct())).toBeGreaterThan(measureSsim(scene, psnr.reconstruct()));
  });

  it('reports the error that a decoder will see', () => {
    const result = encodeWithReport(scene, { k1: 32, k2: 64, lambda: 12, effort: 1 });
    const { data } = decode(result.bytes);
    let sum = 0;
    for (let i = 0; i < data.length; i++) sum += (data[i] - scene.data[i]) ** 2;
    expect(result.distortion).toBe(sum);
  });

  it('does not change lossless pictures, transparent pixels or kept colours', () => {
    const flag = drawPicture(40, 30, (x, y) => [x < 13 ? 200 : 10, y > 9 ? 90 : 0, 30, 255]);
    expect(encodeWithReport(flag, { lambda: 5000 }).lossless).toBe(true);
    const disc = softDisc(80);
    const drawn = decode(encodeWithReport(disc, { k1: 40, k2: 80, lambda: 300 }).bytes).data;
    for (let i = 0; i < drawn.length; i += 4) if (disc.data[i + 3] === 0) expect(drawn[i + 3]).toBe(0);
    const marked = drawPicture(200, 60, (x, y) => (x === 99 && y === 30 ? [0xe3, 6, 0x13, 255] : [x, y, 100, 255]));
    const kept = decode(encodeWithReport(marked, { k1: 30, k2: 30, lambda: 2000, keepColors: ['#e30613'] }).bytes).data;
    expect(Array.from(kept.subarray((30 * 200 + 99) * 4, (30 * 200 + 99) * 4 + 3))).toEqual([0xe3, 6, 0x13]);
  });

  it('has no effect on a dithered picture, because it would remove the noise', () => {
    const dithered = { classify: 'none', k2: 16, dither: true, effort: 1 } as const;
    expect(encodeWithReport(scene, { ...dithered, lambda: 50 }).bytes).toEqual(encodeWithReport(scene, dithered).bytes);
  });
});
