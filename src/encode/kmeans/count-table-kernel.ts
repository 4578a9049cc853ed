/** Counts of packed colours by a WebAssembly kernel, if one is available. */

import { DIGIT_BITS } from '../../wasm/constants.js';
import { instantiateKernel, MemoryLayout } from '../../wasm/kernel.js';
import { MODULE } from '../../wasm/modules/count-table.js';
import { type CountTable, PlainCountTable } from './count-table.js';

/** The kernel's table does not grow. For more colours than this it would take too much memory. */
const MAX_COLOURS = 1 << 18;
/** Minimum number of slots for each colour. */
const ROOM = 2;
/** Pixels that a call to the kernel counts. */
const PIECE = 4096;
/** Up to this number of colours is copied one by one, since creating views costs more. */
const FEW = 32;

/**
 * @param maxColours - `addRun` will always stop at this number of colours or fewer
 * @returns the kernel; or a table that grows, if there is no kernel or it would take too much memory
 */
export function makeCountTable(maxColours: number): CountTable {
  return openCountTable(maxColours) ?? new PlainCountTable();
}

function openCountTable(maxColours: number): CountTable | undefined {
  if (maxColours > MAX_COLOURS) return undefined;
  // The table holds one colour too many before that is noticed.
  const capacity = maxColours + 1;
  // The next power of two, computed with integers only.
  const bits = 32 - Math.clz32(ROOM * capacity - 1);
  const layout = new MemoryLayout();
  const inputAt = layout.reserve(4 * PIECE);
  const startsAt = layout.reserve(4 << DIGIT_BITS);
  const tableAt = layout.reserve(8 << bits);
  const coloursAt = layout.reserve(8 * capacity);
  const countsAt = layout.reserve(8 * capacity);
  const kernel = instantiateKernel(MODULE, layout.bytes);
  if (kernel === undefined) return undefined;
  const { call, memory } = kernel;
  const input = new Uint32Array(memory, inputAt, PIECE);
  call.begin(tableAt, bits);
  return {
    get size() {
      return call.countHeld();
    },
    add: call.add,
    addRun(pixels, start, end, maxSize) {
      let at = start;
      for (let isWhole = true; at < end && isWhole; ) {
        const count = Math.min(PIECE, end - at);
        if (count <= FEW) for (let i = 0; i < count; i++) input[i] = pixels[at + i];
        else input.set(pixels.subarray(at, at + count));
        const added = call.addRun(inputAt, count, maxSize);
        isWhole = added === count;
        at += added;
      }
      return at;
    },
    list() {
      const size = call.countHeld();
      call.list(coloursAt, countsAt, startsAt);
      return {
        colours: new Uint32Array(memory, coloursAt, size).slice(),
        counts: new Float64Array(memory, countsAt, size).slice(),
      };
    },
    clear() {
      new Uint32Array(memory, tableAt, 2 << bits).fill(0);
      call.begin(tableAt, bits);
    },
  };
}
