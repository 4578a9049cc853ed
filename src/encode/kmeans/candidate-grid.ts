/**
 * Exact nearest-entry search: space cut into boxes, each with the palette entries nearest to its middle, in order.
 *
 * A point at distance `r` from the middle of its box is at least `g - r` from an entry at distance `g` from it, so once that
 * is beyond the best so far, so are all further entries of the list. Lists are short and made when asked for often enough:
 * a coarse box sieves out the entries that can't be nearest to any point in it, boxes inside it sieve the others again, and
 * the smallest choose among what is left.
 * The memory for lists is bounded; when it is used up they are all forgotten, and made again as needed.
 *
 * @see Heckbert 1982, Color image quantization for frame buffer display (locally sorted search)
 */

import { DIMENSIONS } from './colour-space.js';

/** A box of the next coarser tier is 4 boxes a side. */
const TIER_LOG2 = 2;
/** Tiers of boxes, the finest first. */
const TIERS = 3;
/** Look-ups in a box that go by the list it is part of before it gets its own: making one costs as much as a few scans. */
const VISITS = 1;
/** Longest list of a small box. */
const NEAREST = 16;
/** Look-ups of a grid that go by all entries before it takes memory for lists: small pictures have hardly more. */
const FIRST_LOOK_UPS = 1024;
/** Room for all lists together, in entries. */
const MAX_STORE = 1 << 20;
/** Far above the rounding of distances, those of 32 bits included; far below a step of a colour. */
const SLACK = 1e-3;

/** Where the boxes lie on each axis: `origin + cell * size`, for `cell` of 0 .. `cells - 1`. */
interface Frame {
  readonly origin: readonly number[];
  readonly size: readonly number[];
  readonly cells: readonly number[];
}

/** Frames for opaque jobs, with a margin for points that dithering pushes out of 0..255; the second for big palettes. */
const OPAQUE_FRAME: Frame = { origin: [-64, -64, -64, 0], size: [8, 8, 8, 0], cells: [48, 48, 48, 1] };
const FINE_FRAME: Frame = { origin: [-32, -32, -32, 0], size: [4, 4, 4, 0], cells: [80, 80, 80, 1] };
const FINE_FRAME_FROM = 2000;
const ALPHA_FRAME: Frame = { origin: [-160, -160, -160, -32], size: [16, 16, 16, 16], cells: [20, 20, 20, 18] };

/** Nearest-entry search for points anywhere. */
export class CandidateGrid {
  readonly #k: number;
  readonly #centres: Float64Array;
  readonly #frame: Frame;
  /** Look-ups until there are lists. */
  #lookUps: number;
  #tiers: readonly Tier[] = [];
  /** Starts of the finest tier. */
  #fine: Int32Array = new Int32Array(0);
  /** Starts of complete lists of boxes of the finest tier, for points that the nearest entries were not enough for; else 0. */
  #complete: Int32Array = new Int32Array(0);
  /** Lists: a length, then entry numbers. The list of all entries comes first. */
  #store: Uint16Array;
  /** For lists of small boxes, beside each entry its distance from the middle; beside the length, that of the next entry. */
  #distances = new Float32Array(0);
  #used: number;
  readonly #squared: Float64Array;

  /**
   * @param centres - `k * 4` coordinates, k from 1 to 4096; kept
   * @param lookUps - so many are done without lists
   */
  constructor(centres: Float64Array, opaque: boolean, lookUps = FIRST_LOOK_UPS) {
    const k = centres.length / DIMENSIONS;
    this.#k = k;
    this.#centres = centres;
    this.#frame = opaque ? (k < FINE_FRAME_FROM ? OPAQUE_FRAME : FINE_FRAME) : ALPHA_FRAME;
    this.#lookUps = lookUps;
    this.#squared = new Float64Array(k);
    this.#store = new Uint16Array(k + 1);
    this.#store[0] = k;
    for (let id = 0; id < k; id++) this.#store[id + 1] = id;
    this.#used = k + 1;
  }

  /** Index of the entry nearest to a point, ties to the lower index. */
  find(x: number, y: number, z: number, w: number): number {
    if (this.#lookUps > 0) {
      this.#lookUps--;
      return this.#scan(0, x, y, z, w);
    }
    if (this.#fine.length === 0) this.#makeRoom();
    const { origin, size, cells } = this.#frame;
    const cx = Math.floor((x - origin[0]) / size[0]);
    const cy = Math.floor((y - origin[1]) / size[1]);
    const cz = Math.floor((z - origin[2]) / size[2]);
    const cw = size[3] === 0 ? 0 : Math.floor((w - origin[3]) / size[3]);
    const inside = cx >= 0 && cx < cells[0] && cy >= 0 && cy < cells[1] && cz >= 0 && cz < cells[2];
    if (!inside || !(cw >= 0 && cw < cells[3])) return this.#scan(0, x, y, z, w);
    const box = cx + cells[0] * (cy + cells[1] * (cz + cells[2] * cw));
    if (this.#fine[box] <= 0) {
      if (this.#used + TIERS * (this.#k + 1) > this.#store.length) this.#forget();
      const list = this.#listOf(1, cx >> TIER_LOG2, cy >> TIER_LOG2, cz >> TIER_LOG2, cw >> TIER_LOG2);
      if (this.#fine[box]-- > -VISITS) return this.#scan(list, x, y, z, w);
      this.#fine[box] = this.#choose(list, this.#middleOf(0, cx, cy, cz, cw));
    }
    const mx = x - origin[0] - (cx + 0.5) * size[0];
    const my = y - origin[1] - (cy + 0.5) * size[1];
    const mz = z - origin[2] - (cz + 0.5) * size[2];
    const mw = w - origin[3] - (cw + 0.5) * size[3];
    const radius = Math.sqrt(mx * mx + my * my + mz * mz + mw * mw) + SLACK;
    const found = this.#walk(this.#fine[box], radius, x, y, z, w);
    return found >= 0 ? found : this.#scan(this.#completeList(box, cx, cy, cz, cw), x, y, z, w);
  }

  /** Start of a list of all entries that can be nearest to a point of a box of the finest tier. */
  #completeList(box: number, cx: number, cy: number, cz: number, cw: number): number {
    if (this.#complete[box] > 0) return this.#complete[box];
    if (this.#used + TIERS * (this.#k + 1) > this.#store.length) return 0;
    const list = this.#listOf(1, cx >> TIER_LOG2, cy >> TIER_LOG2, cz >> TIER_LOG2, cw >> TIER_LOG2);
    this.#complete[box] = this.#sieve(list, this.#middleOf(0, cx, cy, cz, cw));
    return this.#complete[box];
  }

  /** Takes the memory for lists. */
  #makeRoom(): void {
    this.#tiers = makeTiers(this.#frame.cells);
    this.#fine = this.#tiers[0].starts;
    this.#complete = new Int32Array(this.#fine.length);
    const room = Math.min(MAX_STORE, Math.max(1 << 15, this.#k << 12));
    const all = this.#store;
    this.#store = new Uint16Array(room);
    this.#store.set(all);
    this.#distances = new Float32Array(room);
  }

  /** The nearest entry by a small box's list, for a point at most `radius` from its middle; -1 if the list is too short to tell. */
  #walk(start: number, radius: number, x: number, y: number, z: number, w: number): number {
    const store = this.#store;
    const distances = this.#distances;
    const centres = this.#centres;
    const end = start + store[start];
    let best = 0;
    let bestSquared = Number.POSITIVE_INFINITY;
    let limit = Number.POSITIVE_INFINITY;
    for (let i = start + 1; i <= end; i++) {
      if (distances[i] > limit) return best;
      const id = store[i];
      const at = id * DIMENSIONS;
      const dx = x - centres[at];
      const dy = y - centres[at + 1];
      const dz = z - centres[at + 2];
      const dw = w - centres[at + 3];
      const squared = dx * dx + dy * dy + dz * dz + dw * dw;
      if (squared > bestSquared || (squared === bestSquared && id > best)) continue;
      bestSquared = squared;
      best = id;
      limit = Math.sqrt(squared) + radius;
    }
    return distances[start] > limit ? best : -1;
  }

  /** The nearest entry of a whole list that is in ascending order. */
  #scan(start: number, x: number, y: number, z: number, w: number): number {
    const store = this.#store;
    const centres = this.#centres;
    const end = start + store[start];
    let best = store[start + 1];
    let bestSquared = Number.POSITIVE_INFINITY;
    for (let i = start + 1; i <= end; i++) {
      const at = store[i] * DIMENSIONS;
      const dx = x - centres[at];
      const dy = y - centres[at + 1];
      const dz = z - centres[at + 2];
      const dw = w - centres[at + 3];
      const squared = dx * dx + dy * dy + dz * dz + dw * dw;
      if (squared < bestSquared) {
        bestSquared = squared;
        best = store[i];
      }
    }
    return best;
  }

  /** Start of the list of a box of a coarser tier, or of one that it is part of. */
  #listOf(tier: number, cx: number, cy: number, cz: number, cw: number): number {
    if (tier === TIERS) return 0;
    const { cells, starts } = this.#tiers[tier];
    const box = cx + cells[0] * (cy + cells[1] * (cz + cells[2] * cw));
    if (starts[box] > 0) return starts[box];
    const list = this.#listOf(tier + 1, cx >> TIER_LOG2, cy >> TIER_LOG2, cz >> TIER_LOG2, cw >> TIER_LOG2);
    if (starts[box]-- > -VISITS) return list;
    starts[box] = this.#sieve(list, this.#middleOf(tier, cx, cy, cz, cw));
    return starts[box];
  }

  #forget(): void {
    for (const { starts } of this.#tiers) starts.fill(0);
    this.#complete.fill(0);
    this.#used = this.#k + 1;
  }

  /** Middle of a box, then half the length of its sides. */
  #middleOf(tier: number, cx: number, cy: number, cz: number, cw: number): Float64Array {
    const { origin, size } = this.#frame;
    const steps = 1 << (tier * TIER_LOG2);
    const box = Float64Array.of(cx, cy, cz, cw, 0, 0, 0, 0);
    for (let d = 0; d < DIMENSIONS; d++) {
      const half = (size[d] * steps) / 2;
      box[d] = origin[d] + (2 * box[d] + 1) * half;
      box[d + DIMENSIONS] = half;
    }
    return box;
  }

  /** Lists the entries of another list that can be nearest to a point of a box, in ascending order; returns the start. */
  #sieve(from: number, box: Float64Array): number {
    const store = this.#store;
    const centres = this.#centres;
    const squared = this.#squared;
    const mx = box[0];
    const my = box[1];
    const mz = box[2];
    const mw = box[3];
    const hx = box[4];
    const hy = box[5];
    const hz = box[6];
    const hw = box[7];
    const count = store[from];
    let limit = Number.POSITIVE_INFINITY;
    for (let i = 0; i < count; i++) {
      const at = store[from + 1 + i] * DIMENSIONS;
      const x = Math.abs(centres[at] - mx);
      const y = Math.abs(centres[at + 1] - my);
      const z = Math.abs(centres[at + 2] - mz);
      const w = Math.abs(centres[at + 3] - mw);
      const nx = x > hx ? x - hx : 0;
      const ny = y > hy ? y - hy : 0;
      const nz = z > hz ? z - hz : 0;
      const nw = w > hw ? w - hw : 0;
      squared[i] = nx * nx + ny * ny + nz * nz + nw * nw;
      const far = (x + hx) * (x + hx) + (y + hy) * (y + hy) + (z + hz) * (z + hz) + (w + hw) * (w + hw);
      if (far < limit) limit = far;
    }
    const start = this.#used;
    let end = start + 1;
    for (let i = 0; i < count; i++) if (squared[i] <= limit + SLACK) store[end++] = store[from + 1 + i];
    store[start] = end - start - 1;
    this.#used = end;
    return start;
  }

  /** Lists the entries of another list that are nearest to a box's middle, nearest first; returns where the list starts. */
  #choose(from: number, box: Float64Array): number {
    const store = this.#store;
    const distances = this.#distances;
    const centres = this.#centres;
    const mx = box[0];
    const my = box[1];
    const mz = box[2];
    const mw = box[3];
    const start = this.#used;
    const room = start + NEAREST;
    let last = start;
    let next = Number.POSITIVE_INFINITY;
    for (let i = from + 1; i <= from + store[from]; i++) {
      const at = store[i] * DIMENSIONS;
      const x = centres[at] - mx;
      const y = centres[at + 1] - my;
      const z = centres[at + 2] - mz;
      const w = centres[at + 3] - mw;
      const distance = Math.sqrt(x * x + y * y + z * z + w * w);
      if (last === room) {
        if (distance < next) next = Math.min(next, Math.max(distance, distances[last]));
        if (distance >= distances[last]) continue;
      } else {
        last++;
      }
      let to = last;
      for (; to > start + 1 && distances[to - 1] > distance; to--) {
        distances[to] = distances[to - 1];
        store[to] = store[to - 1];
      }
      distances[to] = distance;
      store[to] = store[i];
    }
    store[start] = last - start;
    distances[start] = next;
    this.#used = last + 1;
    return start;
  }
}

/** The boxes of one size. */
interface Tier {
  /** Boxes along each axis. */
  readonly cells: readonly number[];
  /** Where each box's list starts; where there is none yet, minus the number of look-ups so far. */
  readonly starts: Int32Array;
}

function makeTiers(finest: readonly number[]): Tier[] {
  return Array.from({ length: TIERS }, (_, tier) => {
    const cells = finest.map((count) => Math.ceil(count / (1 << (tier * TIER_LOG2))));
    return { cells, starts: new Int32Array(cells.reduce((product, count) => product * count)) };
  });
}
