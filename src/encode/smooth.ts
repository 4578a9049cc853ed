/** The decoder's smoothing, as the encoder draws with it: by a WebAssembly kernel where there is one to be had. */

import { bitmapSize, type Grid } from '../codec/grid.js';
import { smoothLowBlocks } from '../codec/smooth.js';
import { instantiateKernel, MemoryLayout } from './kernels/instantiate.js';
import { MODULE } from './kernels/wasm/smooth.js';

/** See `kernels/assembly/smooth.ts`. */
interface Functions {
  smoothPass(
    source: number,
    target: number,
    stride: number,
    width: number,
    height: number,
    masks: number,
    bitmap: number,
    columns: number,
    blockLog2: number,
    d: number,
    threshold: number,
  ): void;
}

/** Words before the first pixel of a row: the largest distance of taps. */
const MARGIN = 8;
/** Pixels that the kernel smooths at once. */
const GROUP = 4;
/** The kernel takes the picture twice; a larger one is smoothed in place. */
const MAX_PLANE_BYTES = 2 ** 27;

/**
 * Smooths the low blocks of a picture in place, as {@link smoothLowBlocks} does.
 *
 * @param isLittleEndian - whether red is a word's lowest byte; by default as the machine stores the bytes R, G, B, A
 */
export function smoothPixels(
  pixels: Uint32Array,
  grid: Grid,
  bitmap: Uint8Array,
  passes: number,
  threshold: number,
  isLittleEndian?: boolean,
): void {
  if (passes === 0) return;
  // There are no kernels where bytes are stored in the other order.
  if (isLittleEndian !== false && smoothInKernel(pixels, grid, bitmap, passes, threshold)) return;
  smoothLowBlocks(pixels, grid, bitmap, passes, threshold, isLittleEndian);
}

/** @returns whether there is a kernel */
function smoothInKernel(
  pixels: Uint32Array,
  grid: Grid,
  bitmap: Uint8Array,
  passes: number,
  threshold: number,
): boolean {
  const { width, height, columns, blockLog2 } = grid;
  const groups = Math.ceil(width / GROUP);
  const strideWords = groups * GROUP + 2 * MARGIN;
  const stride = 4 * strideWords;
  if (stride * height > MAX_PLANE_BYTES) return false;
  const layout = new MemoryLayout();
  const bitmapAt = layout.reserve(bitmapSize(grid));
  const masksAt = layout.reserve(4 * GROUP * groups);
  let source = layout.reserve(stride * height);
  let target = layout.reserve(stride * height);
  const kernel = instantiateKernel<Functions>(MODULE, layout.bytes);
  if (kernel === undefined) return false;
  const { call, memory } = kernel;
  const words = new Uint32Array(memory);
  new Uint8Array(memory, bitmapAt, bitmapSize(grid)).set(bitmap.subarray(0, bitmapSize(grid)));
  for (let y = 0, at = source / 4 + MARGIN; y < height; y++, at += strideWords) {
    words.set(pixels.subarray(y * width, (y + 1) * width), at);
  }
  for (let d = 1 << (passes - 1); d >= 1; d >>= 1) {
    call.smoothPass(source, target, stride, width, height, masksAt, bitmapAt, columns, blockLog2, d, threshold);
    [source, target] = [target, source];
  }
  for (let y = 0, at = source / 4 + MARGIN; y < height; y++, at += strideWords) {
    pixels.set(words.subarray(at, at + width), y * width);
  }
  return true;
}
