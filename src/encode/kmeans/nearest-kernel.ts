/** Nearest entries of opaque colours by a WebAssembly kernel, where there is one to be had. */

import { instantiateKernel, MemoryLayout } from '../kernels/instantiate.js';
import { MODULE } from '../kernels/wasm/nearest.js';

/** See `kernels/assembly/nearest.ts`. */
interface Functions {
  mapColours(colours: number, count: number, labels: number, entries: number, groups: number, cache: number): number;
}

/** Labels the pixels `start .. end - 1`; see `NearestSearch.mapRun`. */
export type MapRun = (
  colours: Uint32Array,
  start: number,
  end: number,
  labels: Uint8Array | Uint16Array,
  to: number,
) => number;

/** The kernel compares all entries: of larger palettes the lists of `candidate-grid.ts` leave fewer. */
const MAX_ENTRIES = 512;
/** Entries compared at once. */
const GROUP = 4;
const CACHE_BITS = 15;
/** Pixels that a call to the kernel labels. */
const PIECE = 4096;
/** Up to so many are copied one by one: views would cost more. */
const FEW = 32;

/**
 * @param palette - `k * 4` bytes R, G, B, A; alpha counts as 255
 * @returns undefined for a large palette, or if there is no kernel
 */
export function openNearestKernel(palette: Uint8Array): MapRun | undefined {
  const k = palette.length / 4;
  if (k > MAX_ENTRIES) return undefined;
  const groups = Math.ceil(k / GROUP);
  const layout = new MemoryLayout();
  const coloursAt = layout.reserve(4 * PIECE);
  const labelsAt = layout.reserve(2 * PIECE);
  const entriesAt = layout.reserve(8 * GROUP * groups);
  const cacheAt = layout.reserve(8 << CACHE_BITS);
  const kernel = instantiateKernel<Functions>(MODULE, layout.bytes);
  if (kernel === undefined) return undefined;
  const { call, memory } = kernel;
  layOutEntries(palette, new Int16Array(memory, entriesAt, 4 * GROUP * groups));
  const input = new Uint32Array(memory, coloursAt, PIECE);
  const output = new Uint16Array(memory, labelsAt, PIECE);
  return (colours, start, end, labels, to) => {
    let error = 0;
    for (let from = start; from < end; from += PIECE) {
      const count = Math.min(PIECE, end - from);
      const out = to + from - start;
      if (count <= FEW) for (let i = 0; i < count; i++) input[i] = colours[from + i];
      else input.set(colours.subarray(from, from + count));
      error += call.mapColours(coloursAt, count, labelsAt, entriesAt, groups, cacheAt);
      if (count <= FEW) for (let i = 0; i < count; i++) labels[out + i] = output[i];
      else labels.set(output.subarray(0, count), out);
    }
    return error;
  };
}

/** For each group red, green of its entries, then blue, 0; the last entry again where there are too few: it never wins. */
function layOutEntries(palette: Uint8Array, entries: Int16Array): void {
  const k = palette.length / 4;
  for (let id = 0; id < entries.length / 4; id++) {
    const from = 4 * Math.min(id, k - 1);
    const at = 4 * (id - (id % GROUP)) + 2 * (id % GROUP);
    entries[at] = palette[from];
    entries[at + 1] = palette[from + 1];
    entries[at + 2 * GROUP] = palette[from + 2];
  }
}
