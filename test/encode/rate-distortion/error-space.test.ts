import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embedColours, packColour, squaredDistance } from '../../../src/encode/kmeans/colour-space.js';
import { ErrorMeter, toErrorSpace } from '../../../src/encode/rate-distortion/error-space.js';
import { TUNES } from '../../../src/encode/rate-distortion/weights.js';

const byte = fc.integer({ min: 0, max: 255 });
const anyColour = fc.tuple(byte, byte, byte, byte).map((channels) => packColour(...channels));

describe('the space of errors', () => {
  it('equals the space of colours for squared error', () => {
    const points = embedColours(Uint32Array.of(packColour(1, 20, 255, 255)), true);
    const moved = points.slice();
    toErrorSpace(moved, 'psnr');
    expect(moved).toEqual(points);
  });

  it('has the distances of the error meter, with and without alpha', () => {
    fc.assert(
      fc.property(anyColour, anyColour, fc.boolean(), fc.constantFrom(...TUNES), (a, b, opaque, tune) => {
        const points = embedColours(Uint32Array.of(a, b), opaque);
        toErrorSpace(points, tune);
        const measured = new ErrorMeter(opaque, tune).measure(a, b);
        expect(Math.abs(measured - squaredDistance(points, 0, points, 4))).toBeLessThan(1e-6);
      }),
    );
  });

  it('counts errors of gray equally in both tunes; for ssim, errors of luma more and errors of colour less', () => {
    const grey = packColour(100, 100, 100, 255);
    const costs = (colour: number) => TUNES.map((tune) => new ErrorMeter(true, tune).measure(grey, colour));
    const [psnrOfGrey, ssimOfGrey] = costs(packColour(110, 110, 110, 255));
    expect(psnrOfGrey).toBe(300);
    expect(ssimOfGrey).toBeCloseTo(300, 9);
    const [psnrOfBlue, ssimOfBlue] = costs(packColour(100, 100, 110, 255));
    expect(ssimOfBlue).toBeLessThan(0.6 * psnrOfBlue);
    const [psnrOfGreen, ssimOfGreen] = costs(packColour(100, 110, 100, 255));
    expect(ssimOfGreen).toBeGreaterThan(psnrOfGreen);
  });
});
