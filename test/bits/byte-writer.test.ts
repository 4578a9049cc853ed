import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteWriter } from '../../src/bits/byte-writer.js';

describe('a writer', () => {
  it('writes an unsigned 32-bit integer, least significant byte first', () => {
    const writer = new ByteWriter();
    writer.writeUint32(0xff030201);
    expect([...writer.finish()]).toEqual([0x01, 0x02, 0x03, 0xff]);
  });

  it('writes the characters of a string', () => {
    const writer = new ByteWriter();
    writer.writeAscii('icc ');
    expect([...writer.finish()]).toEqual([0x69, 0x63, 0x63, 0x20]);
  });

  it('grows as needed', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5000), { maxLength: 8 }), (lengths) => {
        const writer = new ByteWriter();
        const parts = lengths.map((length, i) => new Uint8Array(length).fill(i + 1));
        for (const part of parts) writer.writeBytes(part);
        expect(Buffer.compare(writer.finish(), Buffer.concat(parts))).toBe(0);
      }),
    );
  });

  it('writes the CRC-32 of the bytes since an offset', () => {
    const writer = new ByteWriter();
    writer.writeAscii('xx123456789');
    writer.writeCrc32(2);
    expect(Buffer.from(writer.finish()).readUInt32LE(11)).toBe(crc32(Buffer.from('123456789')));
  });

  it('returns a copy, which later writes do not change', () => {
    const writer = new ByteWriter();
    writer.writeByte(1);
    const before = writer.finish();
    writer.writeByte(2);
    expect([...before]).toEqual([1]);
    expect([...writer.finish()]).toEqual([1, 2]);
  });
});
