/** Writes deflate's bits: the first bit into the lowest bit of the first byte. */

const INITIAL_BYTES = 1024;

/** A growing string of bits. */
export class BitWriter {
  #bytes = new Uint8Array(INITIAL_BYTES);
  #size = 0;
  /** Bits that are not yet written out, the first lowest; fewer than 16 between calls. */
  #pending = 0;
  #pendingBits = 0;

  /** Bits written so far. */
  get bitLength(): number {
    return this.#size * 8 + this.#pendingBits;
  }

  /** Makes room for this number of bits, so that `writeBits` need not check. */
  reserveBits(bits: number): void {
    // Two extra bytes: pending bits are written out in pairs of bytes.
    const needed = this.#size + Math.ceil((this.#pendingBits + bits) / 8) + 2;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, needed));
    grown.set(this.#bytes.subarray(0, this.#size));
    this.#bytes = grown;
  }

  /**
   * Appends the `count` low bits of a value, the lowest first. The caller must have reserved the room.
   * Appends the `count` low bits of a value, the lowest first. The room must have been reserved.
   *
   * @param value - 0..2^count - 1
   * @param count - 0..16
   */
  writeBits(value: number, count: number): void {
    this.#pending |= value << this.#pendingBits;
    this.#pendingBits += count;
    if (this.#pendingBits < 16) return;
    this.#bytes[this.#size] = this.#pending;
    this.#bytes[this.#size + 1] = this.#pending >>> 8;
    this.#size += 2;
    this.#pending >>>= 16;
    this.#pendingBits -= 16;
  }

  /** Fills up the last byte with zero bits. */
  alignToByte(): void {
    this.reserveBits(7);
    this.writeBits(0, -this.#pendingBits & 7);
    if (this.#pendingBits === 8) {
      this.#bytes[this.#size++] = this.#pending;
      this.#pending = 0;
      this.#pendingBits = 0;
    }
  }

  /** Appends whole bytes; the writer must be at the start of a byte. */
  writeAlignedBytes(bytes: Uint8Array): void {
    this.reserveBits(bytes.length * 8);
    this.alignToByte();
    this.#bytes.set(bytes, this.#size);
    this.#size += bytes.length;
  }

  /** A copy of what was written, filled up to whole bytes. */
  finish(): Uint8Array {
    this.alignToByte();
    return this.#bytes.slice(0, this.#size);
  }
}
