import { describe, expect, it } from 'vitest';
import { makePlan, varint, writePlan, ZLIB } from '../../spec/vectors/writer.mjs';
import {
  type Inflate,
  inflateWithPako,
  readInfo,
  readMetadata,
  readSections,
  readUsableMetadata,
} from '../../src/decode/index.js';
import { checkUsableMetadata } from '../../src/decode/read-info.js';
import { MANIFEST, readValid, readVector } from '../conformance/read-vectors.js';

describe('readInfo', () => {
  it('gives the content of header, bitmap and palettes', () => {
    expect(readInfo(readValid('example'))).toEqual({
      ...{ version: 1, coding: 0, width: 3, height: 2, alpha: false, k1: 2, k2: 3 },
      ...{ blockSide: 2, blockColumns: 2, blockRows: 1, stripWidth: 0, bandBlockRows: 1, bandCount: 1 },
      ...{ prefixBytes: 47 },
      ...{ storedWidth: 3, storedHeight: 2, scale: { x: 1, y: 1, offsetX: 0, offsetY: 0 } },
      ...{ hidden: false, packedLow: false, packedHigh: false, predictor: 0 },
      meshMap: Uint8Array.of(0, 0),
      blockMap: Uint8Array.of(0, 1),
      lowPalette: Uint8Array.of(255, 255, 255, 255, 200, 30, 40, 255),
      highPalette: Uint8Array.of(0, 0, 0, 255, 10, 120, 60, 255, 40, 80, 200, 255),
    });
  });

  it('gives high blocks only for a picture with one palette', () => {
    const info = readInfo(readValid('one-palette'));
    expect([info.k1, info.lowPalette.length]).toEqual([0, 0]);
    expect(info.blockMap).toEqual(new Uint8Array(info.blockColumns * info.blockRows).fill(1));
  });

  it.each(MANIFEST.valid)('needs only the prefix of $file', (vector) => {
    const bytes = readVector(vector);
    const { prefixBytes } = readInfo(bytes);
    for (let length = 0; length < prefixBytes; length += length < 200 ? 1 : 97) {
      expect(() => readInfo(bytes.subarray(0, length))).toThrow(expect.objectContaining({ code: 'truncated' }));
    }
    expect(() => readInfo(bytes.subarray(0, prefixBytes - 1))).toThrow(expect.objectContaining({ code: 'truncated' }));
    expect(readInfo(bytes.subarray(0, prefixBytes))).toEqual(readInfo(bytes));
  });

  it('gives copies of palettes, not views of the file', () => {
    const bytes = Buffer.from(readValid('alpha'));
    const info = readInfo(bytes);
    info.lowPalette.fill(1);
    info.blockMap.fill(9);
    expect(readInfo(bytes).lowPalette).not.toEqual(info.lowPalette);
    expect(info.lowPalette.constructor).toBe(Uint8Array);
  });
});

describe('readSections', () => {
  it('lists the parts of a file in their order', () => {
    expect(readSections(readValid('example'))).toEqual([
      { name: 'header', offset: 0, bytes: 16 },
      { name: 'table', offset: 16, bytes: 27 },
      { name: 'prefix CRC-32', offset: 43, bytes: 4 },
      { name: 'band 0 sizes', offset: 47, bytes: 2 },
      { name: 'band 0 low plane', offset: 49, bytes: 15 },
      { name: 'band 0 high plane', offset: 64, bytes: 13 },
      { name: 'band 0 CRC-32', offset: 77, bytes: 4 },
      { name: 'end mark', offset: 81, bytes: 1 },
    ]);
  });

  it('names chunks by their type', () => {
    const names = readSections(readValid('chunks')).map(({ name }) => name);
    expect(names.slice(-7)).toEqual([
      ...['chunk a', 'chunk aZ', 'chunk aa', 'chunk exif', 'chunk icc', 'chunk iccz', 'end mark'],
    ]);
  });
});

describe('the sections of a file with very many parts', () => {
  it('are listed one by one up to the 1024th band and chunk, and joined from there on', () => {
    const count = 1500;
    const picture = {
      ...{ width: 1, height: 2 * count, block: 1, k1: 0, k2: 1, strip: 0, band: 1 },
      ...{ alpha: false, map: new Array(count).fill(1), palette1: [], palette2: [[9, 9, 9, 255]], zlib: ZLIB.best },
    };
    const letters = [...'abcdefghijklmnopqrstuvwxyz'];
    const types = letters.flatMap((a) => letters.flatMap((b) => letters.slice(0, 3).map((c) => `${a}${b}${c} `)));
    const chunks = types.slice(0, count).map((type) => ({ type, data: [7] }));
    const planes = Array.from({ length: count }, () => ({ low: [], high: [0, 0] }));
    const { bytes, at } = writePlan(makePlan({ ...picture, chunks }, planes));
    const sections = readSections(bytes);
    expect(sections).toHaveLength(3 + 4 * 1024 + 1 + 1024 + 1 + 1);
    expect(sections[3 + 4 * 1024]).toEqual({
      ...{ name: 'bands 1024 to 1499', offset: at.bands[1024].start, bytes: at.chunks[0].start - at.bands[1024].start },
    });
    expect(sections.at(-2)).toEqual({
      ...{ name: 'other chunks', offset: at.chunks[1024].start, bytes: at.endMark - at.chunks[1024].start },
    });
    let end = 0;
    for (const { offset, bytes: size } of sections) {
      expect(offset).toBe(end);
      end += size;
    }
    expect(end).toBe(bytes.length);
  });
});

describe('readMetadata', () => {
  it('gives a copy, not a view of the file', () => {
    const bytes = Buffer.from(readValid('chunk-exif'));
    const { exif } = readMetadata(bytes);
    const before = exif!.slice();
    bytes.fill(0xee);
    expect(exif).toEqual(before);
    expect(exif!.constructor).toBe(Uint8Array);
  });

  /** Reads the metadata of a pixel with an `icc ` chunk of the given data. */
  function readIcc(data: number[]) {
    const picture = {
      ...{ width: 1, height: 1, block: 1, k1: 0, k2: 1, strip: 0, band: 1, alpha: false },
      ...{ map: [1], palette1: [], palette2: [[9, 9, 9, 255]], chunks: [{ type: 'icc ', data }], zlib: ZLIB.best },
    };
    return readMetadata(writePlan(makePlan(picture, [{ low: [], high: [0] }])).bytes);
  }

  it('inflates a profile of one byte', () => {
    expect(readIcc([1, ...ZLIB.best([77])])).toEqual({ icc: Uint8Array.of(77) });
  });

  it.each<[string, number[]]>([
    ['no data', []],
    ['a length that does not end', [0x80, 0x80]],
  ])('refuses a profile with %s, and does not read on behind the chunk', (_, data) => {
    expect(() => readIcc(data)).toThrow(expect.objectContaining({ name: 'FormatError', section: "chunk 'icc '" }));
  });

  it('checks the length first, then the limit, then the stream', () => {
    const codeOf = (data: number[]) => {
      try {
        readIcc(data);
        return 'none';
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    const [overLimit, atLimit] = [varint(4 * 2 ** 20 + 1), varint(4 * 2 ** 20)];
    expect(codeOf(overLimit.slice(0, -1))).toBe('truncated');
    expect(codeOf([...overLimit.slice(0, -1), overLimit.at(-1)! | 0x80, 0])).toBe('varint');
    expect(codeOf([0])).toBe('icc-stream');
    expect(codeOf(overLimit)).toBe('limit');
    expect(codeOf([...overLimit, 1, 2, 3])).toBe('limit');
    expect(codeOf(atLimit)).toBe('icc-stream');
  });

  it('refuses a profile over the limit before it checks the stream', () => {
    expect(() => readIcc([0xff, 0xff, 0xff, 0xff, 0x0f])).toThrow(
      expect.objectContaining({ name: 'LimitError', limit: 'maxMetadataBytes', actual: 2 ** 32 - 1 }),
    );
  });
});

describe('readUsableMetadata', () => {
  it('leaves out metadata over the limit, and says why', () => {
    const bytes = readValid('chunks');
    const { icc, exif } = readMetadata(bytes);
    expect(readUsableMetadata(bytes)).toEqual({ icc, exif, dropped: [] });
    const limited = readUsableMetadata(bytes, { maxMetadataBytes: exif!.length });
    expect(limited).toEqual({ exif, dropped: [expect.objectContaining({ limit: 'maxMetadataBytes' })] });
    const none = readUsableMetadata(bytes, { maxMetadataBytes: 0 });
    expect(none.dropped.map(({ code }) => code)).toEqual(['limit', 'limit']);
  });

  it('leaves out faulty metadata, and keeps the rest', () => {
    for (const vector of MANIFEST.invalid.filter(({ reader }) => reader === 'metadata')) {
      const { icc, dropped } = readUsableMetadata(readVector(vector), { maxPixels: 2 ** 30 });
      expect([icc, dropped.map(({ code }) => code)]).toEqual([undefined, [vector.code]]);
    }
  });

  it('passes on errors that are not faults of the metadata', () => {
    const inflate = (() => 'junk') as unknown as Inflate;
    expect(() => readUsableMetadata(readValid('chunk-icc'), { inflate })).toThrow(
      expect.objectContaining({ name: 'OptionError', option: 'inflate' }),
    );
    let calls = 0;
    const junkLater = ((...args: Parameters<Inflate>) => (calls++ === 0 ? inflateWithPako(...args) : 7)) as Inflate;
    expect(() => readUsableMetadata(readValid('chunk-icc'), { inflate: junkLater })).toThrow(
      expect.objectContaining({ name: 'OptionError', option: 'inflate' }),
    );
    expect(() => readUsableMetadata(readValid('chunk-icc').slice(0, -1))).toThrow(/truncated|more bytes/);
  });
});

describe('checkUsableMetadata', () => {
  it('finds the faults that reading it finds', () => {
    const faulty = MANIFEST.invalid.filter(({ reader }) => reader === 'metadata').map(readVector);
    for (const bytes of [readValid('chunks'), readValid('chunk-icc'), readValid('chunk-exif'), ...faulty]) {
      for (const maxMetadataBytes of [0, 1, 2 ** 20]) {
        const options = { maxPixels: 2 ** 30, maxMetadataBytes };
        const { dropped } = readUsableMetadata(bytes, options);
        expect(checkUsableMetadata(bytes, options)).toEqual(dropped);
      }
    }
  });
});

describe.each([
  ['readInfo', readInfo],
  ['readSections', readSections],
  ['readMetadata', readMetadata],
])('%s', (_, read) => {
  it('refuses values that are not bytes, by the name of the argument', () => {
    expect(() => read('akm' as unknown as Uint8Array)).toThrow(
      expect.objectContaining({ option: 'bytes', message: 'bytes: expected a Uint8Array, found "akm"' }),
    );
  });
});
