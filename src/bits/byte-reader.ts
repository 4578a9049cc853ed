/** A cursor over bytes that refuses to read past their end and says which section it was in. */

import { FormatError } from '../error.js';

/** Reads the container's integers and byte runs (spec, section 1), front to back. */
export class ByteReader {
  readonly bytes: Uint8Array;
  /** Offset of the next byte to be read. */
  offset: number;
  /** The part of the file being read, for messages. */
  section: string;

  constructor(bytes: Uint8Array, section: string, offset = 0) {
    this.bytes = bytes;
    this.section = section;
    this.offset = offset;
  }

  /** Bytes left to read. */
  get remaining(): number {
    return this.bytes.length - this.offset;
  }

  /** One unsigned byte. */
  readByte(what: string): number {
    this.need(1, what);
    return this.bytes[this.offset++];
  }

  /** An unsigned 32-bit integer, least significant byte first. */
  readUint32(what: string): number {
    this.need(4, what);
    const { bytes, offset } = this;
    this.offset += 4;
    return (bytes[offset] | (bytes[offset + 1] << 8) | (bytes[offset + 2] << 16) | (bytes[offset + 3] << 24)) >>> 0;
  }

  /**
   * An unsigned LEB128 integer of at most 32 bits, in its shortest form.
   *
   * @throws {@link FormatError} `varint` when it is over-long or too large, `truncated` when the bytes end
   */
  readVarint(what: string): number {
    const start = this.offset;
    let value = 0;
    let scale = 1;
    for (let length = 1; ; length++) {
      const byte = this.readByte(what);
      value += (byte & 0x7f) * scale;
      scale *= 128;
      if (byte < 128) {
        if (byte === 0 && length > 1) this.failVarint(start, what, 'has a needless last byte of 0');
        if (value > 0xffffffff) this.failVarint(start, what, `is ${value}, over 32 bits`);
        return value;
      }
      if (length === 5) this.failVarint(start, what, 'goes on after 5 bytes');
    }
  }

  /** The next `count` bytes, as a view. */
  readBytes(count: number, what: string): Uint8Array {
    this.need(count, what);
    const start = this.offset;
    this.offset += count;
    return this.bytes.subarray(start, this.offset);
  }

  /** A {@link FormatError} at the given offset (the current one by default) of the current section. */
  error(code: string, detail: string, offset = this.offset): FormatError {
    return new FormatError(code, this.section, offset, detail);
  }

  private need(count: number, what: string): void {
    if (this.remaining < count) {
      throw this.error('truncated', `expected ${count} more bytes for the ${what}, found ${this.remaining}`);
    }
  }

  private failVarint(start: number, what: string, why: string): never {
    throw this.error('varint', `the ${what} ${why}`, start);
  }
}
