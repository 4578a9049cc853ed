/**
 * Counts of packed colours: an open-addressing hash table that grows. It is the inner loop of every histogram.
 *
 * Key and count are adjacent in one array, so that a look-up touches one cache line. A count of 0 marks a free slot.
 */

import { HASH_FACTOR } from '../../wasm/constants.js';

/** Initial slots, as a power of two. Growing takes little time for a large picture, and a small table is quick to list. */
const FIRST_BITS = 10;

/** Distinct colours in ascending order, with their counts. */
export interface ColourCounts {
  readonly colours: Uint32Array;
  readonly counts: Float64Array;
}

/** A map from packed colour to a count below 2^32. */
export interface CountTable {
  /** Distinct colours held. */
  readonly size: number;
  /** Adds `count` (1 or more) of one colour. */
  add(colour: number, count: number): void;
  /**
   * Counts a stretch of pixels. Runs of equal pixels are counted at once.
   *
   * @param maxSize - stop once the table holds more colours than this
   * @returns where it stopped: `end`, or the index of the next pixel to count
   */
  addRun(pixels: Uint32Array, start: number, end: number, maxSize: number): number;
  /** The colours held. */
  list(): ColourCounts;
  /** Forgets everything, keeping the memory. */
  clear(): void;
}

/** Counts small histograms, and those with more colours than the kernel takes. It grows. See `makeCountTable`. */
export class PlainCountTable implements CountTable {
  #bits = FIRST_BITS;
  /** Key and count of each slot; `2 << bits` numbers. */
  #slots = new Uint32Array(2 << FIRST_BITS);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(colour: number, count: number): void {
    const at = this.#find(colour);
    const known = this.#slots[at + 1];
    this.#slots[at] = colour;
    this.#slots[at + 1] = known + count;
    if (known === 0) this.#size++;
    this.#growIfCrowded();
  }

  /** One loop with all state in locals: it is three times as fast as calling {@link add} for each run of equal colours. */
  addRun(pixels: Uint32Array, start: number, end: number, maxSize: number): number {
    let i = start;
    while (i < end && this.#size <= maxSize) {
      const slots = this.#slots;
      const shift = 32 - this.#bits;
      const mask = slots.length - 1;
      const full = Math.min(maxSize, slots.length >>> 2);
      let size = this.#size;
      while (i < end && size <= full) {
        const colour = pixels[i];
        const first = i++;
        while (i < end && pixels[i] === colour) i++;
        let at = (Math.imul(colour, HASH_FACTOR) >>> shift) << 1;
        let count = slots[at + 1];
        while (count !== 0 && slots[at] !== colour) {
          at = (at + 2) & mask;
          count = slots[at + 1];
        }
        slots[at + 1] = count + (i - first);
        if (count === 0) {
          slots[at] = colour;
          size++;
        }
      }
      this.#size = size;
      this.#growIfCrowded();
    }
    return i;
  }

  list(): ColourCounts {
    const colours = new Uint32Array(this.#size);
    const slots = this.#slots;
    for (let at = 0, n = 0; at < slots.length; at += 2) {
      if (slots[at + 1] !== 0) colours[n++] = slots[at];
    }
    colours.sort();
    return { colours, counts: Float64Array.from(colours, (colour) => slots[this.#find(colour) + 1]) };
  }

  clear(): void {
    this.#slots.fill(0);
    this.#size = 0;
  }

  /** Index of the slot that holds the colour, or of the free slot where it belongs. */
  #find(colour: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let at = (Math.imul(colour, HASH_FACTOR) >>> (32 - this.#bits)) << 1;
    while (slots[at + 1] !== 0 && slots[at] !== colour) at = (at + 2) & mask;
    return at;
  }

  #growIfCrowded(): void {
    const old = this.#slots;
    if (this.#size * 4 <= old.length) return;
    this.#bits += 2;
    this.#slots = new Uint32Array(2 << this.#bits);
    for (let from = 0; from < old.length; from += 2) {
      if (old[from + 1] === 0) continue;
      const to = this.#find(old[from]);
      this.#slots[to] = old[from];
      this.#slots[to + 1] = old[from + 1];
    }
  }
}
