import { describe, expect, it } from 'vitest';
import { decode } from '../../src/decode/index.js';
import { encodeToTarget, encodeWithReport } from '../../src/encode/index.js';
import { measureSsim } from '../../src/metrics/index.js';
import { drawPicture, halfBusyPicture, makeNoise } from '../support/pictures.js';

/** A soft gradient in three channels with a little grain, and a noisy strip below. */
function softScene(width: number, height: number) {
  const next = makeNoise(11);
  return drawPicture(width, height, (x, y) => {
    if (y > height * 0.8) return [next() & 255, next() & 255, next() & 127, 255];
    const grain = (next() & 255) / 128;
    const [red, green, blue] = [60 + x * 0.4 + grain, 90 + y * 0.35 + grain, 160 - x * 0.2 + y * 0.1].map(Math.floor);
    return [red, green, blue, 255];
  });
}

describe('smoothed blocks', () => {
  const scene = softScene(256, 256);

  it("are found and smoothed where that pays, and the drawn pixels equal the encoder's reconstruction", () => {
    const { header, bytes, reconstruct } = encodeWithReport(scene, { quality: 60 });
    expect(header.k1).toBeGreaterThan(0);
    expect(header.smoothThreshold).toBeGreaterThan(0);
    expect(decode(bytes).data).toEqual(reconstruct().data);
  });

  it('make a picture better than the best one of as many bytes without them', () => {
    const smoothed = encodeWithReport(scene, { quality: 60 });
    const plain = encodeToTarget(scene, { maxBytes: smoothed.bytes.length }, { classify: 'none' });
    expect(plain.result.header.smoothThreshold).toBe(0);
    expect(measureSsim(scene, smoothed.reconstruct())).toBeGreaterThan(measureSsim(scene, plain.result.reconstruct()));
  });

  it('use the threshold and passes of the options', () => {
    const { header } = encodeWithReport(scene, { quality: 60, smooth: 9, smoothPasses: 2 });
    expect([header.smoothThreshold, header.smoothPasses]).toEqual([9, 2]);
  });

  it('are not searched for with given palette sizes, at effort 1, with dithering, or with smooth 0', () => {
    const picture = halfBusyPicture(96, 96);
    for (const options of [{ k1: 8, k2: 32 }, { effort: 1 }, { dither: true, effort: 1 }, { smooth: 0 }] as const) {
      expect(encodeWithReport(picture, options).header.smoothThreshold).toBe(0);
    }
  });

  it('are not used when a picture keeps all of its colours', () => {
    const flag = drawPicture(64, 64, (x) => [x < 20 ? 200 : 10, 30, 30, 255]);
    const { header, lossless, bytes } = encodeWithReport(flag, { quality: 20 });
    expect(bytes.length).toBeLessThanOrEqual(encodeWithReport(flag, { classify: 'none' }).bytes.length);
    expect([lossless, header.smoothPasses, header.smoothThreshold]).toEqual([true, 0, 0]);
  });
});
