/** Builds a byte string from front to back, growing as needed: the counterpart of {@link ByteReader}. */

import { crc32 } from './crc32.js';

/** Writes the container's integers and byte runs (spec, section 1). */
export class ByteWriter {
  private buffer = new Uint8Array(1024);
  private length = 0;

  /** Bytes written so far. */
  get size(): number {
    return this.length;
  }

  writeByte(value: number): void {
    this.reserve(1);
    this.buffer[this.length++] = value;
  }

  /** An unsigned 32-bit integer, least significant byte first. */
  writeUint32(value: number): void {
    this.reserve(4);
    for (let shift = 0; shift < 32; shift += 8) this.buffer[this.length++] = value >>> shift;
  }

  /** An unsigned LEB128 integer, 0..2^32-1, in its shortest form. */
  writeVarint(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.writeByte((rest & 0x7f) | 0x80);
      rest = Math.floor(rest / 128);
    }
    this.writeByte(rest);
  }

  writeBytes(bytes: ArrayLike<number>): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** The characters of an ASCII string, a byte each. */
  writeAscii(text: string): void {
    for (let i = 0; i < text.length; i++) this.writeByte(text.charCodeAt(i));
  }

  /** The CRC-32 of all bytes written since `start`. */
  writeCrc32(start: number): void {
    this.writeUint32(crc32(this.buffer, start, this.length));
  }

  /** A copy of the written bytes, of exactly their length. */
  finish(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }

  private reserve(count: number): void {
    if (this.length + count <= this.buffer.length) return;
    const grown = new Uint8Array(Math.max(this.buffer.length * 2, this.length + count));
    grown.set(this.buffer.subarray(0, this.length));
    this.buffer = grown;
  }
}
