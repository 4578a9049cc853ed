import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRandom } from '../../../src/encode/kmeans/random.js';
import {
  makeWeightRows,
  type Pixels,
  TUNES,
  type WeightRows,
} from '../../../src/encode/rate-distortion/weight-rows.js';
import { describeBothWays } from '../../support/kernel-ways.js';
import { runs } from '../../support/runs.js';
import { PlainWeightRows } from './reference/weight-rows.js';

/** All weights, and their total. */
function drain(rows: WeightRows, { width, height }: Pixels): [Buffer, number] {
  const weights = new Float32Array(width * height);
  for (let y = 0; y < height; y++) rows.next(weights.subarray(y * width, (y + 1) * width));
  return [Buffer.from(weights.buffer), rows.total];
}

/** Stripes of little and of much variance, with or without alpha. */
function drawStripes(width: number, height: number, opaque: boolean, seed: number): Pixels {
  const random = createRandom(seed);
  const colours = Uint32Array.from({ length: width * height }, (_, i) => {
    const noise = random.nextUint32();
    const colour = (i >> 5) % 3 === 0 ? noise : (i % width) * 0x01010101;
    return opaque ? (colour | 0xff000000) >>> 0 : colour >>> 0;
  });
  return { width, height, colours, opaque };
}

const anySize = fc.integer({ min: 1, max: 40 });

describeBothWays('weights', () => {
  it('equal the reference, to the last bit, for any size and tune', () => {
    fc.assert(
      fc.property(
        anySize,
        anySize,
        fc.boolean(),
        fc.constantFrom(...TUNES),
        fc.integer({ min: 0, max: 999 }),
        (width, height, opaque, tune, seed) => {
          const pixels = drawStripes(width, height, opaque, seed);
          const rows = makeWeightRows(pixels, tune);
          expect(drain(rows, pixels)).toEqual(drain(new PlainWeightRows(pixels, tune), pixels));
        },
      ),
      { numRuns: runs(150) },
    );
  });
});
