import { describe, expect, it } from 'vitest';
import { encodeToTarget, encodeToTargetAsync, encodeWithReport } from '../../src/encode/index.js';
import { measurePsnr, measureSsim } from '../../src/metrics/index.js';
import { drawPicture, halfBusyPicture } from '../support/pictures.js';

const image = halfBusyPicture(160, 120);
const options = { effort: 1 } as const;

describe('encoding to a target', () => {
  it('never exceeds a size, and uses at least 97 % of it', () => {
    // With few colours, each one more is a step: an index of up to four colours takes two bits, and of up to sixteen four bits.
    for (const maxBytes of [3400, 5800, 9000]) {
      const { result, met, quality } = encodeToTarget(image, { maxBytes }, { effort: 2 });
      expect(met).toBe(true);
      expect(quality).toBeLessThan(100);
      expect(result.bytes.length).toBeLessThanOrEqual(maxBytes);
      expect(result.bytes.length).toBeGreaterThanOrEqual(0.97 * maxBytes);
    }
  });

  it('reaches a PSNR and an SSIM, at the lowest possible quality', () => {
    const byPsnr = encodeToTarget(image, { minPsnr: 24 }, options);
    expect(byPsnr.met).toBe(true);
    expect(measurePsnr(image, byPsnr.result.reconstruct())).toBeGreaterThanOrEqual(24);
    const below = encodeWithReport(image, { ...options, quality: byPsnr.quality - 1 });
    expect(measurePsnr(image, below.reconstruct())).toBeLessThan(24);
    const bySsim = encodeToTarget(image, { minSsim: 0.9 }, options);
    expect(measureSsim(image, bySsim.result.reconstruct())).toBeGreaterThanOrEqual(0.9);
  });

  it('uses more than 256 colours when a PSNR needs them', () => {
    const { met, quality, result } = encodeToTarget(image, { minPsnr: 33 }, options);
    expect([met, quality > 100, result.header.k2 > 256]).toEqual([true, true, true]);
  });

  it("reports a target that can't be met, and returns the nearest file", () => {
    const tooSmall = encodeToTarget(image, { maxBytes: 50 }, options);
    expect([tooSmall.met, tooSmall.quality]).toEqual([false, 1]);
    const noise = halfBusyPicture(150, 100);
    const tooGood = encodeToTarget(noise, { minPsnr: 90 }, options);
    expect(tooGood.met).toBe(false);
    expect(tooGood.result.header.k2).toBe(4096);
  });

  it("meets a size and a PSNR together, or reports that it can't", () => {
    expect(encodeToTarget(image, { maxBytes: 25000, minPsnr: 20 }, options).met).toBe(true);
    expect(encodeToTarget(image, { maxBytes: 9000, minPsnr: 40 }, options).met).toBe(false);
  });

  it('keeps a picture of few colours lossless', () => {
    const flag = drawPicture(60, 40, (x) => [x < 20 ? 200 : 10, 30, x > 40 ? 90 : 0, 255]);
    expect(encodeToTarget(flag, { maxBytes: 500 }, options).result.lossless).toBe(true);
  });

  it('reports progress that never falls', async () => {
    const seen: number[] = [];
    await encodeToTargetAsync(image, { maxBytes: 9000 }, { ...options, onProgress: (done) => seen.push(done) });
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  it('refuses a target together with a quality or palette size, and a search without a target', () => {
    expect(() => encodeToTarget(image, {}, options)).toThrow(expect.objectContaining({ option: 'target' }));
    expect(() => encodeToTarget(image, { maxBytes: 9 }, { quality: 3 })).toThrow(
      expect.objectContaining({ option: 'quality' }),
    );
    expect(() => encodeToTarget(image, { maxBytes: 9 }, { k1: 3 })).toThrow(expect.objectContaining({ option: 'k1' }));
    expect(() => encodeToTarget(image, { minSsim: 2 })).toThrow(expect.objectContaining({ option: 'minSsim' }));
    expect(() => encodeToTarget(image, { minPsnr: Number.NaN })).toThrow(
      expect.objectContaining({ option: 'minPsnr' }),
    );
  });
});
