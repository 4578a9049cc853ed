/**
 * Coarse colour cells, each with its count and the exact sum of its colours, so that a cell stands for their mean.
 *
 * A cell is the set of colours that agree in the top `bits` bits of every channel. Sums are integers below 2^53, so the
 * order in which colours arrive changes nothing.
 */

/** Numbers kept for each cell: its count, then the sums of red, green and blue times alpha, then of alpha. */
const FIELDS = 5;
const HASH_FACTOR = 0x9e3779b1;

/** The content of a table. */
export interface Cells {
  /** Packed colours at the cells' low corners, ascending. */
  readonly corners: Uint32Array;
  /** Pixels of each cell. */
  readonly counts: Float64Array;
  /** Four sums a cell: red, green, blue times alpha, then alpha. */
  readonly sums: Float64Array;
  /** The position of each entry of the table in these lists, by entry number. */
  readonly places: Uint32Array;
}

/** A growing map from cell to sums. */
export class CellTable {
  /** Bits of each channel that tell cells apart, 1..8. */
  readonly bits: number;
  readonly #mask: number;
  /** Entry number + 1 of each hash slot, 0 where free. */
  #slots = new Uint32Array(1 << 12);
  /** Unused bits of a hash: 32 less the logarithm of the number of slots. */
  #shift = 20;
  #keys = new Uint32Array(1 << 11);
  #sums = new Float64Array(FIELDS << 11);
  #size = 0;

  /** @param expected - the approximate number of cells, if known: room for them is made at once */
  constructor(bits: number, expected = 0) {
    this.bits = bits;
    for (; this.#keys.length < expected; this.#shift--) {
      this.#keys = new Uint32Array(this.#keys.length * 2);
      this.#slots = new Uint32Array(this.#slots.length * 2);
      this.#sums = new Float64Array(this.#sums.length * 2);
    }
    this.#mask = maskOf(bits);
  }

  /** Cells in use. */
  get size(): number {
    return this.#size;
  }

  /**
   * Adds exact colours. One loop with all state in locals, since a large histogram spends most of its coarsening here.
   *
   * @param entries - out, the number of each colour's entry
   */
  addColours(colours: Uint32Array, counts: Float64Array, entries: Uint32Array): void {
    let previous = 0;
    let entry = -1;
    let sums = this.#sums;
    const mask = this.#mask;
    for (let i = 0; i < colours.length; i++) {
      const colour = colours[i];
      const key = (colour & mask) >>> 0;
      if (key !== previous || entry < 0) {
        entry = this.#entry(key);
        previous = key;
        sums = this.#sums;
      }
      const count = counts[i];
      const weight = count * (colour >>> 24);
      const at = entry * FIELDS;
      sums[at] += count;
      sums[at + 1] += (colour & 255) * weight;
      sums[at + 2] += ((colour >>> 8) & 255) * weight;
      sums[at + 3] += ((colour >>> 16) & 255) * weight;
      sums[at + 4] += weight;
      entries[i] = entry;
    }
  }

  /** Adds `count` pixels of a finer cell with its four sums at `from[start ..]`; returns the number of the entry. */
  addSums(corner: number, count: number, from: Float64Array, start: number): number {
    const entry = this.#entry(corner);
    const at = entry * FIELDS;
    const sums = this.#sums;
    sums[at] += count;
    for (let f = 0; f < 4; f++) sums[at + 1 + f] += from[start + f];
    return entry;
  }

  /** Adds every cell of a finer table. */
  addTable(finer: CellTable): void {
    for (let i = 0; i < finer.#size; i++) {
      const at = i * FIELDS;
      this.addSums(finer.#keys[i], finer.#sums[at], finer.#sums, at + 1);
    }
  }

  /** Corners of the cells in use, in no particular order; valid until a cell is added. */
  get corners(): Uint32Array {
    return this.#keys.subarray(0, this.#size);
  }

  /** The cells in use in ascending order of their low corners. */
  finish(): Cells {
    const corners = this.#keys.slice(0, this.#size).sort();
    const counts = new Float64Array(this.#size);
    const sums = new Float64Array(this.#size * 4);
    const places = new Uint32Array(this.#size);
    const from = this.#sums;
    for (let i = 0, to = 0; i < corners.length; i++, to += 4) {
      const entry = this.#entry(corners[i]);
      const at = entry * FIELDS;
      places[entry] = i;
      counts[i] = from[at];
      sums[to] = from[at + 1];
      sums[to + 1] = from[at + 2];
      sums[to + 2] = from[at + 3];
      sums[to + 3] = from[at + 4];
    }
    return { corners, counts, sums, places };
  }

  /** Number of the cell's entry, made if the cell is new. */
  #entry(colour: number): number {
    const key = (colour & this.#mask) >>> 0;
    const slots = this.#slots;
    const keys = this.#keys;
    const last = slots.length - 1;
    let slot = Math.imul(key, HASH_FACTOR) >>> this.#shift;
    let entry = slots[slot];
    while (entry !== 0 && keys[entry - 1] !== key) {
      slot = (slot + 1) & last;
      entry = slots[slot];
    }
    if (entry !== 0) return entry - 1;
    if (this.#size === keys.length) {
      this.#grow();
      return this.#entry(key);
    }
    keys[this.#size] = key;
    slots[slot] = ++this.#size;
    return this.#size - 1;
  }

  #grow(): void {
    const keys = new Uint32Array(this.#keys.length * 2);
    const sums = new Float64Array(this.#sums.length * 2);
    keys.set(this.#keys);
    sums.set(this.#sums);
    this.#keys = keys;
    this.#sums = sums;
    this.#slots = new Uint32Array(keys.length * 2);
    this.#shift--;
    const last = this.#slots.length - 1;
    for (let i = 0; i < this.#size; i++) {
      let slot = Math.imul(keys[i], HASH_FACTOR) >>> this.#shift;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & last;
      this.#slots[slot] = i + 1;
    }
  }
}

/** Counts the distinct cells of a resolution, with one bit for each possible cell. */
export class CellCount {
  readonly #bits: number;
  readonly #seen: Uint32Array;
  /** Distinct cells so far. */
  size = 0;

  /** @param bits - of each channel that tell cells apart, 1..6 */
  constructor(bits: number) {
    this.#bits = bits;
    this.#seen = new Uint32Array(Math.max(1, 1 << (4 * bits - 5)));
  }

  /** Counts the cells of colours, until there are more than `limit` in all. */
  add(colours: Uint32Array, limit: number): void {
    const bits = this.#bits;
    const seen = this.#seen;
    const drop = 8 - bits;
    const mask = (1 << bits) - 1;
    let size = this.size;
    for (let i = 0; i < colours.length && size <= limit; i++) {
      const colour = colours[i] >>> drop;
      const high = ((colour >>> 24) << bits) | ((colour >>> 16) & mask);
      const cell = (((high << bits) | ((colour >>> 8) & mask)) << bits) | (colour & mask);
      const bit = 1 << (cell & 31);
      if ((seen[cell >>> 5] & bit) !== 0) continue;
      seen[cell >>> 5] |= bit;
      size++;
    }
    this.size = size;
  }
}

/** The top `bits` bits of each channel. */
function maskOf(bits: number): number {
  return Math.imul((0xff << (8 - bits)) & 0xff, 0x01010101) >>> 0;
}
