import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PreparedPicture, preparePicture } from '../../../src/encode/prepare.js';
import { makeWeights, TUNES, type Tune } from '../../../src/encode/rate-distortion/weights.js';
import type { Image } from '../../../src/image.js';
import { drawPicture, halfBusyPicture, makeNoise } from '../../support/pictures.js';
import { runs } from '../../support/runs.js';

const RADIUS = 5;

function prepare(image: Image): PreparedPicture {
  return preparePicture(image, undefined);
}

/** The same by plain loops over every window. */
function plainWeights({ colours, width, height }: PreparedPicture, tune: Tune): number[] {
  const luma = Array.from(
    colours,
    (c) => (19595 * (c & 255) + 38470 * ((c >>> 8) & 255) + 7471 * ((c >>> 16) & 255)) >>> 16,
  );
  const averageAround = (values: readonly number[], x: number, y: number) => {
    const inside: number[] = [];
    for (let v = Math.max(0, y - RADIUS); v <= Math.min(height - 1, y + RADIUS); v++) {
      for (let u = Math.max(0, x - RADIUS); u <= Math.min(width - 1, x + RADIUS); u++)
        inside.push(values[v * width + u]);
    }
    return inside.reduce((sum, value) => sum + value, 0) / inside.length;
  };
  const squares = luma.map((value) => value * value);
  const everywhere = <T>(make: (x: number, y: number) => T) =>
    luma.map((_, i) => make(i % width, Math.floor(i / width)));
  const falling = everywhere((x, y) => {
    const variance = averageAround(squares, x, y) - averageAround(luma, x, y) ** 2;
    return (variance + 30) ** (tune === 'ssim' ? -0.75 : -0.25);
  });
  const weights = everywhere((x, y) => averageAround(falling, x, y));
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return weights.map((weight) => weight / mean);
}

describe('makeWeights', () => {
  it('equals plain loops over every window', () => {
    const sizes = {
      width: fc.integer({ min: 1, max: 30 }),
      height: fc.integer({ min: 1, max: 30 }),
      seed: fc.nat(1e6),
    };
    fc.assert(
      fc.property(fc.record(sizes), fc.constantFrom(...TUNES), ({ width, height, seed }, tune) => {
        const next = makeNoise(seed);
        const picture = prepare(drawPicture(width, height, (x) => [(x * 9) & 255, next() & 255, x > 9 ? 7 : 200, 255]));
        const plain = plainWeights(picture, tune);
        const errors = makeWeights(picture, tune).map((weight, i) => Math.abs(weight / plain[i] - 1));
        expect(Math.max(...errors)).toBeLessThan(1e-5);
      }),
      { numRuns: runs(40) },
    );
  });

  it('has a mean of 1, and larger weights where the picture varies little, above all for ssim', () => {
    const picture = prepare(halfBusyPicture(64, 32));
    const [psnr, ssim] = TUNES.map((tune) => makeWeights(picture, tune));
    for (const weights of [psnr, ssim]) {
      expect(weights.reduce((sum, weight) => sum + weight, 0) / weights.length).toBeCloseTo(1, 4);
    }
    expect(psnr[0]).toBeGreaterThan(1.5 * psnr[63]);
    expect(ssim[0] / ssim[63]).toBeGreaterThan(2 * (psnr[0] / psnr[63]));
  });

  it('gives equal weights in a plain picture', () => {
    const weights = makeWeights(prepare(drawPicture(19, 7, () => [9, 9, 9, 255])), 'ssim');
    expect(Math.max(...weights) - Math.min(...weights)).toBeLessThan(1e-6);
  });
});
