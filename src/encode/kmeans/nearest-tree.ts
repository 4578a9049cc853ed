/**
 * Exact nearest-entry search: a tree of boxes around palette entries.
 *
 * A point is no nearer to an entry than to a box around it. So boxes that are farther than the best entry so far are skipped.
 * Neighbouring pixels are alike, so the search begins with the entry found last. It visits nearer boxes first. The cost of a
 * search grows with the logarithm of the palette's size, whatever the picture, and the only memory is the tree. Lists of
 * entries around colour cells take three times as long for pictures whose pixels all differ, since most pixels need a new
 * list.
 *
 * Distances to boxes sum the same terms in the same order as distances to entries. Rounding preserves order, so the distance
 * to a box is never above that of an entry inside, and no tolerance is needed.
 *
 * @see Friedman, Bentley and Finkel 1977, An algorithm for finding best matches in logarithmic expected time
 */

import { DIMENSIONS } from './colour-space.js';

/** Maximum entries of a leaf. */
const LEAF_ENTRIES = 16;
/** Numbers kept for a box: its least coordinates, then its greatest. */
export const BOX_FIELDS = 2 * DIMENSIONS;
/** Boxes that wait for a visit: at most one for each level of the tree, which has at most 4096 entries. */
export const STACK_SIZE = 16;

/** Nearest-entry search for points anywhere. */
export class NearestTree {
  /** Entry numbers; those of a leaf are adjacent. */
  readonly ids: Uint16Array;
  /** The entries' coordinates in that order. */
  readonly points: Float64Array;
  /** The box of each node; node `n` has the children `2 * n` and `2 * n + 1`, and the root is 1. */
  readonly boxes: Float64Array;
  /** The number of the first leaf, and also the number of leaves. */
  readonly leaves: number;
  /** The start of each leaf's entries, and the end of the last one's. */
  readonly starts: Uint16Array;
  readonly #waiting = new Uint16Array(STACK_SIZE);
  readonly #waitingSquared = new Float64Array(STACK_SIZE);
  /** Position in the ids of the entry found last. */
  #last = 0;

  /** @param centres - `k * 4` coordinates, k from 1 to 4096 */
  constructor(centres: Float64Array) {
    const k = centres.length / DIMENSIONS;
    let leaves = 1;
    while (leaves * LEAF_ENTRIES < k) leaves *= 2;
    this.leaves = leaves;
    this.ids = Uint16Array.from({ length: k }, (_, id) => id);
    this.boxes = new Float64Array(2 * leaves * BOX_FIELDS);
    this.starts = new Uint16Array(leaves + 1);
    this.starts[leaves] = k;
    this.#divide(centres, 1, 0, k);
    this.points = new Float64Array(centres.length);
    this.ids.forEach((id, at) => {
      this.points.set(centres.subarray(id * DIMENSIONS, (id + 1) * DIMENSIONS), at * DIMENSIONS);
    });
  }

  /** Index of the entry nearest to a point, ties to the lower index. */
  find(x: number, y: number, z: number, w: number): number {
    const boxes = this.boxes;
    const waiting = this.#waiting;
    const waitingSquared = this.#waitingSquared;
    const leaves = this.leaves;
    const points = this.points;
    const ids = this.ids;
    const starts = this.starts;
    let best = this.#last;
    let bestSquared = squaredTo(points, best * DIMENSIONS, x, y, z, w);
    let size = 0;
    let node = 1;
    while (node > 0) {
      while (node < leaves) {
        const left = squaredToBox(boxes, 2 * node * BOX_FIELDS, x, y, z, w);
        const right = squaredToBox(boxes, (2 * node + 1) * BOX_FIELDS, x, y, z, w);
        const isRightNearer = right < left;
        const far = isRightNearer ? left : right;
        const near = isRightNearer ? right : left;
        if (far <= bestSquared) {
          waiting[size] = 2 * node + (isRightNearer ? 0 : 1);
          waitingSquared[size++] = far;
        }
        node = near <= bestSquared ? 2 * node + (isRightNearer ? 1 : 0) : 0;
        if (node === 0) break;
      }
      if (node !== 0) {
        const end = starts[node - leaves + 1];
        for (let i = starts[node - leaves]; i < end; i++) {
          const squared = squaredTo(points, i * DIMENSIONS, x, y, z, w);
          if (squared > bestSquared || (squared === bestSquared && ids[i] >= ids[best])) continue;
          bestSquared = squared;
          best = i;
        }
      }
      node = 0;
      while (size > 0 && node === 0) if (waitingSquared[--size] <= bestSquared) node = waiting[size];
    }
    this.#last = best;
    return ids[best];
  }

  /** Puts a box around the entries `start .. end - 1`, and divides them between a node's children. */
  #divide(centres: Float64Array, node: number, start: number, end: number): void {
    const axis = this.#encloses(centres, node, start, end);
    if (node >= this.leaves) {
      this.starts[node - this.leaves] = start;
      return;
    }
    const at = (id: number) => centres[id * DIMENSIONS + axis];
    this.ids.subarray(start, end).sort((a, b) => at(a) - at(b));
    const middle = (start + end) >>> 1;
    this.#divide(centres, 2 * node, start, middle);
    this.#divide(centres, 2 * node + 1, middle, end);
  }

  /** Puts a box around one or more entries; returns the axis along which it is longest. */
  #encloses(centres: Float64Array, node: number, start: number, end: number): number {
    const box = this.boxes.subarray(node * BOX_FIELDS, (node + 1) * BOX_FIELDS);
    let longest = 0;
    for (let d = 0; d < DIMENSIONS; d++) {
      let least = Number.POSITIVE_INFINITY;
      let greatest = Number.NEGATIVE_INFINITY;
      for (let i = start; i < end; i++) {
        const coordinate = centres[this.ids[i] * DIMENSIONS + d];
        if (coordinate < least) least = coordinate;
        if (coordinate > greatest) greatest = coordinate;
      }
      box[d] = least;
      box[d + DIMENSIONS] = greatest;
      if (greatest - least > box[longest + DIMENSIONS] - box[longest]) longest = d;
    }
    return longest;
  }
}

function squaredTo(points: Float64Array, at: number, x: number, y: number, z: number, w: number): number {
  const dx = x - points[at];
  const dy = y - points[at + 1];
  const dz = z - points[at + 2];
  const dw = w - points[at + 3];
  return dx * dx + dy * dy + dz * dz + dw * dw;
}

/** Squared distance to the nearest point of a box; 0 inside. */
function squaredToBox(boxes: Float64Array, at: number, x: number, y: number, z: number, w: number): number {
  const dx = x < boxes[at] ? boxes[at] - x : x > boxes[at + 4] ? x - boxes[at + 4] : 0;
  const dy = y < boxes[at + 1] ? boxes[at + 1] - y : y > boxes[at + 5] ? y - boxes[at + 5] : 0;
  const dz = z < boxes[at + 2] ? boxes[at + 2] - z : z > boxes[at + 6] ? z - boxes[at + 6] : 0;
  const dw = w < boxes[at + 3] ? boxes[at + 3] - w : w > boxes[at + 7] ? w - boxes[at + 7] : 0;
  return dx * dx + dy * dy + dz * dz + dw * dw;
}
