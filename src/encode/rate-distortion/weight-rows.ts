/**
 * Rows of perceptual weights, from sums over windows that move down the picture: the kernel `weight-rows`.
 *
 * The tune says how fast the weight falls with the variance: `ssim` as variance^-0.75, `psnr` as variance^-0.25. The latter
 * costs no squared error at equal bytes, since regions of little variance need the fewest bits.
 */

import { RADIUS } from '../../wasm/constants.js';
import { instantiateKernel, MemoryLayout } from '../../wasm/kernel.js';
import { MODULE } from '../../wasm/modules/weight-rows.js';
import type { PreparedPicture } from '../prepare.js';

/** What weights depend on. */
export type Pixels = Pick<PreparedPicture, 'width' | 'height' | 'colours' | 'opaque'>;

/** Rows kept at a time: those of a window, and the one that leaves it. */
export const RING_ROWS = 2 * RADIUS + 2;
/** Added to the variance, in code units squared: about that of an error that structural similarity no longer detects. */
export const VARIANCE_FLOOR = 30;

/** What the encoder optimises: squared error or visible error. */
export const TUNES = ['psnr', 'ssim'] as const;
export type Tune = (typeof TUNES)[number];

/** Weights row by row, from the first. Their mean is arbitrary. */
export interface WeightRows {
  /** Writes the weights of the next row. The last row releases the memory. */
  next(out: Float32Array): void;
  /** The sum of all weights written so far. */
  readonly total: number;
}

/** Opens the kernel for a picture. */
export function makeWeightRows({ width, height, colours, opaque }: Pixels, tune: Tune): WeightRows {
  const layout = new MemoryLayout();
  const rowAt = layout.reserve(4 * width);
  const sumsAt = layout.reserve(8 * width);
  const columnsAt = layout.reserve(8 * width);
  const kept = Array.from({ length: RING_ROWS }, () => layout.reserve(4 * width));
  const { call, memory, release } = instantiateKernel(MODULE, layout.bytes);
  const input = new Uint32Array(memory, rowAt, width);
  const output = new Float32Array(memory, rowAt, width);
  const addLuma = (y: number, factor: number) => {
    if (y < 0 || y >= height) return;
    input.set(colours.subarray(y * width, (y + 1) * width));
    call.addLuma(rowAt, width, sumsAt, factor, opaque ? 1 : 0);
  };
  const keepNext = (y: number) => {
    addLuma(y + RADIUS, 1);
    addLuma(y - RADIUS - 1, -1);
    const row = kept[y % RING_ROWS];
    call.fallOff(sumsAt, width, countInWindow(y, height), row, VARIANCE_FLOOR, tune === 'ssim' ? 1 : 0);
    call.addRow(columnsAt, row, width, 1);
  };
  for (let y = 0; y < RADIUS; y++) addLuma(y, 1);
  let ahead = 0;
  let next = 0;
  let total = 0;
  return {
    get total() {
      return total;
    },
    next(out) {
      const y = next++;
      for (; ahead <= y + RADIUS && ahead < height; ahead++) keepNext(ahead);
      if (y > RADIUS) call.addRow(columnsAt, kept[(y - RADIUS - 1) % RING_ROWS], width, -1);
      total = call.averageColumns(columnsAt, width, countInWindow(y, height), rowAt, total);
      out.set(output);
      if (next === height) release();
    },
  };
}

/** Positions `0..size - 1` within {@link RADIUS} of one. */
export function countInWindow(at: number, size: number): number {
  return Math.min(at + RADIUS, size - 1) - Math.max(at - RADIUS, 0) + 1;
}
