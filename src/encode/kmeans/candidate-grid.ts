/**
 * Space cut into small boxes, each with the palette entries that can be nearest to a point inside it.
 *
 * An entry is left out of a box when even its nearest corner is farther than the farthest corner is from some other entry;
 * a handful is left. Lists are made when asked for often enough: a coarse box sieves all entries, its small boxes sieve
 * what is left. The memory for lists is bounded; when it is used up they are all forgotten, and made again as needed.
 *
 * @see Heckbert 1982, Color image quantization for frame buffer display (locally sorted search)
 */

import { DIMENSIONS } from './colour-space.js';

/** A coarse box is 4 small boxes a side. */
const COARSE_LOG2 = 2;
/** Look-ups in a box that go by the list it is part of before it gets its own: making one costs as much as a few scans. */
const VISITS = 3;
/** Entries of all lists together, 2 bytes each. */
const STORE_SIZE = 2 ** 21;
/** Far above rounding errors of squared distances, far below the smallest step of a colour. */
const SLACK = 1e-6;

/** Where the boxes lie on each axis: `origin + cell * size`, for `cell` of 0 .. `cells - 1`. */
interface Frame {
  readonly origin: readonly number[];
  readonly size: readonly number[];
  readonly cells: readonly number[];
}

/** Integer colours, with a margin for points that dithering pushes out of 0..255. */
const OPAQUE_FRAME: Frame = { origin: [-64, -64, -64, 0], size: [8, 8, 8, 0], cells: [48, 48, 48, 1] };
const ALPHA_FRAME: Frame = { origin: [-160, -160, -160, -32], size: [16, 16, 16, 16], cells: [20, 20, 20, 18] };

/** Lists of candidates for points anywhere. */
export class CandidateGrid {
  /** All lists, each its length followed by entry numbers in ascending order. */
  readonly store: Uint16Array;
  readonly #centres: Float64Array;
  readonly #frame: Frame;
  readonly #fine: Lists;
  readonly #coarse: Lists;
  /** First free place of the store; the list of all entries is before it. */
  #used: number;
  /** The box: its centre and half its sides. */
  readonly #middle = new Float64Array(DIMENSIONS);
  readonly #half = new Float64Array(DIMENSIONS);
  readonly #nearest: Float64Array;

  /** @param centres - `k * 4` coordinates, k from 1 to 4096; kept */
  constructor(centres: Float64Array, opaque: boolean) {
    const k = centres.length / DIMENSIONS;
    this.#centres = centres;
    this.#frame = opaque ? OPAQUE_FRAME : ALPHA_FRAME;
    this.#fine = new Lists(this.#frame.cells);
    this.#coarse = new Lists(this.#frame.cells.map((cells) => (cells + 3) >> COARSE_LOG2));
    this.#nearest = new Float64Array(k);
    this.store = new Uint16Array(Math.max(STORE_SIZE / 2 ** 4, Math.min(STORE_SIZE, k * 2 ** 13)));
    this.store[0] = k;
    for (let id = 0; id < k; id++) this.store[id + 1] = id;
    this.#used = k + 1;
  }

  /** Where the list for a point starts in {@link store}; valid until the next call. */
  listFor(x: number, y: number, z: number, w: number): number {
    const { origin, size, cells } = this.#frame;
    const cx = Math.floor((x - origin[0]) / size[0]);
    const cy = Math.floor((y - origin[1]) / size[1]);
    const cz = Math.floor((z - origin[2]) / size[2]);
    const cw = size[3] === 0 ? 0 : Math.floor((w - origin[3]) / size[3]);
    const inside = cx >= 0 && cx < cells[0] && cy >= 0 && cy < cells[1] && cz >= 0 && cz < cells[2];
    if (!inside || !(cw >= 0 && cw < cells[3])) return 0;
    return this.#listOf(cx, cy, cz, cw);
  }

  /** {@link listFor} a colour of an opaque job. */
  listForRgb(red: number, green: number, blue: number): number {
    const cell = (red >> 3) + 8 + ((green >> 3) + 8) * 48 + ((blue >> 3) + 8) * 2304;
    const known = this.#fine.starts[cell];
    return known > 0 ? known : this.#listOf((red >> 3) + 8, (green >> 3) + 8, (blue >> 3) + 8, 0);
  }

  #listOf(cx: number, cy: number, cz: number, cw: number): number {
    const fine = this.#fine.indexOf(cx, cy, cz, cw);
    const known = this.#fine.starts[fine];
    if (known > 0) return known;
    const outer = this.#coarseListOf(cx >> COARSE_LOG2, cy >> COARSE_LOG2, cz >> COARSE_LOG2, cw >> COARSE_LOG2);
    if (this.#fine.starts[fine]-- > -VISITS) return outer;
    this.#placeBox(cx, cy, cz, cw, 1);
    const start = this.#sieve(outer);
    this.#fine.starts[fine] = start;
    return start;
  }

  #coarseListOf(cx: number, cy: number, cz: number, cw: number): number {
    const coarse = this.#coarse.indexOf(cx, cy, cz, cw);
    if (this.#used + 2 * (this.store[0] + 1) > this.store.length) this.#forget();
    const known = this.#coarse.starts[coarse];
    if (known > 0) return known;
    if (this.#coarse.starts[coarse]-- > -VISITS) return 0;
    this.#placeBox(cx, cy, cz, cw, 1 << COARSE_LOG2);
    const start = this.#sieve(0);
    this.#coarse.starts[coarse] = start;
    return start;
  }

  #forget(): void {
    this.#fine.starts.fill(0);
    this.#coarse.starts.fill(0);
    this.#used = this.store[0] + 1;
  }

  /** Sets the box to a cell that is `steps` small boxes a side. */
  #placeBox(cx: number, cy: number, cz: number, cw: number, steps: number): void {
    const { origin, size } = this.#frame;
    const cell = [cx, cy, cz, cw];
    for (let d = 0; d < DIMENSIONS; d++) {
      const half = (size[d] * steps) / 2;
      this.#middle[d] = origin[d] + cell[d] * size[d] * steps + half;
      this.#half[d] = half;
    }
  }

  /** Copies what a list has that can be nearest to a point of the box; returns where the new list starts. */
  #sieve(from: number): number {
    const { store } = this;
    const count = store[from];
    const limit = this.#measure(from, count) + SLACK;
    const nearest = this.#nearest;
    const start = this.#used;
    let end = start + 1;
    for (let i = 0; i < count; i++) if (nearest[i] <= limit) store[end++] = store[from + 1 + i];
    store[start] = end - start - 1;
    this.#used = end;
    return start;
  }

  /** Notes each entry's least squared distance to a point of the box; returns the least of their largest. */
  #measure(from: number, count: number): number {
    const { store } = this;
    const nearest = this.#nearest;
    const centres = this.#centres;
    const [mx, my, mz, mw] = this.#middle;
    const [hx, hy, hz, hw] = this.#half;
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
      nearest[i] = nx * nx + ny * ny + nz * nz + nw * nw;
      const far = (x + hx) * (x + hx) + (y + hy) * (y + hy) + (z + hz) * (z + hz) + (w + hw) * (w + hw);
      if (far < limit) limit = far;
    }
    return limit;
  }
}

/** Start of the list of each cell; where there is none yet, minus the number of look-ups so far. */
class Lists {
  readonly starts: Int32Array;
  readonly #cells: readonly number[];

  constructor(cells: readonly number[]) {
    this.#cells = cells;
    this.starts = new Int32Array(cells[0] * cells[1] * cells[2] * cells[3]);
  }

  indexOf(x: number, y: number, z: number, w: number): number {
    const cells = this.#cells;
    return x + cells[0] * (y + cells[1] * (z + cells[2] * w));
  }
}
