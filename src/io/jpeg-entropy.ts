/**
 * Huffman decoding of a JPEG's blocks, sequential and progressive (ITU-T T.81, F.2.2 and G.2). The fields hold the state of
 * one stretch of data between restart markers. This is a hot loop.
 */

import { type HuffmanTable, LOOKUP_BITS, NATURAL_ORDER } from './jpeg-tables.js';

/** Reads bits and blocks of entropy-coded data. Beyond the data it reads zeros, like libjpeg. */
export class JpegEntropy {
  /** Position of the next byte. It never passes a marker. */
  at = 0;
  /** Whether a code occurred that is in no table. The block then ends at that coefficient. */
  isBad = false;
  private readonly bytes: Uint8Array;
  private end = 0;
  /** The last bits read. The lowest `count` of them are still unused. */
  private buffer = 0;
  private count = 0;
  /** How many of these are zeros beyond the data. */
  private madeUp = 0;
  /** Number of coming blocks whose coefficients are all 0, or are only refined. */
  private endOfBandRun = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Starts to read at `at`. Reading stops at a marker or at `end`. */
  start(at: number, end: number): void {
    this.at = at;
    this.end = end;
    this.buffer = 0;
    this.count = 0;
    this.madeUp = 0;
    this.endOfBandRun = 0;
    this.isBad = false;
  }

  /** Whether bits beyond the data were used. */
  get isOverrun(): boolean {
    return this.count < this.madeUp;
  }

  /**
   * Reads a block of a sequential scan.
   *
   * @param block - 64 zeros; its AC coefficients are filled in, row by row
   * @returns the difference of DC; {@link last} has the place of the last AC coefficient
   */
  readBlock(dc: HuffmanTable, ac: HuffmanTable, block: Int16Array): number {
    const difference = this.readDifference(dc);
    let at = 1;
    this.last = 0;
    while (at < 64) {
      const symbol = this.readSymbol(ac);
      const size = symbol & 15;
      if (size === 0) {
        if (symbol !== 0xf0) break;
        at += 16;
        continue;
      }
      at += symbol >> 4;
      block[NATURAL_ORDER[at]] = this.readSigned(size);
      this.last = at;
      at++;
    }
    return difference;
  }

  /** Place of the last coefficient that {@link readBlock} read, in zigzag order; 0 if there is only DC. */
  last = 0;

  /** Reads a difference of DC. */
  readDifference(dc: HuffmanTable): number {
    const size = this.readSymbol(dc);
    return size === 0 ? 0 : this.readSigned(size);
  }

  /** Reads a bit. */
  readBit(): number {
    if (this.count < 1) this.fill();
    return (this.buffer >>> --this.count) & 1;
  }

  /** Reads the first bits of a block's AC coefficients from `start` to `end`; `from` is the block's place in `blocks`. */
  readFirst(ac: HuffmanTable, blocks: Int16Array, from: number, start: number, end: number, low: number): void {
    if (this.endOfBandRun > 0) {
      this.endOfBandRun--;
      return;
    }
    for (let at = start; at <= end; at++) {
      const symbol = this.readSymbol(ac);
      const run = symbol >> 4;
      const size = symbol & 15;
      if (size === 0) {
        if (run !== 15) {
          this.endOfBandRun = (1 << run) - 1 + (run === 0 ? 0 : this.readBits(run));
          return;
        }
        at += 15;
        continue;
      }
      at += run;
      blocks[from + NATURAL_ORDER[at]] = this.readSigned(size) << low;
    }
  }

  /** Reads one more bit of a block's AC coefficients from `start` to `end`. */
  readRefinement(ac: HuffmanTable, blocks: Int16Array, from: number, start: number, end: number, low: number): void {
    const bit = 1 << low;
    let at = start;
    if (this.endOfBandRun === 0) {
      for (; at <= end; at++) {
        const symbol = this.readSymbol(ac);
        let run = symbol >> 4;
        let value = 0;
        if ((symbol & 15) !== 0) {
          if ((symbol & 15) !== 1) this.isBad = true;
          value = this.readBit() === 1 ? bit : -bit;
        } else if (run !== 15) {
          this.endOfBandRun = (1 << run) + (run === 0 ? 0 : this.readBits(run));
          break;
        }
        for (; at <= end; at++) {
          const place = from + NATURAL_ORDER[at];
          if (blocks[place] !== 0) this.refine(blocks, place, bit);
          else if (--run < 0) break;
        }
        if (value !== 0) blocks[from + NATURAL_ORDER[at]] = value;
      }
    }
    if (this.endOfBandRun === 0) return;
    this.endOfBandRun--;
    for (; at <= end; at++) {
      const place = from + NATURAL_ORDER[at];
      if (blocks[place] !== 0) this.refine(blocks, place, bit);
    }
  }

  private refine(blocks: Int16Array, place: number, bit: number): void {
    const value = blocks[place];
    if (this.readBit() === 0 || (value & bit) !== 0) return;
    blocks[place] = value + (value < 0 ? -bit : bit);
  }

  private readSymbol(table: HuffmanTable): number {
    if (this.count < 16) this.fill();
    const found = table.lookup[(this.buffer >>> (this.count - LOOKUP_BITS)) & ((1 << LOOKUP_BITS) - 1)];
    if (found !== 0) {
      this.count -= found >> 8;
      return found & 255;
    }
    for (let bits = LOOKUP_BITS + 1; bits <= 16; bits++) {
      const code = (this.buffer >>> (this.count - bits)) & ((1 << bits) - 1);
      if (code > table.largest[bits]) continue;
      this.count -= bits;
      return table.symbols[code + table.toPlace[bits]];
    }
    this.isBad = true;
    return 0;
  }

  private readBits(bits: number): number {
    if (this.count < bits) this.fill();
    this.count -= bits;
    return (this.buffer >>> this.count) & ((1 << bits) - 1);
  }

  /** Reads a value of `size` bits, whose highest one is the sign (T.81, F.2.2.1). */
  private readSigned(size: number): number {
    const bits = this.readBits(size);
    return bits >> (size - 1) === 0 ? bits - (1 << size) + 1 : bits;
  }

  /** Reads bytes until there are 25 bits or more. */
  private fill(): void {
    const { bytes, end } = this;
    let { at, buffer, count } = this;
    while (count <= 24) {
      let byte = 0;
      if (at >= end) {
        this.madeUp += 8;
      } else {
        byte = bytes[at];
        if (byte !== 0xff) {
          at++;
        } else {
          let next = at + 1;
          // Skip fill bytes before a marker.
          while (next < end && bytes[next] === 0xff) next++;
          if (next < end && bytes[next] === 0) {
            at = next + 1;
          } else {
            byte = 0;
            this.madeUp += 8;
          }
        }
      }
      buffer = (buffer << 8) | byte;
      count += 8;
    }
    this.at = at;
    this.buffer = buffer;
    this.count = count;
  }
}
