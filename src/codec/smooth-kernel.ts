/**
 * The decoder's smoothing by a WebAssembly kernel, if one is available. The encoder uses it to draw what a decoder will draw,
 * and so do decoders that may load it.
 *
 * A pass needs pixels up to `d` rows away. So all passes run on one band at a time, with the rows around it that the passes
 * reach. This needs memory for a few rows only, which stay in the cache.
 */

import { type PlainSteps, runSteps } from '../steps.js';
import { MARGIN } from '../wasm/constants.js';
import { instantiateKernel, type Kernel, MemoryLayout } from '../wasm/kernel.js';
import { type Exports, MODULE } from '../wasm/modules/smooth.js';
import { classOf, type Grid } from './layout.js';
import { smoothSteps } from './smooth.js';

/** Pixels that the kernel smooths at once. */
const GROUP = 4;
/** Bytes of both planes. A kernel's instance with this much is kept for the next picture; useful bands may need more. */
const PLANES_BYTES = 3 * 2 ** 19;
const MAX_PLANES_BYTES = 3 * 2 ** 21;
/** Rows of a band at which the extra rows around it cost little. */
const USEFUL_ROWS = 48;
/** More rows than all passes reach. If not even these fit (above 17,000 columns), the picture is smoothed without the kernel. */
const LEAST_ROWS = 16;

/**
 * Smooths the low blocks of a picture in place like {@link smoothSteps}, one band in each step.
 *
 * @param isLittleEndian - whether red is a word's lowest byte; default: as the machine stores the bytes R, G, B, A
 */
export function* smoothByKernel(
  ...[pixels, grid, bitmap, passes, threshold, isLittleEndian]: Parameters<typeof smoothSteps>
): PlainSteps<void> {
  if (passes === 0) return;
  // Kernels only support little-endian words.
  const smoother = isLittleEndian === false ? undefined : openSmoother(grid, passes, threshold);
  if (smoother === undefined) {
    yield* smoothSteps(pixels, grid, bitmap, passes, threshold, isLittleEndian);
    return;
  }
  for (let top = 0; top < grid.height; top += smoother.bandRows) {
    const end = Math.min(top + smoother.bandRows, grid.height);
    smoother.smoothBand(pixels, bitmap, top, end);
    yield end / grid.height;
  }
  smoother.close();
}

/** {@link smoothByKernel} without pauses. */
export function smoothPixels(...parameters: Parameters<typeof smoothSteps>): void {
  runSteps(smoothByKernel(...parameters));
}

/** @returns undefined if there is no kernel, or the picture is too wide for it */
function openSmoother(grid: Grid, passes: number, threshold: number): Smoother | undefined {
  const reach = 2 ** passes - 1;
  const stride = 4 * (Math.ceil(grid.width / GROUP) * GROUP + 2 * MARGIN);
  const rowsIn = (bytes: number) => Math.floor(bytes / (2 * stride)) - 2 * reach;
  const fitting = Math.max(rowsIn(PLANES_BYTES), Math.min(USEFUL_ROWS, rowsIn(MAX_PLANES_BYTES)));
  if (fitting < LEAST_ROWS) return undefined;
  const bandRows = Math.min(fitting, grid.height);
  const rows = Math.min(bandRows + 2 * reach, grid.height);
  const layout = new MemoryLayout();
  const places = {
    planes: [layout.reserve(stride * rows), layout.reserve(stride * rows)],
    masks: layout.reserve(stride),
    // Bits of all blocks that the rows touch, starting at a whole byte.
    bitmap: layout.reserve(Math.ceil((((rows >>> grid.blockLog2) + 2) * grid.columns) / 8) + 1),
  } as const;
  const kernel = instantiateKernel(MODULE, layout.bytes);
  return kernel && new Smoother({ grid, passes, threshold, reach, bandRows, stride, places, kernel });
}

interface Setting {
  readonly grid: Grid;
  readonly passes: number;
  readonly threshold: number;
  /** Rows that all passes together reach beyond a pixel. */
  readonly reach: number;
  readonly bandRows: number;
  /** Bytes of a row of a plane. */
  readonly stride: number;
  /** Addresses in the kernel's memory. */
  readonly places: { readonly planes: readonly number[]; readonly masks: number; readonly bitmap: number };
  readonly kernel: Kernel<Exports>;
}

/** Smooths a picture's bands from top to bottom. */
class Smoother {
  readonly #setting: Setting;
  readonly #words: Uint32Array;
  /** The last rows of the previous band, before it was smoothed. */
  readonly #rowsAbove: Uint32Array;

  constructor(setting: Setting) {
    this.#setting = setting;
    this.#words = new Uint32Array(setting.kernel.memory);
    const isOneBand = setting.bandRows === setting.grid.height;
    this.#rowsAbove = new Uint32Array(isOneBand ? 0 : setting.reach * setting.grid.width);
  }

  get bandRows(): number {
    return this.#setting.bandRows;
  }

  /** Smooths the rows `top` (included) to `end` (not). Rows above must be smoothed already, and rows below must not be. */
  smoothBand(pixels: Uint32Array, bitmap: Uint8Array, top: number, end: number): void {
    const { grid, places, reach } = this.#setting;
    const { width, height } = grid;
    const hasLow = this.#hasLow(bitmap, top, end);
    const first = Math.max(top - reach, 0);
    if (hasLow) this.#load(pixels, top, first, Math.min(end + reach, height));
    if (end < height) this.#rowsAbove.set(pixels.subarray((end - reach) * width, end * width));
    if (!hasLow) return;
    const target = this.#runPasses(bitmap, first, top, end);
    for (let y = top; y < end; y++) {
      const at = this.#wordOf(places.planes[target], y - first);
      pixels.set(this.#words.subarray(at, at + width), y * width);
    }
  }

  close(): void {
    this.#setting.kernel.release();
  }

  #hasLow(bitmap: Uint8Array, top: number, end: number): boolean {
    const { columns, blockLog2 } = this.#setting.grid;
    const endBlock = (((end - 1) >>> blockLog2) + 1) * columns;
    for (let block = (top >>> blockLog2) * columns; block < endBlock; block++) {
      if (classOf(bitmap, block) === 0) return true;
    }
    return false;
  }

  /** Copies the rows `first..end` to the first plane. Rows above the band are copied as they were before smoothing. */
  #load(pixels: Uint32Array, top: number, first: number, end: number): void {
    const { grid, places, reach } = this.#setting;
    const { width } = grid;
    for (let y = first; y < end; y++) {
      const [rows, row] = y < top ? [this.#rowsAbove, y - top + reach] : [pixels, y];
      this.#words.set(rows.subarray(row * width, (row + 1) * width), this.#wordOf(places.planes[0], y - first));
    }
  }

  /** @returns which of the planes holds the smoothed rows */
  #runPasses(bitmap: Uint8Array, first: number, top: number, end: number): number {
    const { grid, passes, threshold, reach, stride, places, kernel } = this.#setting;
    const { width, height, columns, blockLog2 } = grid;
    const last = Math.min(end + reach, height);
    const skippedBytes = ((first >>> blockLog2) * columns) >>> 3;
    const endByte = ((((last - 1) >>> blockLog2) + 1) * columns + 7) >>> 3;
    new Uint8Array(kernel.memory).set(bitmap.subarray(skippedBytes, endByte), places.bitmap);
    let source = 0;
    for (let d = 1 << (passes - 1); d >= 1; d >>= 1, source = 1 - source) {
      // Start of the rows that later passes read.
      const from = Math.max(top - (d - 1), 0) - first;
      const to = Math.min(end + (d - 1), height) - first;
      const [read, written] = [places.planes[source], places.planes[1 - source]];
      const blocks = [places.masks, places.bitmap, columns, 8 * skippedBytes, blockLog2] as const;
      kernel.call.smoothRows(read, written, stride, width, last - first, from, to, ...blocks, first, d, threshold);
    }
    return source;
  }

  /** The word of the first pixel of a row of a plane. */
  #wordOf(plane: number, row: number): number {
    return (plane + row * this.#setting.stride) / 4 + MARGIN;
  }
}
