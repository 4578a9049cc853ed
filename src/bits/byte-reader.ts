/** A cursor over bytes that does not read past their end. Its errors name the section. */

import { FormatError } from '../error.js';

/** The scale of a varint after its fifth byte. */
const MAX_VARINT_SCALE = 2 ** 35;

/** Reads the container's integers and byte runs (spec, section 1), from front to back. */
export class ByteReader {
  readonly bytes: Uint8Array;
  /** Offset of the next byte to be read. */
  offset: number;
  /** The part of the file being read, for messages; a number means a band. */
  section: string | number;

  constructor(bytes: Uint8Array, section: string | number, offset = 0) {
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
    this.skip(1, what);
    return this.bytes[this.offset - 1];
  }

  /** An unsigned 32-bit integer, least significant byte first. */
  readUint32(what: string): number {
    const { bytes, offset } = this;
    this.skip(4, what);
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
    let byte: number;
    do {
      byte = this.readByte(what);
      value += (byte & 0x7f) * scale;
      scale *= 128;
    } while (byte > 127 && scale < MAX_VARINT_SCALE);
    const isNeedless = byte === 0 && scale > 128;
    if (byte > 127 || isNeedless || value > 0xffffffff) {
      this.fail(
        'varint',
        `expected the ${what} in the fewest bytes, at most 5, that hold its 32 bits, found ${this.bytes.subarray(start, this.offset)}`,
        start,
      );
    }
    return value;
  }

  /** The next `count` bytes, as a view. */
  readBytes(count: number, what: string): Uint8Array {
    const start = this.offset;
    this.skip(count, what);
    return this.bytes.subarray(start, this.offset);
  }

  /** Skips the next `count` bytes. */
  skip(count: number, what: string): void {
    const { remaining } = this;
    if (remaining < count) this.fail('truncated', `expected ${count} more bytes for the ${what}, found ${remaining}`);
    this.offset += count;
  }

  /** Unless a rule holds, throws a {@link FormatError} at an offset (default: the current one) of the current section. */
  check(code: string, holds: boolean, detail: string, offset = this.offset): void {
    if (!holds) this.fail(code, detail, offset);
  }

  /** Throws like {@link check}. Callers in hot loops make the message only when they need it. */
  fail(code: string, detail: string, offset = this.offset): never {
    throw new FormatError(code, this.section, offset, detail);
  }
}
