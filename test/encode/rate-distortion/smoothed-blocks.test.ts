import { describe, expect, it } from 'vitest';
import { packColour, packColours } from '../../../src/encode/kmeans/colour-space.js';
import { preparePicture } from '../../../src/encode/prepare.js';
import {
  candidateThresholds,
  type DrawnPicture,
  findSmoothedBlocks,
  measureSlab,
} from '../../../src/encode/rate-distortion/smoothed-blocks.js';
import { runSteps } from '../../../src/steps.js';
import { drawPicture, makeNoise } from '../../support/pictures.js';

/** A gradient on the left and noise on the right, drawn with steps of 12 everywhere. */
function steppedScene(): DrawnPicture {
  const next = makeNoise(3);
  const image = drawPicture(128, 64, (x) => {
    const level = x < 64 ? 40 + x : next() & 255;
    return [level, level, level, 255];
  });
  const picture = preparePicture(image, undefined);
  const drawn = picture.colours.map((colour) => {
    const level = Math.min(255, Math.round((colour & 255) / 12) * 12);
    return packColour(level, level, level, 255);
  });
  return { picture, drawn, weights: new Float32Array(128 * 64).fill(1), tune: 'psnr' };
}

/** Blocks of 16 by default, four passes. */
function find(scene: DrawnPicture, thresholds: readonly number[], blockLog2 = 4) {
  return runSteps(findSmoothedBlocks(scene, { blockLog2, passes: 4, thresholds }));
}

describe('findSmoothedBlocks', () => {
  it('finds the blocks whose steps smoothing removes, and no blocks of texture', () => {
    const { map, distortion, distortionBefore } = find(steppedScene(), [8, 14]);
    for (let block = 0; block < map.length; block++) {
      const column = block % 8;
      if (column < 3) expect(map[block]).toBe(0);
      if (column > 4) expect(map[block]).toBe(1);
    }
    expect(distortion).toBeLessThan(distortionBefore);
  });

  it('chooses the threshold with the least error', () => {
    expect(find(steppedScene(), [1, 14]).threshold).toBe(14);
  });

  it('finds none in a picture that is drawn exactly', () => {
    const scene = steppedScene();
    const exact = { ...scene, drawn: scene.picture.colours };
    const { map, distortionBefore } = find(exact, [10], 5);
    expect(map).not.toContain(0);
    expect(distortionBefore).toBe(0);
  });

  it('measures slabs of a large picture like the whole', () => {
    const next = makeNoise(8);
    const image = drawPicture(1024, 700, (x, y) => [(x + y) >> 3, (next() & 7) + (y >> 2), 30, 255]);
    const picture = preparePicture(image, undefined);
    const drawn = picture.colours.map((colour) => (colour & 0xfff8f8f8) >>> 0);
    const scene: DrawnPicture = { picture, drawn, weights: new Float32Array(1024 * 700).fill(1), tune: 'psnr' };
    const whole = measureSlab({ ...scene, blockLog2: 5, passes: 4, thresholds: [12], top: 0, bottom: 700 });
    const { distortionBefore, map } = find(scene, [12], 5);
    expect(distortionBefore).toBe(whole[0].reduce((sum, error) => sum + error, 0));
    expect(Array.from(map)).toEqual(Array.from(whole[1], (after, block) => (after < 0.95 * whole[0][block] ? 0 : 1)));
  });

  it('counts errors by the weights of their pixels', () => {
    const scene = steppedScene();
    const weigh = (weight: number) => find({ ...scene, weights: scene.weights.map(() => weight) }, [9]).distortion;
    expect(weigh(3)).toBeCloseTo(3 * weigh(1), 3);
    expect(weigh(0)).toBe(0);
  });

  it('smooths transparent and translucent pixels only with pixels of the same alpha', () => {
    const image = drawPicture(64, 64, (x, y) => [x * 2, x * 2, x * 2, y < 32 ? 255 : 90]);
    const picture = preparePicture(image, undefined);
    const drawn = packColours(Uint8Array.from(image.data, (value, i) => (i % 4 === 3 ? value : value & 0xf0)));
    const weights = new Float32Array(64 * 64).fill(1);
    expect(find({ picture, drawn, weights, tune: 'ssim' }, [18]).map).toContain(0);
  });
});

describe('candidateThresholds', () => {
  const stepped = steppedScene();
  const exact = { ...stepped, drawn: stepped.picture.colours };

  it('are 1 to 255, ascend, and grow with lambda', () => {
    for (const lambda of [0.001, 0.5, 8, 100, 10000]) {
      const thresholds = candidateThresholds(exact, lambda, lambda > 1);
      expect(thresholds).toEqual([...new Set(thresholds)].sort((a, b) => a - b));
      expect(thresholds[0]).toBeGreaterThanOrEqual(1);
      expect(thresholds.at(-1)).toBeLessThanOrEqual(255);
    }
    expect(candidateThresholds(exact, 40, false)[0]).toBeGreaterThan(candidateThresholds(exact, 4, false)[0]);
  });

  it('follow the error of the palette where lambda asks for less, because its steps stay at any price of bits', () => {
    expect(candidateThresholds(exact, 0.02, false)).toEqual([1]);
    const [threshold] = candidateThresholds(stepped, 0.02, false);
    expect(threshold).toBeGreaterThanOrEqual(6);
    expect(candidateThresholds(stepped, 0.5, false)).toEqual([threshold]);
  });
});
