/** Nearest centres by a WebAssembly kernel, where there is one to be had. */

import { instantiateKernel, type Kernel, MemoryLayout } from '../kernels/instantiate.js';
import { MODULE } from '../kernels/wasm/assign.js';
import { type Assigner, PlainAssigner } from './assign.js';
import { DIMENSIONS } from './colour-space.js';
import { fillLists, listShape } from './neighbours.js';

/** See `kernels/assembly/assign.ts`. */
interface Functions {
  setPoints(coordinates: number, labels: number, upper: number, lower: number): void;
  setCentres(k: number, centres: number, axes: number, previous: number, moves: number): void;
  setLists(ids: number, distances: number, halfGaps: number, marks: number, stride: number, length: number): void;
  beginAssignment(): void;
  assignFresh(from: number, to: number, isBlank: boolean): void;
  assignMoved(from: number, to: number): number;
}

/** Points that a call to the kernel labels: an engine puts faster code to use from the next call on. */
const PIECE = 4096;

/**
 * @param coordinates - `n * 4`, not to be changed
 * @param k - number of centres, 1..4096
 * @param hints - a likely label of each point, each below k, to start the search at; copied
 * @returns the kernel, or else its reference
 */
export function makeAssigner(coordinates: Float64Array, k: number, hints?: Uint16Array): Assigner {
  const addresses = layOut(coordinates.length / DIMENSIONS, k);
  const kernel = instantiateKernel<Functions>(MODULE, addresses.end);
  if (kernel === undefined) return new PlainAssigner(coordinates, k, hints);
  return new KernelAssigner(kernel, addresses, coordinates, k, hints);
}

type Addresses = ReturnType<typeof layOut>;

function layOut(count: number, k: number) {
  const layout = new MemoryLayout();
  const entries = k * listShape(k).stride;
  return {
    centres: layout.reserve(8 * DIMENSIONS * k),
    axes: layout.reserve(8 * DIMENSIONS * (k + 1)),
    previous: layout.reserve(8 * DIMENSIONS * k),
    moves: layout.reserve(8 * k),
    ids: layout.reserve(2 * entries),
    distances: layout.reserve(8 * entries),
    halfGaps: layout.reserve(8 * k),
    marks: layout.reserve(4 * k),
    labels: layout.reserve(2 * count),
    upper: layout.reserve(8 * count),
    lower: layout.reserve(8 * count),
    coordinates: layout.reserve(8 * DIMENSIONS * count),
    end: layout.bytes,
  };
}

class KernelAssigner implements Assigner {
  readonly labels: Uint16Array;
  readonly upper: Float64Array;
  readonly lower: Float64Array;
  readonly #call: Functions;
  readonly #centres: Float64Array;
  /** Whether there are no bounds to rely on. */
  #fresh = true;
  /** Whether the labels say nothing yet. */
  #blank: boolean;

  constructor(
    { call, memory }: Kernel<Functions>,
    addresses: Addresses,
    coordinates: Float64Array,
    k: number,
    hints?: Uint16Array,
  ) {
    const { ids, distances, halfGaps, marks } = addresses;
    const count = coordinates.length / DIMENSIONS;
    const shape = listShape(k);
    this.#call = call;
    this.#blank = hints === undefined;
    this.labels = new Uint16Array(memory, addresses.labels, count);
    this.upper = new Float64Array(memory, addresses.upper, count);
    this.lower = new Float64Array(memory, addresses.lower, count);
    this.#centres = new Float64Array(memory, addresses.centres, k * DIMENSIONS);
    if (hints) this.labels.set(hints);
    new Float64Array(memory, addresses.coordinates, coordinates.length).set(coordinates);
    new Float64Array(memory, halfGaps, k).fill(Number.POSITIVE_INFINITY);
    fillLists(new Uint16Array(memory, ids, k * shape.stride), k, shape);
    call.setPoints(addresses.coordinates, addresses.labels, addresses.upper, addresses.lower);
    call.setCentres(k, addresses.centres, addresses.axes, addresses.previous, addresses.moves);
    call.setLists(ids, distances, halfGaps, marks, shape.stride, shape.length);
  }

  forget(): void {
    this.#fresh = true;
  }

  assign(centres: Float64Array): number {
    this.#centres.set(centres);
    this.#call.beginAssignment();
    const count = this.labels.length;
    let changed = this.#fresh ? count : 0;
    for (let from = 0; from < count; from += PIECE) {
      const to = Math.min(from + PIECE, count);
      if (this.#fresh) this.#call.assignFresh(from, to, this.#blank);
      else changed += this.#call.assignMoved(from, to);
    }
    this.#fresh = false;
    this.#blank = false;
    return changed;
  }
}
