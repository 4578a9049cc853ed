/** The error of a drawn picture: of each block, and in all. */

import { MAX_BLOCK_LOG2 } from '../../format/constants.js';
import type { PreparedPicture } from '../prepare.js';
import { ErrorMeter } from './error-space.js';
import type { Tune } from './weights.js';

/** A picture, how it is drawn, and how its errors count. */
export interface DrawnPicture {
  readonly picture: Pick<PreparedPicture, 'width' | 'height' | 'colours' | 'opaque'>;
  /** `width * height` packed colours. */
  readonly drawn: Uint32Array;
  /** One a pixel. */
  readonly weights: Float32Array;
  readonly tune: Tune;
}

/** Weighted squared error of the whole picture. */
export function measureDrawn(scene: DrawnPicture): number {
  return measureBlocks(scene, MAX_BLOCK_LOG2).reduce((sum, error) => sum + error, 0);
}

/** Weighted squared error of each block with a side of `2 ** blockLog2`, row-major. */
export function measureBlocks({ picture, drawn, weights, tune }: DrawnPicture, blockLog2: number): Float64Array {
  const { colours, width, height, opaque } = picture;
  const meter = new ErrorMeter(opaque, tune);
  const side = 1 << blockLog2;
  const columns = Math.ceil(width / side);
  const errors = new Float64Array(columns * Math.ceil(height / side));
  for (let y = 0; y < height; y++) {
    const firstBlock = (y >>> blockLog2) * columns;
    for (let x = 0, i = y * width; x < width; x++, i++) {
      if (colours[i] === drawn[i]) continue;
      errors[firstBlock + (x >>> blockLog2)] += weights[i] * meter.measure(colours[i], drawn[i]);
    }
  }
  return errors;
}

/** Squared error of the whole picture, the same in all tunes and not weighted. */
export function measureSquared({ colours, opaque }: DrawnPicture['picture'], drawn: Uint32Array): number {
  const meter = new ErrorMeter(opaque, 'psnr');
  let error = 0;
  for (let i = 0; i < colours.length; i++) error += meter.measure(colours[i], drawn[i]);
  return error;
}
