/** For every centre the list of the centres nearest to it, in order, in TypeScript. */

import { fillLists, type ListShape, listShape } from '../../../../src/encode/kmeans/assign.js';
import { DIMENSIONS } from '../../../../src/wasm/constants.js';

/** Sorted lists of nearest centres. */
export class NeighbourLists implements ListShape {
  readonly stride: number;
  readonly length: number;
  /** Whether the lists hold all other centres. */
  readonly complete: boolean;
  /** Centre numbers, nearest first. */
  readonly ids: Uint16Array;
  /** Their distances, not squared. */
  readonly distances: Float64Array;
  /** Half the distance of each centre to the nearest other. A point that is closer belongs to the centre. */
  readonly halfGaps: Float64Array;
  readonly #k: number;
  /** The list to which a centre was last added. */
  readonly #marks: Int32Array;

  /** @param k - number of centres, 1..4096 */
  constructor(k: number) {
    this.#k = k;
    const shape = listShape(k);
    this.length = shape.length;
    this.stride = shape.stride;
    this.complete = this.length === k - 1;
    this.ids = new Uint16Array(k * this.stride);
    this.distances = new Float64Array(k * this.stride);
    this.halfGaps = new Float64Array(k).fill(Number.POSITIVE_INFINITY);
    this.#marks = new Int32Array(k);
    fillLists(this.ids, k, shape);
  }

  /** Makes the lists again for these `k * 4` centres. Starts from the old order, which hardly changes while centres settle. */
  rebuild(centres: Float64Array): void {
    if (this.length === 0) return;
    this.#marks.fill(-1);
    for (let a = 0; a < this.#k; a++) {
      this.#resort(centres, a);
      if (!this.complete) this.#admit(centres, a);
      const end = a * this.stride + this.length;
      for (let i = a * this.stride; i < end; i++) this.distances[i] = Math.sqrt(this.distances[i]);
      this.halfGaps[a] = this.distances[a * this.stride] * 0.5;
    }
  }

  /** Sorts the members of list `a` by their squared distances, by insertion. */
  #resort(centres: Float64Array, a: number): void {
    const { ids, distances } = this;
    const start = a * this.stride;
    const end = start + this.length;
    for (let i = start; i < end; i++) {
      const id = ids[i];
      const squared = between(centres, a, id);
      this.#marks[id] = a;
      let to = i;
      for (; to > start && distances[to - 1] > squared; to--) {
        distances[to] = distances[to - 1];
        ids[to] = ids[to - 1];
      }
      distances[to] = squared;
      ids[to] = id;
    }
  }

  /** Puts centres that aren't in list `a` in the place of farther ones that are. */
  #admit(centres: Float64Array, a: number): void {
    const { ids, distances } = this;
    const marks = this.#marks;
    const start = a * this.stride;
    const last = start + this.length - 1;
    const at = a * DIMENSIONS;
    const ax = centres[at];
    const ay = centres[at + 1];
    const az = centres[at + 2];
    const aw = centres[at + 3];
    let limit = distances[last];
    for (let id = 0, from = 0; id < this.#k; id++, from += DIMENSIONS) {
      const x = centres[from] - ax;
      const y = centres[from + 1] - ay;
      const z = centres[from + 2] - az;
      const w = centres[from + 3] - aw;
      const squared = x * x + y * y + z * z + w * w;
      if (squared >= limit || id === a || marks[id] === a) continue;
      let to = last;
      for (; to > start && distances[to - 1] > squared; to--) {
        distances[to] = distances[to - 1];
        ids[to] = ids[to - 1];
      }
      distances[to] = squared;
      ids[to] = id;
      limit = distances[last];
    }
  }
}

function between(centres: Float64Array, a: number, b: number): number {
  const x = centres[a * 4] - centres[b * 4];
  const y = centres[a * 4 + 1] - centres[b * 4 + 1];
  const z = centres[a * 4 + 2] - centres[b * 4 + 2];
  const w = centres[a * 4 + 3] - centres[b * 4 + 3];
  return x * x + y * y + z * z + w * w;
}
