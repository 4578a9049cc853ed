/** `read-container` and `write-container`, checked against each other. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader } from '../../src/bits/byte-reader.js';
import { ByteWriter } from '../../src/bits/byte-writer.js';
import { type BandFrame, type ChunkFrame, readContainer } from '../../src/format/read-container.js';
import { type BandStreams, type Chunk, writeBand, writeTail } from '../../src/format/write-container.js';

function write(bands: readonly BandStreams[], chunks: readonly Chunk[]): Uint8Array {
  const writer = new ByteWriter();
  for (const band of bands) writeBand(writer, band);
  writeTail(writer, chunks);
  return writer.finish();
}

/** Reads a container, and collects what the visitor gets. */
function read(bytes: Uint8Array, bandCount = 0) {
  const bands: BandFrame[] = [];
  const chunks: ChunkFrame[] = [];
  const reader = new ByteReader(bytes, 'bands');
  readContainer(reader, bandCount, false, { band: (frame) => bands.push(frame), chunk: (frame) => chunks.push(frame) });
  expect(reader.remaining).toBe(0);
  return { bands, chunks };
}

const stream = fc.uint8Array({ maxLength: 200 });
const letter = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ');

/** A chunk type that a decoder may skip. */
const chunkType = fc
  .tuple(fc.constantFrom(...'abeixz'), fc.array(letter, { maxLength: 3 }))
  .map(([first, rest]) => (first + rest.join('')).padEnd(4, ' '));

const anyChunks = fc.uniqueArray(fc.record({ type: chunkType, data: stream }), {
  maxLength: 6,
  selector: ({ type }) => type,
});

describe('a container', () => {
  it('is read as it was written, its chunks in the order of their types', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ low: stream, high: stream }), { maxLength: 5 }), anyChunks, (bands, chunks) => {
        const bytes = write(bands, chunks);
        const container = read(bytes, bands.length);
        const found = container.bands.map(({ lowOffset, lowSize, highOffset, highSize }) => ({
          low: bytes.slice(lowOffset, lowOffset + lowSize),
          high: bytes.slice(highOffset, highOffset + highSize),
        }));
        expect(found).toEqual(bands);
        const foundChunks = container.chunks.map(({ type, dataOffset, dataSize }) => ({
          type,
          data: bytes.slice(dataOffset, dataOffset + dataSize),
        }));
        expect(foundChunks).toEqual(
          [...chunks].sort((a, b) => Buffer.compare(Buffer.from(a.type), Buffer.from(b.type))),
        );
      }),
    );
  });

  it('has the streams of meshes behind those of the planes', () => {
    const anyBand = fc.record({
      low: stream,
      high: stream,
      mesh: fc.record({ stream, length: fc.integer({ min: 1, max: 2 ** 32 - 1 }) }),
    });
    fc.assert(
      fc.property(fc.array(anyBand, { maxLength: 5 }), (bands) => {
        const bytes = write(bands, []);
        const reader = new ByteReader(bytes, 'bands');
        const found: unknown[] = [];
        readContainer(reader, bands.length, true, {
          band: ({ highOffset, highSize, meshOffset, meshSize, meshLength }) => {
            expect(meshOffset).toBe(highOffset + highSize);
            found.push({ stream: bytes.slice(meshOffset, meshOffset + meshSize), length: meshLength });
          },
        });
        expect(found).toEqual(bands.map(({ mesh }) => ({ ...mesh, length: mesh.stream.length > 0 ? mesh.length : 0 })));
      }),
    );
  });

  it('has parts that follow each other without gaps', () => {
    const bytes = write(
      [
        { low: new Uint8Array(3), high: new Uint8Array(0) },
        { low: new Uint8Array(200), high: new Uint8Array(1) },
      ],
      [{ type: 'exif', data: new Uint8Array(5) }],
    );
    const { bands, chunks } = read(bytes, 2);
    expect(bands[0]).toMatchObject({ offset: 0, lowOffset: 2, lowSize: 3, highOffset: 5, highSize: 0 });
    expect(bands[1]).toMatchObject({ offset: 9, lowOffset: 12, lowSize: 200, highOffset: 212, highSize: 1 });
    expect(chunks).toEqual([{ type: 'exif', offset: 217, dataOffset: 222, dataSize: 5 }]);
    expect(bytes).toHaveLength(232);
  });

  it('can be checked without a visitor', () => {
    const bytes = write(
      [{ low: new Uint8Array(1), high: new Uint8Array(1) }],
      [{ type: 'a   ', data: new Uint8Array(1) }],
    );
    const reader = new ByteReader(bytes, 'bands');
    readContainer(reader, 1, false);
    expect(reader.remaining).toBe(0);
  });

  it('names the band or the chunk in which a fault lies', () => {
    const bytes = write(
      [
        { low: new Uint8Array(3), high: new Uint8Array(0) },
        { low: new Uint8Array(2), high: new Uint8Array(1) },
      ],
      [{ type: 'exif', data: new Uint8Array(5) }],
    );
    const band = bytes.slice();
    band[12] ^= 1;
    expect(() => read(band, 2)).toThrow(expect.objectContaining({ code: 'band-crc', section: 'band 1', offset: 14 }));
    const chunk = bytes.slice();
    chunk[24] ^= 1;
    expect(() => read(chunk, 2)).toThrow(expect.objectContaining({ code: 'chunk-crc', section: "chunk 'exif'" }));
  });
});

describe('a chunk type', () => {
  /** The result of reading a file with one chunk of that type. */
  function codeOf(type: string): string {
    const writer = new ByteWriter();
    writeTail(writer, [{ type, data: new Uint8Array(1) }]);
    try {
      read(writer.finish());
      return 'read';
    } catch (error) {
      return (error as { code: string }).code;
    }
  }

  it.each(['a   ', 'ab  ', 'abc ', 'abcd', 'aBCD', 'zZ  '])("'%s' is fine", (type) => {
    expect(codeOf(type)).toBe('read');
  });

  it.each(['A   ', 'Zzzz', 'Exif'])("'%s' can't be skipped", (type) => {
    expect(codeOf(type)).toBe('chunk');
  });

  it.each([' abc', 'a bc', 'ab c', 'ab\0\0', 'abc1', 'abc\n', 'ab\n ', 'a[bc', 'a`bc', '{abc', 'abc\xe9'])(
    '%j is invalid',
    (type) => {
      expect(codeOf(type)).toBe('chunk-type');
    },
  );

  it.each([
    ['abcd', 'abcd'],
    ['abcd', 'abc '],
    ['b   ', 'aaaa'],
    ['aa  ', 'aZ  '],
  ])("'%s' must not come before '%s'", (first, second) => {
    const parts = [first, second].map((type) => write([], [{ type, data: new Uint8Array(0) }]).slice(0, -1));
    const bytes = Uint8Array.from([...parts[0], ...parts[1], 0]);
    expect(() => read(bytes)).toThrow(
      expect.objectContaining({ name: 'FormatError', code: 'chunk-order', offset: parts[0].length }),
    );
  });
});
