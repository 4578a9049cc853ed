import { describe, expect, it } from 'vitest';
import { preparePicture } from '../../../src/encode/prepare.js';
import { makeWeights } from '../../../src/encode/rate-distortion/weights.js';
import { drawPicture, halfBusyPicture } from '../../support/pictures.js';

describe('makeWeights', () => {
  it('are all 1 for squared error', () => {
    expect(new Set(makeWeights(preparePicture(halfBusyPicture(20, 20), undefined), 'psnr'))).toEqual(new Set([1]));
  });

  it('have a mean of 1, and are larger where the picture is calm', () => {
    const weights = makeWeights(preparePicture(halfBusyPicture(64, 32), undefined), 'ssim');
    expect(weights.reduce((sum, weight) => sum + weight, 0) / weights.length).toBeCloseTo(1, 4);
    expect(weights[0]).toBeGreaterThan(3 * weights[63]);
  });

  it('are all alike in a flat picture', () => {
    const weights = makeWeights(
      preparePicture(
        drawPicture(19, 7, () => [9, 9, 9, 255]),
        undefined,
      ),
      'ssim',
    );
    expect(Math.max(...weights) - Math.min(...weights)).toBeLessThan(1e-6);
  });
});
