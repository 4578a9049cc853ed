/** Nearest entries by a WebAssembly kernel, if one is available. */

import { CACHE_BITS, GROUP } from '../../wasm/constants.js';
import { instantiateKernel, type Kernel, MemoryLayout } from '../../wasm/kernel.js';
import { type Exports, MODULE } from '../../wasm/modules/nearest.js';
import { DIMENSIONS } from './colour-space.js';
import { BOX_FIELDS, type NearestTree, STACK_SIZE } from './nearest-tree.js';

/** Labels the pixels `start .. end - 1`; see `NearestSearch.mapRun`. */
export type MapRun = (
  colours: Uint32Array,
  start: number,
  end: number,
  labels: Uint8Array | Uint16Array,
  to: number,
) => number;

/** Finds a point's nearest entry; see `NearestSearch.findPoint`. */
export type FindPoint = (x: number, y: number, z: number, w: number) => number;

/** For an opaque palette up to this size, comparing all entries is as quick as searching a tree. */
const MAX_COMPARED = 512;
/** Pixels that a call to the kernel labels. */
const PIECE = 4096;
/** Up to this number of pixels is copied one by one, since creating views costs more. */
const FEW = 32;

/**
 * A kernel that labels colours.
 *
 * @param palette - `k * 4` bytes R, G, B, A
 * @param opaque - whether alpha counts as 255 everywhere
 * @param tree - returns the tree of the palette; called only if the kernel needs it
 * @returns undefined if there is no kernel
 */
export function openMapKernel(palette: Uint8Array, opaque: boolean, tree: () => NearestTree): MapRun | undefined {
  return opaque && palette.length <= 4 * MAX_COMPARED ? openComparing(palette) : openTreeMap(tree(), opaque);
}

/** A kernel that finds points; undefined if there is none. */
export function openFindKernel(tree: NearestTree): FindPoint | undefined {
  const layout = new MemoryLayout();
  const addresses = reserveTree(layout, tree);
  const kernel = instantiateKernel(MODULE, layout.bytes);
  if (kernel === undefined) return undefined;
  layOutTree(kernel, addresses, tree);
  return kernel.call.findPoint;
}

function openComparing(palette: Uint8Array): MapRun | undefined {
  const groups = Math.ceil(palette.length / 4 / GROUP);
  const layout = new MemoryLayout();
  const piece = reservePiece(layout);
  const entriesAt = layout.reserve(8 * GROUP * groups);
  const cacheAt = layout.reserve(8 << CACHE_BITS);
  const kernel = instantiateKernel(MODULE, layout.bytes);
  if (kernel === undefined) return undefined;
  const { call, memory } = kernel;
  layOutEntries(palette, new Int16Array(memory, entriesAt, 4 * GROUP * groups));
  return mapPieces(memory, piece, (count) =>
    call.mapColours(piece.colours, count, piece.labels, entriesAt, groups, cacheAt),
  );
}

function openTreeMap(tree: NearestTree, opaque: boolean): MapRun | undefined {
  const layout = new MemoryLayout();
  const piece = reservePiece(layout);
  const addresses = reserveTree(layout, tree);
  const cacheAt = layout.reserve(16 << CACHE_BITS);
  const kernel = instantiateKernel(MODULE, layout.bytes);
  if (kernel === undefined) return undefined;
  const { call, memory } = kernel;
  layOutTree(kernel, addresses, tree);
  return mapPieces(memory, piece, (count) =>
    call.mapColoursByTree(piece.colours, count, piece.labels, opaque, cacheAt),
  );
}

type PieceAddresses = ReturnType<typeof reservePiece>;

function reservePiece(layout: MemoryLayout) {
  return { colours: layout.reserve(4 * PIECE), labels: layout.reserve(2 * PIECE) };
}

/** @param map - labels this number of colours, and returns the sum of their errors */
function mapPieces(memory: ArrayBuffer, addresses: PieceAddresses, map: (count: number) => number): MapRun {
  const input = new Uint32Array(memory, addresses.colours, PIECE);
  const output = new Uint16Array(memory, addresses.labels, PIECE);
  return (colours, start, end, labels, to) => {
    let error = 0;
    for (let from = start; from < end; from += PIECE) {
      const count = Math.min(PIECE, end - from);
      const out = to + from - start;
      if (count <= FEW) for (let i = 0; i < count; i++) input[i] = colours[from + i];
      else input.set(colours.subarray(from, from + count));
      error += map(count);
      if (count <= FEW) for (let i = 0; i < count; i++) labels[out + i] = output[i];
      else labels.set(output.subarray(0, count), out);
    }
    return error;
  };
}

/** For each group: red and green of its entries, then blue and 0. Missing entries repeat the last one, which never wins. */
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

type TreeAddresses = ReturnType<typeof reserveTree>;

function reserveTree(layout: MemoryLayout, { leaves, ids }: NearestTree) {
  // A leaf with an odd number of entries needs one more pair.
  const pairs = (ids.length + leaves) >> 1;
  return {
    boxes: layout.reserve(2 * 8 * BOX_FIELDS * leaves),
    starts: layout.reserve(2 * (leaves + 1)),
    pairs: layout.reserve(2 * 8 * DIMENSIONS * pairs),
    ids: layout.reserve(2 * 2 * pairs),
    waiting: layout.reserve(16 * STACK_SIZE),
    pairCount: pairs,
  };
}

function layOutTree({ call, memory }: Kernel<Exports>, addresses: TreeAddresses, tree: NearestTree): void {
  const { leaves } = tree;
  const boxes = new Float64Array(memory, addresses.boxes, 2 * BOX_FIELDS * leaves);
  for (let node = 2; node < 2 * leaves; node++) {
    for (let field = 0; field < BOX_FIELDS; field++) {
      const [axis, end] = [field % DIMENSIONS, Math.floor(field / DIMENSIONS)];
      boxes[(node >> 1) * 2 * BOX_FIELDS + 4 * axis + 2 * end + (node & 1)] = tree.boxes[node * BOX_FIELDS + field];
    }
  }
  const starts = new Uint16Array(memory, addresses.starts, leaves + 1);
  const pairs = new Float64Array(memory, addresses.pairs, 2 * DIMENSIONS * addresses.pairCount);
  pairs.fill(Number.POSITIVE_INFINITY);
  const ids = new Uint16Array(memory, addresses.ids, 2 * addresses.pairCount);
  let slot = 0;
  for (let leaf = 0; leaf < leaves; leaf++) {
    slot += slot & 1;
    starts[leaf] = slot >> 1;
    for (let i = tree.starts[leaf]; i < tree.starts[leaf + 1]; i++, slot++) {
      ids[slot] = tree.ids[i];
      const at = (slot >> 1) * 2 * DIMENSIONS + (slot & 1);
      for (let d = 0; d < DIMENSIONS; d++) pairs[at + 2 * d] = tree.points[i * DIMENSIONS + d];
    }
  }
  starts[leaves] = (slot + 1) >> 1;
  call.setTree(leaves, addresses.boxes, addresses.starts, addresses.pairs, addresses.ids, addresses.waiting);
}
