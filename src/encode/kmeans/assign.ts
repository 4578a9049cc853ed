/**
 * Finds the nearest centre of every point exactly, but computes few of the distances: the kernel `assign`.
 *
 * The kernel searches with lists that hold, for every centre, the centres nearest to it.
 */

import { instantiateKernel, type Kernel, MemoryLayout } from '../../wasm/kernel.js';
import { type Exports, MODULE } from '../../wasm/modules/assign.js';
import { DIMENSIONS } from './colour-space.js';

/** Labels of a fixed set of points under centres that move. */
export interface Assigner {
  /** The label of each point, as of the last {@link assign}. */
  readonly labels: Uint16Array;
  /** At least the distance of each point to its centre; exact for a point that was searched. */
  readonly upper: Float64Array;
  /** At most the distance of each point to any other centre. */
  readonly lower: Float64Array;

  /** Drops all bounds. The next {@link assign} searches every point; `upper` and `lower` are exact after it. */
  forget(): void;

  /**
   * Labels every point with its nearest centre.
   *
   * @param centres - `k * 4` coordinates
   * @returns how many labels changed; all of them the first time and after {@link forget}
   */
  assign(centres: Float64Array): number;
}

/** Length of the longest list. A search that exhausts its list scans all centres, which is rare. */
const MAX_LENGTH = 32;
/** The same for more than this number of centres, since a scan of them takes long. */
const MANY_CENTRES = 1024;
const MAX_LENGTH_OF_MANY = 64;

/** How lists of nearest centres are stored. */
export interface ListShape {
  /** List `a` starts at `a * stride`; odd, so that the lists spread over the cache. */
  readonly stride: number;
  /** Entries of each list. */
  readonly length: number;
}

export function listShape(k: number): ListShape {
  const length = Math.min(k - 1, k > MANY_CENTRES ? MAX_LENGTH_OF_MANY : MAX_LENGTH);
  return { length, stride: length | 1 };
}

/** Fills lists with any other centres, as an initial order. */
export function fillLists(ids: Uint16Array, k: number, { stride, length }: ListShape): void {
  for (let a = 0; a < k; a++) {
    for (let i = 0; i < length; i++) ids[a * stride + i] = i < a ? i : i + 1;
  }
}

/** Points in a call to the kernel. An engine switches to faster code only between calls. */
const PIECE = 4096;

/**
 * @param coordinates - `n * 4`, not to be changed
 * @param k - number of centres, 1..4096
 * @param hints - a likely label of each point, below k, at which the search starts; copied
 */
export function makeAssigner(coordinates: Float64Array, k: number, hints?: Uint16Array): Assigner {
  const addresses = layOut(coordinates.length / DIMENSIONS, k);
  return new KernelAssigner(instantiateKernel(MODULE, addresses.end), addresses, coordinates, k, hints);
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
  readonly #call: Exports;
  readonly #centres: Float64Array;
  /** Whether there are no bounds yet. */
  #fresh = true;
  /** Whether there are no labels yet. */
  #blank: boolean;

  constructor(
    { call, memory }: Kernel<Exports>,
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
