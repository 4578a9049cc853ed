import { describe, expect, it } from 'vitest';
import { preparePicture } from '../../../src/encode/prepare.js';
import { chooseColours } from '../../../src/encode/rate-distortion/choose-colours.js';
import { runSteps } from '../../../src/steps.js';
import { drawPicture, halfBusyPicture, makeNoise } from '../../support/pictures.js';

function choose(image: Parameters<typeof preparePicture>[0], lambda: number, least = 4, most = 256): number {
  return runSteps(chooseColours(preparePicture(image, undefined), lambda, 'ssim', { least, most, isEven: false })).k;
}

describe('chooseColours', () => {
  const noise = makeNoise(5);
  const speckled = drawPicture(120, 90, (x, y) => [(noise() & 63) + x, (noise() & 63) + y, noise() & 63, 255]);

  it('chooses fewer colours the more a bit is worth', () => {
    const sizes = [0.01, 5, 50, 500].map((lambda) => choose(speckled, lambda));
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect(sizes[0]).toBe(256);
    expect(sizes[3]).toBeLessThan(40);
  });

  it('stays between the bounds', () => {
    expect(choose(speckled, 1e4, 30, 100)).toBeGreaterThanOrEqual(30);
    expect(choose(speckled, 1e-6, 30, 100)).toBe(100);
  });

  it('samples stripes of a large picture, and accepts narrow and plain pictures', () => {
    const large = halfBusyPicture(900, 700);
    expect(choose(large, 20)).toBeGreaterThan(3);
    for (const [width, height] of [
      [1, 1],
      [1, 3000],
      [5000, 1],
    ]) {
      expect(
        choose(
          drawPicture(width, height, (x, y) => [x & 255, y & 255, 0, 255]),
          3,
        ),
      ).toBeGreaterThan(3);
    }
  });

  it('weighs colours with alpha, too', () => {
    const shaded = drawPicture(80, 80, (x, y) => [x * 3, y * 3, 90, (x * y) & 255]);
    expect(choose(shaded, 0.01)).toBe(256);
    expect(choose(shaded, 2000)).toBeLessThan(64);
  });
});
