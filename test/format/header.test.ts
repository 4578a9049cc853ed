import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader } from '../../src/bits/byte-reader.js';
import { ByteWriter } from '../../src/bits/byte-writer.js';
import {
  type Header,
  isScaled,
  type MeshShape,
  readHeader,
  readHeaderSize,
  type Scale,
  SIZE_BYTES,
  storedHeight,
  storedWidth,
  UNSCALED,
  writeHeader,
} from '../../src/format/header.js';

const HEADER: Header = {
  ...{ width: 300, height: 200, alpha: false, blockLog2: 4, k1: 16, k2: 64, stripWidth: 128, bandBlockRows: 5 },
  ...{
    mesh: undefined,
    scale: UNSCALED,
    hidden: false,
    packedLow: false,
    packedHigh: false,
    predictor: 0,
  },
};

const MESH: MeshShape = { finestLog2: 2, rootLog2: 4, lumaSteps: [30, 25, 20], chromaSteps: [40, 33, 27] };

const TABLE = Uint8Array.of(1, 2, 3, 4, 5);

function writeFile(header: Header, table = TABLE): Uint8Array {
  const writer = new ByteWriter();
  writeHeader(writer, header, table);
  return writer.finish();
}

function readFile(bytes: Uint8Array) {
  const reader = new ByteReader(bytes, 'header');
  return { ...readHeader(reader), end: reader.offset };
}

const side32 = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 2 ** 32 - 1 }));

const factor = fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 16 }));

const anyScale: fc.Arbitrary<Scale> = fc
  .record({ x: factor, y: factor })
  .chain(({ x, y }) =>
    fc.record({ x: fc.constant(x), y: fc.constant(y), offsetX: fc.nat(x - 1), offsetY: fc.nat(y - 1) }),
  );

const anyMesh: fc.Arbitrary<MeshShape> = fc
  .record({ finestLog2: fc.integer({ min: 1, max: 3 }), levels: fc.nat(4), seed: fc.nat() })
  .map(({ finestLog2, levels, seed }) => {
    const rootLog2 = Math.min(5, finestLog2 + levels);
    const steps = (salt: number) =>
      Array.from({ length: rootLog2 - finestLog2 + 1 }, (_, i) => 1 + ((seed + salt * i) % 255));
    return { finestLog2, rootLog2, lumaSteps: steps(7), chromaSteps: steps(11) };
  });

/** Any header that a file may have. */
const anyHeader: fc.Arbitrary<Header> = fc
  .record({ width: side32, height: side32, blockLog2: fc.integer({ min: 1, max: 8 }), scale: anyScale })
  .chain(({ width, height, blockLog2, scale }) =>
    fc.record({
      scale: fc.constant(isScaled(scale) ? scale : UNSCALED),
      hidden: fc.boolean(),
      packedLow: fc.boolean(),
      packedHigh: fc.boolean(),
      predictor: fc.nat(4),
      width: fc.constant(width),
      height: fc.constant(height),
      blockLog2: fc.constant(blockLog2),
      alpha: fc.boolean(),
      k1: fc.oneof(fc.constant(0), fc.nat(4096)),
      k2: fc.oneof(fc.integer({ min: 1, max: 256 }), fc.integer({ min: 1, max: 4096 })),
      stripWidth: fc.nat(storedWidth({ width, scale }) - 1),
      bandBlockRows: fc.integer({ min: 1, max: Math.ceil(storedHeight({ height, scale }) / 2 ** blockLog2) }),
      mesh: fc.option(anyMesh, { nil: undefined }),
    }),
  )
  .map((header) => ({
    ...header,
    hidden: header.alpha && header.hidden,
    mesh: header.mesh !== undefined && header.mesh.finestLog2 <= header.blockLog2 ? header.mesh : undefined,
    packedLow: header.packedLow && header.k1 > 0 && header.k1 <= 16,
    packedHigh: header.packedHigh && header.k2 <= 16,
    predictor: canPredict(header) ? header.predictor : 0,
  }));

function canPredict({ k1, k2, packedHigh, mesh }: Header): boolean {
  return k1 === 0 && mesh === undefined && k2 <= 256 && !(packedHigh && k2 <= 16);
}

describe('readHeaderSize', () => {
  it('reads the width and height of readHeader from the first bytes', () => {
    fc.assert(
      fc.property(anyHeader, (header) => {
        const first = writeFile(header).subarray(0, SIZE_BYTES);
        const { width, height } = header;
        expect(readHeaderSize(new ByteReader(first, 'header'))).toEqual({ width, height });
      }),
    );
  });

  it.each([
    [2, 'expected 4 more bytes for the signature, found 2'],
    [8, 'expected 5 more bytes for the header, found 4'],
    [9, 'expected 1 more bytes for the width, found 0'],
    [11, 'expected 1 more bytes for the height, found 0'],
  ])('reports of %d bytes: %s', (length, detail) => {
    const bytes = writeFile(HEADER);
    expect(() => readHeaderSize(new ByteReader(bytes.subarray(0, length), 'header'))).toThrow(detail);
  });
});

describe('a header', () => {
  it('is read as it was written, and says where the table lies', () => {
    fc.assert(
      fc.property(anyHeader, fc.uint8Array({ maxLength: 300 }), (header, table) => {
        const bytes = writeFile(header, table);
        const stored = readFile(bytes);
        expect(stored.header).toEqual(header);
        expect([stored.version, stored.coding, stored.end]).toEqual([1, 0, bytes.length]);
        expect(bytes.slice(stored.tableOffset, stored.tableOffset + stored.tableSize)).toEqual(table);
      }),
    );
  });

  it('leaves the reader behind its CRC-32', () => {
    const bytes = writeFile(HEADER);
    const reader = new ByteReader(Uint8Array.of(...bytes, 77), 'header');
    readHeader(reader);
    expect(reader.readByte('size')).toBe(77);
  });

  it.each([
    ['flags', 6, { alpha: 2 as unknown as boolean }],
    ['block-side', 9, { blockLog2: 0 }],
    ['block-side', 9, { blockLog2: 9 }],
    ['geometry', 9, { width: 0, stripWidth: 0 }],
    ['geometry', 9, { height: 0 }],
    ['palette-size', 9, { k1: 4097 }],
    ['palette-size', 9, { k2: 0 }],
    ['palette-size', 9, { k2: 4097 }],
    ['strip-width', 9, { stripWidth: 300 }],
    ['band-height', 9, { bandBlockRows: 0 }],
    ['band-height', 9, { bandBlockRows: 14 }],
    ['mesh', 9, { mesh: { ...MESH, finestLog2: 0, lumaSteps: [1, 1, 1, 1, 1], chromaSteps: [1, 1, 1, 1, 1] } }],
    ['mesh', 9, { mesh: { ...MESH, finestLog2: 4, lumaSteps: [1], chromaSteps: [1] } }],
    ['mesh', 9, { mesh: { ...MESH, rootLog2: 6, lumaSteps: [1, 1, 1, 1, 1], chromaSteps: [1, 1, 1, 1, 1] } }],
    ['mesh', 9, { mesh: { ...MESH, rootLog2: 1, lumaSteps: [], chromaSteps: [] } }],
    ['mesh', 9, { mesh: { ...MESH, rootLog2: 11, lumaSteps: [1, 1], chromaSteps: [1, 1] } }],
    ['mesh', 9, { mesh: { ...MESH, lumaSteps: [1, 0, 1] } }],
    ['mesh', 9, { mesh: { ...MESH, chromaSteps: [0, 1, 1] } }],
    ['mesh', 9, { mesh: MESH, blockLog2: 1 }],
  ])('has a fault (%s) at byte %d with %j', (code, offset, fields) => {
    const bytes = writeFile({ ...HEADER, ...fields });
    if (code === 'flags') setFlags(bytes, 0x02);
    expect(() => readFile(bytes)).toThrow(
      expect.objectContaining({ name: 'FormatError', code, section: 'header', offset }),
    );
  });

  it('with 13 block rows may have bands of 13 rows', () => {
    expect(readFile(writeFile({ ...HEADER, bandBlockRows: 13 })).header.bandBlockRows).toBe(13);
  });
});

/** Sets the flags and makes the CRC-32 right again. */
function setFlags(bytes: Uint8Array, flags: number): void {
  bytes[6] = flags;
  const writer = new ByteWriter();
  writer.writeBytes(bytes.subarray(0, -4));
  writer.writeCrc32(0);
  bytes.set(writer.finish());
}

describe('the first bytes', () => {
  it.each([
    ['no bytes', [], 'truncated'],
    ['half a signature', [0x89, 0x41], 'truncated'],
    ['a signature alone', [0x89, 0x41, 0x4b, 0x4d], 'truncated'],
    ['half of another signature', [0x89, 0x50], 'signature'],
    ['the signature of a PNG', [0x89, 0x50, 0x4e, 0x47], 'signature'],
    ['a signature with its eighth bit lost', [0x09, 0x41, 0x4b, 0x4d, 1], 'signature'],
  ])('with %s: %j is %s', (_, bytes, code) => {
    expect(() => readFile(Uint8Array.from(bytes))).toThrow(
      expect.objectContaining({ name: 'FormatError', code, section: 'header' }),
    );
  });

  it('name the field in which they end', () => {
    // Every varint of this header is a byte, so that each field but signature, table and CRC-32 is.
    const bytes = writeFile({ ...HEADER, width: 100, height: 90, stripWidth: 0 });
    const fields = [
      ...['version', 'coding', 'flags', 'block side', 'mesh', 'width', 'height'],
      ...['size of palette 1', 'size of palette 2', 'strip width', 'band height', 'table size'],
    ];
    fields.forEach((field, i) => {
      expect(() => readFile(bytes.subarray(0, 4 + i))).toThrow(
        `header at byte ${4 + i}: expected 1 more bytes for the ${field}, found 0`,
      );
    });
    expect(() => readFile(bytes.subarray(0, 16))).toThrow('expected 5 more bytes for the table, found 0');
    expect(() => readFile(bytes.subarray(0, 23))).toThrow('expected 4 more bytes for the CRC-32, found 2');
  });

  it('of a newer version are unsupported, with any bytes behind them', () => {
    expect(() => readFile(Uint8Array.of(0x89, 0x41, 0x4b, 0x4d, 2))).toThrow(
      expect.objectContaining({ name: 'UnsupportedError', code: 'version' }),
    );
  });

  it('say that the file is damaged when the CRC-32 is wrong, with both numbers', () => {
    const bytes = writeFile(HEADER);
    bytes[bytes.length - 5] ^= 1;
    expect(() => readFile(bytes)).toThrow(
      /^header at byte 24: expected CRC-32 0x[0-9a-f]{8}, found 0x[0-9a-f]{8}: the file is damaged$/,
    );
  });
});
