/** Perceptual weights by a WebAssembly kernel, where there is one to be had. */

import { instantiateKernel, MemoryLayout } from '../kernels/instantiate.js';
import { MODULE } from '../kernels/wasm/weight-rows.js';
import {
  countInWindow,
  type Pixels,
  PlainWeightRows,
  RADIUS,
  RING_ROWS,
  type Tune,
  VARIANCE_FLOOR,
  type WeightRows,
} from './weight-rows.js';

/** See `kernels/assembly/weight-rows.ts`. */
interface Functions {
  addLuma(colours: number, width: number, sums: number, factor: number, opaque: number): void;
  fallOff(sums: number, width: number, rows: number, out: number, floor: number, isCubed: number): void;
  addRow(columns: number, row: number, width: number, factor: number): void;
  averageColumns(columns: number, width: number, rows: number, out: number, total: number): number;
}

/** @returns the kernel, or else its reference */
export function makeWeightRows(picture: Pixels, tune: Tune): WeightRows {
  return openWeightRows(picture, tune) ?? new PlainWeightRows(picture, tune);
}

function openWeightRows({ width, height, colours, opaque }: Pixels, tune: Tune): WeightRows | undefined {
  const layout = new MemoryLayout();
  const rowAt = layout.reserve(4 * width);
  const sumsAt = layout.reserve(8 * width);
  const columnsAt = layout.reserve(8 * width);
  const kept = Array.from({ length: RING_ROWS }, () => layout.reserve(4 * width));
  const kernel = instantiateKernel<Functions>(MODULE, layout.bytes);
  if (kernel === undefined) return undefined;
  const { call, memory } = kernel;
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
    },
  };
}
