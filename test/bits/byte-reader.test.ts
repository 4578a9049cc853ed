import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader } from '../../src/bits/byte-reader.js';
import { ByteWriter } from '../../src/bits/byte-writer.js';

const UINT32_MAX = 2 ** 32 - 1;

/** Any unsigned 32-bit integer, with few bits as often as with many. */
const anyUint32 = fc.oneof(
  fc.nat(300),
  fc.integer({ min: 0, max: UINT32_MAX }),
  fc.constantFrom(127, 128, 16383, 16384, 2 ** 21 - 1, 2 ** 21, 2 ** 28 - 1, 2 ** 28, 2 ** 31, UINT32_MAX),
);

function readerOf(...bytes: number[]): ByteReader {
  return new ByteReader(Uint8Array.from(bytes), 'header');
}

describe('a varint', () => {
  it.each([
    [[0x00], 0],
    [[0x7f], 127],
    [[0x80, 0x01], 128],
    [[0xff, 0x7f], 16383],
    [[0x80, 0x80, 0x01], 16384],
    [[0xff, 0xff, 0xff, 0xff, 0x07], 2 ** 31 - 1],
    [[0x80, 0x80, 0x80, 0x80, 0x08], 2 ** 31],
    [[0xff, 0xff, 0xff, 0xff, 0x0f], UINT32_MAX],
  ])('of the bytes %j is %d', (bytes, value) => {
    const reader = readerOf(...bytes, 99);
    expect(reader.readVarint('width')).toBe(value);
    expect(reader.offset).toBe(bytes.length);
  });

  it('is read as it was written, in the fewest bytes', () => {
    fc.assert(
      fc.property(anyUint32, (value) => {
        const writer = new ByteWriter();
        writer.writeVarint(value);
        const bytes = writer.finish();
        expect(bytes.length).toBe(Math.max(1, Math.ceil(value.toString(2).length / 7)));
        expect(new ByteReader(bytes, 'header').readVarint('width')).toBe(value);
      }),
    );
  });

  it.each([
    ['a needless last byte of 0', [0x80, 0x00]],
    ['needless bytes of 0x80', [0x81, 0x80, 0x80, 0x80, 0x00]],
    ['a value of 2^32', [0x80, 0x80, 0x80, 0x80, 0x10]],
    ['a value of 2^35 - 1', [0xff, 0xff, 0xff, 0xff, 0x7f]],
    ['a fifth byte that goes on', [0x81, 0x80, 0x80, 0x80, 0x80]],
    ['six bytes', [0x81, 0x80, 0x80, 0x80, 0x80, 0x00]],
  ])('with %s is refused, at the offset where it begins', (_, bytes) => {
    const reader = readerOf(7, ...bytes);
    reader.readByte('version');
    expect(() => reader.readVarint('width')).toThrow(
      expect.objectContaining({ name: 'FormatError', code: 'varint', section: 'header', offset: 1 }),
    );
  });

  it('is truncated when the bytes end within it', () => {
    expect(() => readerOf(0x80, 0x80).readVarint('width')).toThrow(expect.objectContaining({ code: 'truncated' }));
  });

  it('of any bytes is a number below 2^32 or an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 7 }), (bytes) => {
        const reader = new ByteReader(bytes, 'header');
        try {
          const value = reader.readVarint('width');
          expect(Number.isInteger(value) && value >= 0 && value <= UINT32_MAX).toBe(true);
          const writer = new ByteWriter();
          writer.writeVarint(value);
          expect(writer.finish()).toEqual(bytes.slice(0, reader.offset));
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^(varint|truncated)$/) });
        }
      }),
    );
  });
});

describe('a reader', () => {
  it('reads an unsigned 32-bit integer, least significant byte first', () => {
    expect(readerOf(0x01, 0x02, 0x03, 0xff).readUint32('CRC-32')).toBe(0xff030201);
  });

  it('gives views of the bytes, not copies', () => {
    const bytes = Uint8Array.of(1, 2, 3, 4);
    const reader = new ByteReader(bytes, 'table', 1);
    const view = reader.readBytes(2, 'table');
    expect([view.buffer, view.byteOffset, view.length]).toEqual([bytes.buffer, 1, 2]);
    expect(reader.remaining).toBe(1);
  });

  it.each([
    ['a byte', (reader: ByteReader) => reader.readByte('version')],
    ['an integer', (reader: ByteReader) => reader.readUint32('CRC-32')],
    ['two bytes', (reader: ByteReader) => reader.readBytes(2, 'table')],
    ['2^32 - 1 bytes', (reader: ByteReader) => reader.readBytes(UINT32_MAX, 'table')],
  ])('says where the bytes end too soon for %s', (_, read) => {
    const reader = readerOf(5);
    reader.section = 'band 3';
    reader.offset = 1;
    expect(() => read(reader)).toThrow(
      expect.objectContaining({ name: 'FormatError', code: 'truncated', section: 'band 3', offset: 1 }),
    );
  });
});

/** Values that a writer gets and a reader must return. */
type Piece =
  | { readonly kind: 'byte'; readonly value: number }
  | { readonly kind: 'uint32'; readonly value: number }
  | { readonly kind: 'varint'; readonly value: number }
  | { readonly kind: 'bytes'; readonly value: Uint8Array };

const anyPiece: fc.Arbitrary<Piece> = fc.oneof(
  fc.record({ kind: fc.constant('byte' as const), value: fc.nat(255) }),
  fc.record({ kind: fc.constant('uint32' as const), value: anyUint32 }),
  fc.record({ kind: fc.constant('varint' as const), value: anyUint32 }),
  fc.record({ kind: fc.constant('bytes' as const), value: fc.uint8Array({ maxLength: 3000 }) }),
);

describe('a reader and a writer', () => {
  it('are inverses of each other', () => {
    fc.assert(
      fc.property(fc.array(anyPiece, { maxLength: 12 }), (pieces) => {
        const writer = new ByteWriter();
        for (const { kind, value } of pieces) {
          if (kind === 'byte') writer.writeByte(value);
          else if (kind === 'uint32') writer.writeUint32(value);
          else if (kind === 'varint') writer.writeVarint(value);
          else writer.writeBytes(value);
        }
        const reader = new ByteReader(writer.finish(), 'header');
        expect(writer.size).toBe(reader.bytes.length);
        for (const { kind, value } of pieces) {
          if (kind === 'byte') expect(reader.readByte('byte')).toBe(value);
          else if (kind === 'uint32') expect(reader.readUint32('integer')).toBe(value);
          else if (kind === 'varint') expect(reader.readVarint('varint')).toBe(value);
          else expect(reader.readBytes(value.length, 'bytes')).toEqual(value);
        }
        expect(reader.remaining).toBe(0);
      }),
    );
  });
});
