import { existsSync, readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../src/error.js';
import { readPicture } from '../../src/io/index.js';
import { SHARED_FOLDER } from '../support/corpus.js';
import { join, latin, PNG_SIGNATURE, png, pngChunk, pngData, pngHeader } from '../support/io-files.mjs';

/** Two gray pixels side by side: 10 and 200. */
const HEADER = pngHeader(2, 1);
const ROWS = Uint8Array.of(0, 10, 200);
const DATA = pngData(ROWS);
const GREYS = [10, 10, 10, 255, 200, 200, 200, 255];
const PALETTE_HEADER = pngHeader(3, 1, 8, 3);
const PALETTE = pngChunk('PLTE', Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9));
const INDICES = pngData(Uint8Array.of(0, 0, 1, 2));

function tRNS(...bytes: number[]): Uint8Array {
  return pngChunk('tRNS', Uint8Array.from(bytes));
}

function withWrongCrc(chunk: Uint8Array): Uint8Array {
  const wrong = chunk.slice();
  wrong[wrong.length - 1]! ^= 1;
  return wrong;
}

/** The pixels. Checks that there is one note, and that strict reading refuses the file for the same reason. */
function readWithNote(bytes: Uint8Array, words: RegExp): number[] {
  const { image, notes } = readPicture(bytes);
  expect(notes).toEqual([expect.stringMatching(words)]);
  let fault: unknown;
  try {
    readPicture(bytes, { strict: true });
  } catch (error) {
    fault = error;
  }
  expect(fault).toBeInstanceOf(FormatError);
  expect(notes[0]!.startsWith(`${(fault as FormatError).message}; `)).toBe(true);
  return Array.from(image.data);
}

describe('a fault that leaves the pixels whole is noted, and refused by strict reading:', () => {
  const whole = [HEADER, DATA] as const;
  const surplusRows = pngData(join(ROWS, ROWS));
  const surplusBytes = pngChunk('IDAT', join(deflateSync(ROWS), latin('more')));
  const noEnd = pngChunk('IDAT', deflateSync(ROWS).subarray(0, -4));
  it.each([
    ['no IEND', join(PNG_SIGNATURE, ...whole), /ends without IEND; the image data before it are whole/],
    ['half an IEND', png(...whole).subarray(0, -7), /the file ends 5 bytes into a chunk/],
    [
      'a cut chunk behind the data',
      join(PNG_SIGNATURE, ...whole, Uint8Array.of(0, 0, 9, 9), latin('tEXt')),
      /bytes into a chunk/,
    ],
    ['no letters behind the data', join(PNG_SIGNATURE, ...whole, new Uint8Array(30)), /not four letters/],
    [
      'a cut IDAT behind all rows',
      join(PNG_SIGNATURE, ...whole, DATA.subarray(0, 15)),
      /image data before it are whole/,
    ],
    ['IEND with data', join(PNG_SIGNATURE, ...whole, pngChunk('IEND', ROWS)), /expected no data, found 3 bytes/],
    ['a wrong CRC of IEND', join(PNG_SIGNATURE, ...whole, withWrongCrc(pngChunk('IEND'))), /IEND.*expected CRC/],
    ['bytes after IEND', join(png(...whole), latin('more')), /4 bytes follow the end of the PNG; they were ignored/],
    [
      'a comment with a wrong CRC',
      png(HEADER, withWrongCrc(pngChunk('tEXt', latin('a\0b'))), DATA),
      /tEXt.*expected CRC 0x/,
    ],
    [
      'gAMA with a wrong CRC',
      png(HEADER, withWrongCrc(pngChunk('gAMA', Uint8Array.of(0, 1, 134, 160))), DATA),
      /gAMA.*CRC/,
    ],
    ['a comment between IDATs that were all', png(...whole, pngChunk('tEXt'), DATA), /not in one row; it was ignored/],
    ['surplus rows', png(HEADER, surplusRows), /found more; the surplus was ignored/],
    ['bytes behind the zlib stream', png(HEADER, surplusBytes), /found 4 bytes after the end of the compressed data/],
    ['a zlib stream without its checksum', png(HEADER, noEnd), /lack their end; the rows are all there/],
    ['a palette of a grey picture', png(HEADER, PALETTE, DATA), /a gray PNG has no palette; it was ignored/],
    [
      'a second gAMA',
      png(HEADER, ...Array(2).fill(pngChunk('gAMA', Uint8Array.of(0, 0, 177, 143))), DATA),
      /a second one/,
    ],
    [
      'gAMA behind the data',
      png(...whole, pngChunk('gAMA', Uint8Array.of(0, 1, 134, 160))),
      /gAMA.*after the image data/,
    ],
    ['tRNS behind the data', png(...whole, tRNS(0, 10)), /tRNS.*after the image data; it was ignored/],
    ['tRNS too short', png(HEADER, tRNS(10), DATA), /expected 2 bytes, found 1; it was ignored/],
  ])('%s', (_what, bytes, words) => {
    expect(readWithNote(bytes, words)).toEqual(GREYS);
  });

  it('tRNS out of place, twice or too long, read as browsers do', () => {
    const opaque = [1, 2, 3, 255, 4, 5, 6, 255, 7, 8, 9, 255];
    const before = png(PALETTE_HEADER, tRNS(0), PALETTE, INDICES);
    expect(readWithNote(before, /tRNS.*before PLTE; it was ignored/)).toEqual(opaque);
    const twice = png(PALETTE_HEADER, PALETTE, tRNS(77), tRNS(0), INDICES);
    expect(readWithNote(twice, /second tRNS/)).toEqual(opaque.with(3, 77));
    const long = png(PALETTE_HEADER, PALETTE, tRNS(1, 2, 3, 4), INDICES);
    expect(readWithNote(long, /4 alphas for a palette of 3/)).toEqual([1, 2, 3, 1, 4, 5, 6, 2, 7, 8, 9, 3]);
    const key = png(HEADER, tRNS(0, 10, 0, 0), DATA);
    expect(readWithNote(key, /expected 2 bytes, found 4; the surplus/)).toEqual(GREYS.with(3, 0));
    const beside = png(pngHeader(1, 1, 8, 4), tRNS(0, 10), pngData(Uint8Array.of(0, 10, 20)));
    expect(readWithNote(beside, /an alpha channel already/)).toEqual([10, 10, 10, 20]);
  });

  it('a suggested palette of a wrong length or in a wrong place', () => {
    const colour = pngHeader(1, 1, 8, 2);
    const data = pngData(Uint8Array.of(0, 1, 2, 3));
    const wrong = png(colour, pngChunk('PLTE', new Uint8Array(4)), data);
    expect(readWithNote(wrong, /found 4 bytes; it was ignored/)).toEqual([1, 2, 3, 255]);
    expect(readWithNote(png(colour, data, PALETTE), /after the image data/)).toEqual([1, 2, 3, 255]);
  });

  it('an index beyond the palette, which gets its last colour, at every depth', () => {
    for (const [depth, row] of [
      [8, 3],
      [4, 0x03],
      [2, 0b00000011],
    ] as const) {
      const file = png(pngHeader(8 / depth, 1, depth, 3), PALETTE, pngData(Uint8Array.of(0, row)));
      expect(readWithNote(file, /palette index 3, and the palette has 3 colours/).slice(-4)).toEqual([7, 8, 9, 255]);
    }
  });
});

describe('damage to pixels', () => {
  it('is refused, with any data behind it', () => {
    const half = deflateSync(Uint8Array.from({ length: 900 }, (_, i) => (i * i) >> 3));
    const file = (...chunks: Uint8Array[]) => png(pngHeader(899, 1), ...chunks);
    const apart = file(pngChunk('IDAT', half.subarray(0, 99)), pngChunk('tEXt'), pngChunk('IDAT', half.subarray(99)));
    for (const bytes of [
      apart,
      file(pngChunk('IDAT', half.subarray(0, 99))),
      file(withWrongCrc(pngChunk('IDAT', half))),
    ]) {
      expect(() => readPicture(bytes)).toThrow(FormatError);
    }
  });

  it('makes few notes in a file of a million faults', () => {
    const many = Buffer.alloc(15 * 100_000, Buffer.from(withWrongCrc(pngChunk('tEXt', latin('a\0b')))));
    const { notes } = readPicture(png(HEADER, many, DATA));
    expect(notes).toHaveLength(21);
    expect(notes.at(-1)).toBe('99980 more notes were left out');
  });
});

describe('an option that is not a boolean', () => {
  it.each(['strict', 'toSrgb'])('is refused: %s', (option) => {
    expect(() => readPicture(png(HEADER, DATA), { [option]: 1 } as never)).toThrow(expect.objectContaining({ option }));
  });
});

const REPORTS = `${SHARED_FOLDER}corpus/reports/`;
const reportsMissing = !existsSync(`${REPORTS}no-iend.png`);

describe.skipIf(reportsMissing)(
  `files that people reported${reportsMissing ? ' (skipped: ../shared is not there)' : ''}`,
  () => {
    it.each([
      ['text-bad-crc.png', /tEXt.*expected CRC/],
      ['itxt-bad-crc-after.png', /iTXt.*expected CRC/],
      ['no-iend.png', /ends without IEND/],
    ])('%s is read with a note', (name, words) => {
      readWithNote(Uint8Array.from(readFileSync(REPORTS + name)), words);
    });

    it('gama1.png has its gamma applied: half of the light is the level 188', () => {
      const { image, notes } = readPicture(Uint8Array.from(readFileSync(`${REPORTS}gama1.png`)));
      const middle = (16 * image.width + 16) * 4;
      expect(Array.from(image.data.subarray(middle, middle + 3))).toContain(188);
      expect(notes).toEqual(['gAMA applied: the pixels are sRGB now']);
    });
  },
);
