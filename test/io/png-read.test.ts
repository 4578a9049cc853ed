import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FormatError, LimitError, UnsupportedError } from '../../src/error.js';
import { readPicture } from '../../src/io/index.js';
import { roundTo8Bits } from '../../src/io/png-expand.js';
import {
  exifBlock,
  iccProfile,
  join,
  latin,
  PNG_SIGNATURE,
  png,
  pngChunk,
  pngData,
  pngHeader,
} from '../support/io-files.mjs';

/** Two gray pixels side by side: 10 and 200. */
const ROWS = Uint8Array.of(0, 10, 200);
const HEADER = pngHeader(2, 1);
const DATA = pngData(ROWS);
const END = pngChunk('IEND');

function pixels(bytes: Uint8Array): number[] {
  return Array.from(readPicture(bytes).image.data);
}

function faultOf(bytes: Uint8Array, maxPixels?: number): unknown {
  try {
    readPicture(bytes, maxPixels === undefined ? {} : { maxPixels });
  } catch (error) {
    return error;
  }
  return 'read';
}

function expectFormatError(bytes: Uint8Array, code: string, words: RegExp, maxPixels?: number): void {
  const fault = faultOf(bytes, maxPixels);
  expect(fault).toBeInstanceOf(FormatError);
  expect((fault as FormatError).code).toBe(code);
  expect((fault as FormatError).message).toMatch(words);
}

describe('a small PNG', () => {
  it('is read', () => {
    const picture = readPicture(png(HEADER, DATA));
    expect(picture.image).toEqual({ width: 2, height: 1, data: Uint8Array.of(10, 10, 10, 255, 200, 200, 200, 255) });
    expect(picture).toMatchObject({ format: 'png', notes: [] });
    expect(picture).not.toHaveProperty('icc');
  });

  it('is read from the middle of a larger buffer', () => {
    const file = png(HEADER, DATA);
    const inside = join(new Uint8Array(5), file, new Uint8Array(3)).subarray(5, 5 + file.length);
    expect(pixels(inside)).toEqual([10, 10, 10, 255, 200, 200, 200, 255]);
  });

  it('is returned in memory that nothing else uses', () => {
    const { buffer } = readPicture(png(HEADER, DATA)).image.data;
    expect(buffer.byteLength).not.toBe(Buffer.allocUnsafe(1).buffer.byteLength);
  });

  it('may have its data in many pieces, some of them empty', () => {
    const deflated = deflateSync(ROWS);
    const pieces = Array.from(deflated, (byte) => pngChunk('IDAT', Uint8Array.of(byte)));
    const file = png(HEADER, pngChunk('IDAT'), ...pieces, pngChunk('IDAT'));
    expect(pixels(file)).toEqual([10, 10, 10, 255, 200, 200, 200, 255]);
  });
});

describe('chunks out of order', () => {
  it.each([
    ['no IDAT', png(HEADER), /IDAT.*there is none/],
    ['nothing at all', PNG_SIGNATURE, /ends without IEND/],
    [
      'half of the data, and then the end',
      join(PNG_SIGNATURE, HEADER, pngChunk('IDAT'), DATA.subarray(0, 15)),
      /has 3 more/,
    ],
    ['IEND alone', png(), /IHDR.*there is none/],
    ['IDAT before IHDR', png(DATA, HEADER), /first chunk must be IHDR/],
    ['a second IHDR', png(HEADER, HEADER, DATA), /second IHDR/],
    ['half a chunk', join(PNG_SIGNATURE, HEADER, DATA.subarray(0, 7)), /into a chunk/],
    ['a length past the end', join(PNG_SIGNATURE, HEADER, Uint8Array.of(0, 0, 1, 0), latin('IDAT'), END), /256 bytes/],
    ['a length of 4 GB', join(PNG_SIGNATURE, HEADER, new Uint8Array(4).fill(255), latin('IDAT'), END), /4294967295/],
    ['a type that is no letters', png(HEADER, pngChunk('ID\0T'), DATA), /not four letters/],
    ['no palette', png(pngHeader(2, 1, 8, 3), DATA), /PLTE.*there is none/],
    ['two palettes', png(pngHeader(2, 1, 8, 3), pngChunk('PLTE', ROWS), pngChunk('PLTE', ROWS), DATA), /second PLTE/],
    ['an empty palette', png(pngHeader(2, 1, 8, 3), pngChunk('PLTE'), DATA), /found 0 bytes/],
    ['a palette of 4 bytes', png(pngHeader(2, 1, 8, 3), pngChunk('PLTE', new Uint8Array(4)), DATA), /found 4 bytes/],
    ['257 colours', png(pngHeader(2, 1, 8, 3), pngChunk('PLTE', new Uint8Array(771)), DATA), /found 771 bytes/],
  ])('with %s are refused', (_what, bytes, words) => {
    expectFormatError(bytes, 'png-chunk', words);
  });

  it('with a wrong CRC in a chunk that the pixels need are refused', () => {
    const palette = pngChunk('PLTE', Uint8Array.of(1, 2, 3));
    const file = png(pngHeader(2, 1, 8, 3), palette, pngData(Uint8Array.of(0, 0, 0)));
    const ends = [8 + 25, 8 + 25 + palette.length, file.length - 12];
    for (const end of ends) {
      const damaged = file.slice();
      damaged[end - 1]! ^= 1;
      expectFormatError(damaged, 'png-crc', /expected CRC 0x[0-9a-f]{8}, found 0x[0-9a-f]{8}/);
    }
  });

  it('with an unknown critical chunk are not supported', () => {
    expect(faultOf(png(HEADER, pngChunk('CgBI'), DATA))).toBeInstanceOf(UnsupportedError);
  });
});

describe('a header', () => {
  it.each([
    [pngHeader(0, 1), /width of 0/],
    [pngHeader(1, 0), /height of 0/],
    [pngHeader(2 ** 31, 1), /width of 2147483648/],
    [pngHeader(1, 2 ** 32 - 1), /height of 4294967295/],
    [pngHeader(1, 1, 16, 3), /colour type 3 has no depth of 16/],
    [pngHeader(1, 1, 4, 2), /colour type 2 has no depth of 4/],
    [pngHeader(1, 1, 3, 0), /no depth of 3/],
    [pngHeader(1, 1, 8, 5), /colour type 5 does not exist/],
    [pngHeader(1, 1, 8, 0, 2), /interlace method 2/],
    [pngChunk('IHDR', new Uint8Array(12)), /expected 13 bytes/],
    [pngChunk('IHDR', Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 1, 0, 0)), /compression method 1/],
    [pngChunk('IHDR', Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 1, 0)), /filter method 1/],
  ])('that the standard does not allow is refused: case %#', (header, words) => {
    expectFormatError(png(header, DATA), 'png-header', words);
  });

  it('of more pixels than allowed is refused, and the error names the option', () => {
    for (const [width, height] of [
      [65536, 65536],
      [2 ** 31 - 1, 2 ** 31 - 1],
      [65535, 65537],
      [16384, 16384],
    ] as const) {
      const fault = faultOf(png(pngHeader(width, height), DATA));
      expect(fault).toBeInstanceOf(LimitError);
      expect(fault).toMatchObject({ limit: 'maxPixels', actual: width * height });
    }
    expect(faultOf(png(HEADER, DATA), 2)).toBe('read');
    expect(faultOf(png(HEADER, DATA), 1)).toBeInstanceOf(LimitError);
  });

  it('of more rows than its data can hold is refused before memory is allocated', () => {
    expectFormatError(png(pngHeader(16000, 16000, 8, 6), DATA), 'png-idat', /can't hold the 1024016000 bytes/, 2 ** 28);
    expectFormatError(png(pngHeader(16000, 16000, 16, 6, 1), DATA), 'png-idat', /can't hold/, 2 ** 28);
  });
});

describe('image data', () => {
  const rows = new Uint8Array(64 * 65);
  const header = pngHeader(64, 64);

  it('too short by a byte are refused, where pngjs would hand out uninitialised memory', () => {
    expectFormatError(png(header, pngData(rows.subarray(1))), 'png-idat', /expected 4160 bytes of rows, found 4159/);
    expectFormatError(png(header, pngData(rows.subarray(4159))), 'png-idat', /found 1$/);
    expectFormatError(png(pngHeader(64, 64, 8, 0, 1), pngData(rows)), 'png-idat', /expected 4216 bytes/);
  });

  it('that are damaged or cut short are refused, with the cause', () => {
    const deflated = deflateSync(Uint8Array.from({ length: 4160 }, (_, at) => (at % 65 === 0 ? 0 : at * at)));
    const cut = png(header, pngChunk('IDAT', deflated.subarray(0, -40)));
    expectFormatError(cut, 'png-idat', /expected 4160 bytes of rows, found \d+$/);
    const damaged = Uint8Array.from(deflated);
    damaged.fill(0xff, 2, 10);
    expectFormatError(png(header, pngChunk('IDAT', damaged)), 'png-idat', /damaged/);
    expect((faultOf(png(header, pngChunk('IDAT', damaged))) as Error).cause).toBeInstanceOf(Error);
  });

  it('with a wrong Adler-32 are refused', () => {
    const deflated = Uint8Array.from(deflateSync(rows));
    deflated[deflated.length - 1]! ^= 1;
    expectFormatError(png(header, pngChunk('IDAT', deflated)), 'png-idat', /damaged/);
  });

  it('with an unknown filter are refused', () => {
    const wrong = rows.slice();
    wrong[3 * 65] = 5;
    expectFormatError(png(header, pngData(wrong)), 'png-idat', /row 3 has the unknown filter 5/);
  });

  it('may have any values in the padding bits of a row', () => {
    const palette = pngChunk('PLTE', new Uint8Array(3));
    const file = png(pngHeader(1, 1, 1, 3), palette, pngData(Uint8Array.of(0, 0b01111111)));
    expect(pixels(file)).toEqual([0, 0, 0, 255]);
  });
});

describe('transparency', () => {
  it('of 16 bits is compared at 16 bits', () => {
    const rows = Uint8Array.of(0, 0x12, 0x34, 0x12, 0x35);
    const key = pngChunk('tRNS', Uint8Array.of(0x12, 0x34));
    expect(pixels(png(pngHeader(2, 1, 16, 0), key, pngData(rows)))).toEqual([18, 18, 18, 0, 18, 18, 18, 255]);
    const rgb = Uint8Array.of(0, 0, 1, 0, 2, 0, 3, 0, 1, 0, 2, 0, 4);
    const rgbKey = pngChunk('tRNS', Uint8Array.of(0, 1, 0, 2, 0, 3));
    expect(pixels(png(pngHeader(2, 1, 16, 2), rgbKey, pngData(rgb)))).toEqual([0, 0, 0, 0, 0, 0, 0, 255]);
  });

  it('hides one colour of 8 bits and keeps its samples', () => {
    const rows = Uint8Array.of(0, 1, 2, 3, 1, 2, 4);
    const key = pngChunk('tRNS', Uint8Array.of(0, 1, 0, 2, 0, 3));
    expect(pixels(png(pngHeader(2, 1, 8, 2), key, pngData(rows)))).toEqual([1, 2, 3, 0, 1, 2, 4, 255]);
  });

  it('hides a gray level of fewer bits', () => {
    const key = pngChunk('tRNS', Uint8Array.of(0, 2));
    const file = png(pngHeader(4, 1, 2, 0), key, pngData(Uint8Array.of(0, 0b00011011)));
    expect(pixels(file)).toEqual([0, 0, 0, 255, 85, 85, 85, 255, 170, 170, 170, 0, 255, 255, 255, 255]);
  });

  it('gives alphas to the first colours of a palette', () => {
    const palette = pngChunk('PLTE', Uint8Array.of(1, 2, 3, 4, 5, 6));
    const file = (alphas: Uint8Array) =>
      png(pngHeader(2, 1, 8, 3), palette, pngChunk('tRNS', alphas), pngData(Uint8Array.of(0, 0, 1)));
    expect(pixels(file(Uint8Array.of(77)))).toEqual([1, 2, 3, 77, 4, 5, 6, 255]);
  });
});

describe('16-bit samples', () => {
  it('are rounded to the nearest of 8 bits: all 65,536 of them', () => {
    let wrong = 0;
    for (let value = 0; value < 65536; value++) {
      if (roundTo8Bits(value) !== Math.round(value / 257)) wrong++;
    }
    expect(wrong).toBe(0);
  });
});

describe('metadata of a PNG', () => {
  const profile = iccProfile();
  const iccp = (name: string, method: number, data: Uint8Array) =>
    pngChunk('iCCP', join(latin(name), Uint8Array.of(0, method), data));

  it('a profile is kept', () => {
    const picture = readPicture(png(HEADER, iccp('P3', 0, deflateSync(profile)), DATA));
    expect(picture.icc).toEqual(profile);
    expect(picture.notes).toEqual([]);
  });

  it.each([
    ['damaged data', iccp('P3', 0, Uint8Array.of(1, 2, 3)), /its data are damaged/],
    [
      'another method',
      iccp('P3', 1, deflateSync(profile)),
      /iCCP at byte 33: it is damaged; the ICC profile was ignored/,
    ],
    ['no name', iccp('', 0, deflateSync(profile)), /iCCP at byte 33: it is damaged; the ICC profile was ignored/],
    ['nothing', pngChunk('iCCP'), /iCCP at byte 33: it is damaged; the ICC profile was ignored/],
    ['a few bytes', iccp('P3', 0, deflateSync(profile.subarray(0, 100))), /100 bytes are too few/],
    ['half the profile', iccp('P3', 0, deflateSync(profile.subarray(0, 130))), /declares 140 bytes and has 130/],
    ['a profile for inks', iccp('P3', 0, deflateSync(iccProfile(4, 'CMYK'))), /"CMYK" colours/],
    ['zeros', iccp('P3', 0, deflateSync(join(Uint8Array.of(0, 0, 0, 128), new Uint8Array(124)))), /signature/],
    ['a bomb', iccp('P3', 0, deflateSync(new Uint8Array(2 ** 24))), /over 4194304 bytes/],
  ])('a profile of %s is dropped with a note', (_what, chunk, words) => {
    const picture = readPicture(png(HEADER, chunk, DATA));
    expect(picture).not.toHaveProperty('icc');
    expect(picture.notes).toEqual([expect.stringMatching(words)]);
  });

  it('Exif orientation is applied, unlike in pngjs', () => {
    const picture = readPicture(png(HEADER, pngChunk('eXIf', exifBlock(6)), DATA));
    expect(picture.image).toMatchObject({ width: 1, height: 2 });
    expect(picture.notes).toEqual(['EXIF orientation 6 was applied']);
    const damaged = readPicture(png(HEADER, pngChunk('eXIf', latin('nonsense')), DATA));
    expect(damaged.image).toMatchObject({ width: 2, height: 1 });
    expect(damaged.notes).toEqual(['the Exif data were ignored: its byte order is neither II nor MM']);
  });

  it('of an animation, the first picture is read, with a note', () => {
    const frames = [pngChunk('acTL', new Uint8Array(8)), pngChunk('fcTL', new Uint8Array(26)), DATA];
    const { image, notes } = readPicture(png(HEADER, ...frames, pngChunk('fdAT', new Uint8Array(9))));
    expect(image).toMatchObject({ width: 2, height: 1 });
    expect(notes).toEqual(['the PNG is animated; only its first picture was read']);
  });
});
