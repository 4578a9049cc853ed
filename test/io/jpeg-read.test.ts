import { describe, expect, it } from 'vitest';
import { AkmError, FormatError, LimitError, UnsupportedError } from '../../src/error.js';
import type { Image } from '../../src/image.js';
import { readPicture, writePicture } from '../../src/io/index.js';
import { FORMATS_NOTE, formatsMissing, listFormats, readFormat } from '../support/io-corpus.js';
import {
  type ComponentShape,
  exifBlock,
  greyJpeg,
  iccProfile,
  isSameImage,
  JPEG_END,
  JPEG_HUFFMAN,
  JPEG_QUANTIZATION,
  JPEG_START,
  join,
  jpegFrame,
  jpegScan,
  jpegSegment,
  latin,
  zeroBits,
} from '../support/io-files.mjs';

/** Mean R, G, B of the four quarters, row by row, as ImageMagick 6.9 (libjpeg) decodes them. */
const QUARTERS = [
  ['jpeg_1x1.jpg', 1, 1, '0 0 0 0 0 0 0 0 0 199 50 20'],
  ['jpeg_411_baseline.jpg', 192, 128, '110 101 82 101 90 77 73 64 52 81 67 58'],
  ['jpeg_420_odd_size_67x45.jpg', 67, 45, '117 129 119 93 79 68 161 118 107 102 91 84'],
  ['jpeg_422_baseline.jpg', 192, 128, '110 101 82 101 90 77 73 64 52 81 67 58'],
  ['jpeg_440_baseline.jpg', 192, 128, '111 100 82 101 90 77 73 64 52 81 67 58'],
  ['jpeg_444_baseline.jpg', 240, 160, '119 129 90 134 97 85 126 132 71 106 79 56'],
  ['jpeg_cmyk_adobe.jpg', 240, 160, '119 129 89 134 96 85 125 132 71 106 79 55'],
  ['jpeg_gray.jpg', 240, 160, '121 121 121 106 106 106 123 123 123 85 85 85'],
  ['jpeg_icc_p3.jpg', 240, 160, '119 129 90 134 97 85 126 132 71 106 79 56'],
  ['jpeg_non_interleaved_scans.jpg', 200, 170, '93 117 47 48 72 38 60 83 32 47 64 35'],
  ['jpeg_progressive_420.jpg', 200, 170, '93 117 47 48 72 38 60 83 32 47 64 35'],
  ['jpeg_progressive_444.jpg', 192, 128, '110 101 82 101 90 77 73 64 52 81 67 58'],
  ['jpeg_restart_every_2_rows.jpg', 240, 160, '119 129 90 134 97 85 126 132 71 106 79 56'],
  ['jpeg_restart_every_3_mcus.jpg', 192, 128, '110 101 82 100 90 77 73 64 52 81 67 58'],
  ['jpeg_rgb_adobe_transform0.jpg', 200, 170, '93 118 47 48 72 38 60 83 31 47 64 34'],
  ['jpeg_ycck_adobe.jpg', 240, 160, '119 128 89 132 96 84 125 131 71 106 79 56'],
] as const;

const YCC: readonly ComponentShape[] = [
  [1, 2, 2],
  [2, 1, 1],
  [3, 1, 1],
];

function quarters({ width, height, data }: Image): number[] {
  const means: number[] = [];
  const halves = (size: number) => [[0, size >> 1] as const, [size >> 1, size] as const];
  for (const [top, bottom] of halves(height)) {
    for (const [left, right] of halves(width)) {
      const sums = [0, 0, 0];
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) for (let c = 0; c < 3; c++) sums[c]! += data[(y * width + x) * 4 + c]!;
      }
      const count = (bottom - top) * (right - left);
      means.push(...sums.map((sum) => (count === 0 ? 0 : sum / count)));
    }
  }
  return means;
}

function faultOf(bytes: Uint8Array): unknown {
  try {
    readPicture(bytes);
  } catch (error) {
    return error;
  }
  return 'read';
}

function expectFormatError(bytes: Uint8Array, code: string, words: RegExp): void {
  const fault = faultOf(bytes);
  expect(fault).toBeInstanceOf(FormatError);
  expect(fault).toMatchObject({ code, message: expect.stringMatching(words) });
}

/** A JPEG of segments, with SOI, the usual tables and EOI. */
function jpeg(...segments: readonly Uint8Array[]): Uint8Array {
  return join(JPEG_START, JPEG_QUANTIZATION, JPEG_HUFFMAN, ...segments, JPEG_END);
}

/** Whether all pixels are of one opaque colour. */
function isFlat(image: Image, red: number, green: number, blue: number): boolean {
  return image.data.every((value, at) => value === [red, green, blue, 255][at % 4]);
}

describe.skipIf(formatsMissing)(`JPEG files of the corpus${FORMATS_NOTE}`, () => {
  it.each(QUARTERS)('%s is close to the pixels of libjpeg', (name, width, height, expected) => {
    const { image, format } = readPicture(readFormat(name));
    expect(format).toBe('jpeg');
    expect(image).toMatchObject({ width, height });
    const found = quarters(image);
    expected.split(' ').forEach((value, at) => {
      expect(Math.abs(found[at]! - Number(value)), `mean ${at}`).toBeLessThanOrEqual(1.6);
    });
  });

  it.each(QUARTERS)('%s comes back the same after being written as PNG', (name) => {
    const { image, icc } = readPicture(readFormat(name));
    const again = readPicture(writePicture(image, 'png', { icc }));
    expect(isSameImage(again.image, image)).toBe(true);
    expect(again.icc).toEqual(icc);
  });

  it.each(listFormats(/^corrupt_jpeg_truncated/))('%s is refused', (name) => {
    expect(faultOf(readFormat(name))).toBeInstanceOf(AkmError);
  });

  it('half of a progressive file shows the scans that are there, with notes', () => {
    const { image, notes } = readPicture(readFormat('corrupt_jpeg_progressive_truncated_half.jpg'));
    expect(image).toMatchObject({ width: 200, height: 170 });
    expect(notes).toEqual([
      'the JPEG lacks its end marker (EOI): the file may be cut short',
      'scans of the JPEG are missing: the picture lacks detail',
      'a scan of the JPEG is cut short: the picture lacks detail',
    ]);
  });

  it('arithmetic coding is refused by name', () => {
    const fault = faultOf(readFormat('jpeg_arithmetic_coded.jpg'));
    expect(fault).toBeInstanceOf(UnsupportedError);
    expect((fault as Error).message).toMatch(/arithmetic/);
  });

  it('have the right profiles and notes', () => {
    expect(readPicture(readFormat('jpeg_icc_p3.jpg')).icc).toHaveLength(468);
    expect(readPicture(readFormat('jpeg_cmyk_adobe.jpg')).notes).toEqual([
      'CMYK inks were turned into RGB without a colour profile',
    ]);
    expect(readPicture(readFormat('jpeg_444_baseline.jpg')).notes).toEqual([]);
  });

  it('cut at any length before the end marker are refused', () => {
    const bytes = readFormat('jpeg_420_odd_size_67x45.jpg');
    for (let length = 3; length < bytes.length - 2; length++) {
      expect(faultOf(bytes.subarray(0, length)), `${length} bytes`).toBeInstanceOf(AkmError);
    }
  });
});

describe('a minimal JPEG', () => {
  it('in gray is read', () => {
    const { image, notes } = readPicture(greyJpeg(20, 12));
    expect(image).toMatchObject({ width: 20, height: 12 });
    expect(isFlat(image, 128, 128, 128)).toBe(true);
    expect(notes).toEqual([]);
  });

  it('in gray may have any sampling factors, with restarts at odd places', () => {
    // Height 5 blocks, and a decoder that used the factors would pad it to 6 and decode past the end.
    const restarts = jpegSegment(0xdd, [0, 4]);
    const scan = join(jpegScan([1], 8), Uint8Array.of(0xff, 0xd0), zeroBits(2));
    const { image } = readPicture(jpeg(jpegFrame(8, 40, [[1, 2, 2]]), restarts, scan));
    expect(isFlat(image, 128, 128, 128)).toBe(true);
  });

  it('of three components is read in one scan and in three', () => {
    const one = jpeg(jpegFrame(20, 12, YCC), jpegScan([1, 2, 3], 2 * 2 * 6));
    expect(isFlat(readPicture(one).image, 128, 128, 128)).toBe(true);
    const scans = [jpegScan([1], 2 * 6), jpegScan([2], 2 * 2), jpegScan([3], 2 * 2)];
    expect(isFlat(readPicture(jpeg(jpegFrame(20, 12, YCC), ...scans)).image, 128, 128, 128)).toBe(true);
  });

  it('of components called R, G, B is RGB, and of others YCbCr', () => {
    // Quantization of 1 and a DC difference of 7 in the first component: 128 + 7/8 rounds to 129.
    const huffman = jpegSegment(0xc4, [0, 1, 1, ...Array<number>(14).fill(0), 0, 3]);
    const file = (ids: readonly [number, number, number], extra: Uint8Array = new Uint8Array()) => {
      const shapes = ids.map((id): ComponentShape => [id, 1, 1]);
      // First component: DC code 10 (3 bits), 111, EOB 0; the others: 0, 0.
      const header = jpegScan(ids, 0);
      return jpeg(extra, huffman, jpegFrame(8, 8, shapes), header, Uint8Array.of(0b10111000, 0b00111111));
    };
    expect(isFlat(readPicture(file([0x52, 0x47, 0x42])).image, 129, 128, 128)).toBe(true);
    expect(isFlat(readPicture(file([1, 2, 3])).image, 129, 129, 129)).toBe(true);
    const adobe = (transform: number) => jpegSegment(0xee, [...latin('Adobe'), 0, 100, 0, 0, 0, 0, transform]);
    expect(isFlat(readPicture(file([1, 2, 3], adobe(0))).image, 129, 128, 128)).toBe(true);
    expect(isFlat(readPicture(file([0x52, 0x47, 0x42], adobe(1))).image, 129, 129, 129)).toBe(true);
    const jfif = jpegSegment(0xe0, [...latin('JFIF'), 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
    expect(isFlat(readPicture(file([1, 2, 3], join(jfif, adobe(0)))).image, 129, 129, 129)).toBe(true);
  });

  it('may have fill bytes before any marker, restarts included', () => {
    const fill = Uint8Array.of(0xff, 0xff);
    const scan = join(jpegScan([1], 4), fill, Uint8Array.of(0xff, 0xd0), zeroBits(4), fill);
    const { image, notes } = readPicture(jpeg(fill, jpegFrame(32, 8), fill, jpegSegment(0xdd, [0, 2]), scan));
    expect(isFlat(image, 128, 128, 128)).toBe(true);
    expect(notes).toEqual([]);
  });

  it('may have a few stray bytes between segments, with a note', () => {
    const { notes } = readPicture(jpeg(latin('ab'), jpegFrame(8, 8), jpegScan([1], 2)));
    expect(notes).toEqual(['2 stray bytes between the segments of the JPEG were skipped']);
    const many = jpeg(new Uint8Array(100_000), jpegFrame(8, 8), jpegScan([1], 2));
    expectFormatError(many, 'jpeg-marker', /expected a marker/);
  });

  it('may be followed by other bytes, with a note', () => {
    const { notes } = readPicture(join(greyJpeg(8, 8), latin('trailer')));
    expect(notes).toEqual(['7 bytes after the end of the JPEG were ignored']);
  });

  it('is read by all of its scans when progressive', () => {
    const scans = [
      jpegScan([1, 2, 3], 12, [0, 0, 0, 1]),
      jpegScan([1], 8, [1, 5, 0, 2]),
      jpegScan([1], 8, [6, 63, 0, 2]),
      jpegScan([1, 2, 3], 12, [0, 0, 1, 0]),
      jpegScan([1], 8, [1, 63, 2, 1]),
    ];
    const { image } = readPicture(jpeg(jpegFrame(32, 16, YCC, 0xc2), ...scans));
    expect(isFlat(image, 128, 128, 128)).toBe(true);
  });
});

describe('metadata of a JPEG', () => {
  const exif = (orientation: number) => jpegSegment(0xe1, [...latin('Exif'), 0, 0, ...exifBlock(orientation)]);
  const xmp = jpegSegment(0xe1, latin('http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>'));

  it('orientation is found in any APP1', () => {
    const { image, notes } = readPicture(greyJpeg(16, 8, xmp, exif(6)));
    expect(image).toMatchObject({ width: 8, height: 16 });
    expect(notes).toEqual(['EXIF orientation 6 was applied']);
    expect(readPicture(greyJpeg(16, 8, exif(8), xmp)).image).toMatchObject({ width: 8, height: 16 });
    expect(readPicture(greyJpeg(16, 8, exif(1), xmp)).notes).toEqual([]);
  });

  it('a faulty Exif block is noted, and the next one used', () => {
    const bad = jpegSegment(0xe1, [...latin('Exif'), 0, 0, 1, 2, 3]);
    const { image, notes } = readPicture(greyJpeg(16, 8, bad, exif(6)));
    expect(image).toMatchObject({ width: 8, height: 16 });
    expect(notes).toEqual(['the Exif data were ignored: it is too short', 'EXIF orientation 6 was applied']);
    expect(readPicture(greyJpeg(16, 8, exif(9))).notes).toEqual(['the Exif data were ignored: its orientation is 9']);
  });

  const profile = iccProfile(100);
  const part = (number: number, count: number, from: number, to: number, whole = profile) =>
    jpegSegment(0xe2, [...latin('ICC_PROFILE\0'), number, count, ...whole.subarray(from, to)]);

  it('a profile is joined by the numbers of its parts', () => {
    const { icc, notes } = readPicture(greyJpeg(8, 8, part(2, 3, 90, 100), part(3, 3, 100, 228), part(1, 3, 0, 90)));
    expect(icc).toEqual(profile);
    expect(notes).toEqual([]);
  });

  it.each([
    ['a part missing', [part(1, 2, 0, 90)], /expected each of its 2 parts once/],
    ['a part twice', [part(1, 2, 0, 90), part(1, 2, 0, 90)], /expected each of its [0-9]+ parts once/],
    ['a part too many', [part(1, 1, 0, 228), part(2, 1, 0, 0)], /expected each of its [0-9]+ parts once/],
    ['a number of 0', [part(0, 1, 0, 228)], /expected each of its [0-9]+ parts once/],
    ['no parts', [part(1, 0, 0, 228)], /expected each of its [0-9]+ parts once/],
    ['wrong length', [part(1, 1, 0, 200)], /declares 228 bytes and has 200/],
    ['inks', [part(1, 1, 0, 140, iccProfile(12, 'CMYK'))], /"CMYK" colours/],
  ])('a profile with %s is dropped with a note', (_what, parts, words) => {
    const picture = readPicture(greyJpeg(8, 8, ...parts));
    expect(picture).not.toHaveProperty('icc');
    expect(picture.notes).toEqual([expect.stringMatching(words)]);
  });

  it('other application data and comments are skipped', () => {
    const others = [jpegSegment(0xe0), jpegSegment(0xed, latin('Photoshop 3.0')), jpegSegment(0xfe, latin('hello'))];
    expect(readPicture(greyJpeg(8, 8, ...others, jpegSegment(0xe2, latin('MPF\0')))).notes).toEqual([]);
  });
});

describe('an unsupported JPEG', () => {
  const scan = jpegScan([1], 2);
  it.each([
    ['arithmetic coding', jpegFrame(8, 8, [[1, 1, 1]], 0xc9), /arithmetic/],
    ['progressive arithmetic coding', jpegFrame(8, 8, [[1, 1, 1]], 0xca), /arithmetic/],
    ['lossless coding', jpegFrame(8, 8, [[1, 1, 1]], 0xc3), /lossless/],
    ['hierarchical coding', jpegFrame(8, 8, [[1, 1, 1]], 0xc5), /hierarchical/],
    ['a hierarchy', jpegSegment(0xde, [8, 0, 8, 0, 8, 1, 1, 0x11, 0]), /hierarchical/],
    ['JPEG-LS', jpegSegment(0xf7, [8, 0, 8, 0, 8, 1, 1, 0x11, 0]), /JPEG-LS/],
    ['12 bits', jpegFrame(8, 8, [[1, 1, 1]], 0xc1, 12), /12-bit/],
    ['a height to come', jpegFrame(8, 0), /DNL/],
    [
      'two components',
      jpegFrame(8, 8, [
        [1, 1, 1],
        [2, 1, 1],
      ]),
      /2 colour components/,
    ],
    [
      'sampling of 3 to 2',
      jpegFrame(8, 8, [
        [1, 3, 1],
        [2, 2, 1],
        [3, 1, 1],
      ]),
      /whole factors/,
    ],
  ])('with %s is refused, and the message says why', (_what, frame, words) => {
    const fault = faultOf(jpeg(frame, scan));
    expect(fault).toBeInstanceOf(UnsupportedError);
    expect((fault as Error).message).toMatch(words);
  });
});

describe('a damaged JPEG', () => {
  const frame = jpegFrame(8, 8);
  const scan = jpegScan([1], 2);
  it.each([
    ['SOI and EOI alone', join(JPEG_START, JPEG_END), /without a frame/],
    ['SOI alone', Uint8Array.of(0xff, 0xd8, 0xff), /ends without EOI/],
    ['no scan', jpeg(frame), /without a scan/],
    ['a scan before the frame', jpeg(scan, frame), /before the frame/],
    ['two frames', jpeg(frame, frame, scan), /second frame/],
    ['two SOI', join(JPEG_START, greyJpeg(8, 8)), /second SOI/],
    ['a segment length of 0', join(JPEG_START, Uint8Array.of(0xff, 0xe0, 0, 0), JPEG_END), /length of 0, under 2/],
    ['a segment past the end', join(JPEG_START, Uint8Array.of(0xff, 0xe0, 1, 0), JPEG_END), /256 bytes/],
    ['samples of 7 bits', jpeg(jpegFrame(8, 8, [[1, 1, 1]], 0xc0, 7), scan), /samples of 7 bits/],
    ['no width', jpeg(jpegFrame(0, 8), scan), /width of 0/],
    ['a frame too short', jpeg(jpegSegment(0xc0, [8, 0, 8, 0, 8, 3, 1, 0x11, 0]), scan), /its length is wrong/],
    ['sampling of 0', jpeg(jpegFrame(8, 8, [[1, 0, 1]]), scan), /sampling factors 0x1/],
    ['sampling of 5', jpeg(jpegFrame(8, 8, [[1, 1, 5]]), scan), /sampling factors 1x5/],
    [
      'a component twice',
      jpeg(
        jpegFrame(8, 8, [
          [1, 1, 1],
          [1, 1, 1],
          [2, 1, 1],
        ]),
        scan,
      ),
      /component 1 occurs twice/,
    ],
    [
      'no quantization',
      join(JPEG_START, JPEG_HUFFMAN, frame, scan, JPEG_END),
      /quantization table 0, which is not there/,
    ],
    ['half a quantization table', jpeg(jpegSegment(0xdb, [1, 2, 3]), frame, scan), /DQT\) is cut short/],
    ['quantization of 3 bytes', jpeg(jpegSegment(0xdb, [0x20]), frame, scan), /DQT\) of the kind 0x20/],
    ['half a Huffman table', jpeg(jpegSegment(0xc4, [0, 1]), frame, scan), /DHT\) is cut short/],
    ['a Huffman table of the kind 2', jpeg(jpegSegment(0xc4, [0x20]), frame, scan), /DHT\) of the kind 0x20/],
    ['no Huffman codes', jpeg(jpegSegment(0xc4, new Uint8Array(17)), frame, scan), /in no Huffman table/],
    ['sizes of 16 bits', jpeg(jpegSegment(0xc4, [0, 1, ...new Uint8Array(15), 16]), frame, scan), /sizes over 15/],
    [
      '3 codes of 1 bit',
      jpeg(jpegSegment(0xc4, [0, 3, ...new Uint8Array(15), 1, 2, 3]), frame, scan),
      /too many codes/,
    ],
    ['a restart interval of 3 bytes', jpeg(jpegSegment(0xdd, [0, 0, 1]), frame, scan), /3 bytes, not 2/],
    ['a scan of a stranger', jpeg(frame, jpegScan([2], 2)), /component 2 is not in the frame/],
    ['a scan of nobody', jpeg(frame, jpegScan([], 2)), /its length is wrong/],
    ['a scan of one twice', jpeg(frame, jpegScan([1, 1], 2)), /component 1 occurs twice/],
    ['a component without a scan', jpeg(jpegFrame(8, 8, YCC), jpegScan([1], 2)), /no scan codes component 2/],
    ['a component in two scans', jpeg(frame, scan, scan), /coefficient 0 of component 1 is coded a second time/],
  ])('with %s is refused', (_what, bytes, words) => {
    const fault = faultOf(bytes);
    expect(fault).toBeInstanceOf(FormatError);
    expect((fault as FormatError).code).toMatch(/^jpeg-(marker|data)$/);
    expect((fault as FormatError).message).toMatch(words);
  });

  const progressive = jpegFrame(8, 8, [[1, 1, 1]], 0xc2);
  const dc = jpegScan([1], 1, [0, 0, 0, 1]);
  it.each([
    ['DC and AC in one scan', [jpegScan([1], 8, [0, 63, 0, 0])], /coefficients 0 to 63/],
    ['coefficients past 63', [dc, jpegScan([1], 8, [1, 64, 0, 0])], /coefficients 1 to 64/],
    ['coefficients backwards', [dc, jpegScan([1], 8, [5, 4, 0, 0])], /coefficients 5 to 4/],
    ['bit positions apart', [dc, jpegScan([1], 8, [0, 0, 3, 1])], /bit positions 3, 1/],
    ['bit position 14', [jpegScan([1], 8, [0, 0, 0, 14])], /bit positions 0, 14/],
    ['a refinement backwards', [dc, jpegScan([1], 8, [0, 0, 2, 1])], /refined out of turn/],
    ['a refinement twice', [dc, jpegScan([1], 1, [0, 0, 1, 0]), jpegScan([1], 1, [0, 0, 1, 0])], /out of turn/],
    ['DC twice', [dc, dc], /coded a second time/],
  ])('with a progression of %s is refused', (_what, scans, words) => {
    expectFormatError(jpeg(progressive, ...scans), 'jpeg-marker', words);
  });

  it('with too few bytes for its blocks is refused before memory is allocated', () => {
    expectFormatError(jpeg(jpegFrame(16000, 16000), scan), 'jpeg-data', /4000000 blocks take at least 1000000 bytes/);
    expectFormatError(jpeg(jpegFrame(16000, 16000, [[1, 1, 1]], 0xc2), dc), 'jpeg-data', /take at least 500000 bytes/);
    expectFormatError(jpeg(jpegFrame(64, 8), jpegScan([1], 15 - 8)), 'jpeg-data', /8 blocks take at least 2 bytes/);
  });

  it('with too few restart markers is refused when no marker shows what is missing', () => {
    const file = (...parts: readonly Uint8Array[]) =>
      jpeg(jpegFrame(32, 8), jpegSegment(0xdd, [0, 2]), jpegScan([1], 4), ...parts);
    expectFormatError(file(zeroBits(4)), 'jpeg-data', /end after 2 of 4 MCUs/);
    expectFormatError(file(zeroBits(4), Uint8Array.of(0xff, 0xd0)), 'jpeg-data', /end after 2 of 4 MCUs/);
    const amid = jpeg(jpegFrame(64, 8), jpegScan([1], 8), Uint8Array.of(0xff, 0xd0), zeroBits(8));
    expectFormatError(amid, 'jpeg-data', /end after 4 of 8 MCUs/);
  });

  it('with data that end before the last block is refused', () => {
    // The code for a difference of 8 bits, and then a marker.
    const huffman = jpegSegment(0xc4, [0, 1, ...Array<number>(15).fill(0), 8]);
    expectFormatError(jpeg(huffman, frame, jpegScan([1], 2)), 'jpeg-data', /end after 0 of 1 MCUs/);
  });

  it('with a missing Huffman table is refused when progressive, except for scans that need none', () => {
    const dcOnly = JPEG_HUFFMAN.subarray(0, JPEG_HUFFMAN.length / 2);
    const refined = [progressive, dc, jpegScan([1], 1, [0, 0, 1, 0])];
    expect(faultOf(join(JPEG_START, JPEG_QUANTIZATION, dcOnly, ...refined, JPEG_END))).toBe('read');
    const last = jpegScan([1], 1, [1, 63, 0, 0]);
    const noAc = join(JPEG_START, JPEG_QUANTIZATION, dcOnly, ...refined, last, JPEG_END);
    expectFormatError(noAc, 'jpeg-marker', /Huffman table 0x10, which is not there/);
    const selector = jpegSegment(0xda, [1, 1, 0x20, 0, 63, 0]);
    expectFormatError(jpeg(frame, selector, zeroBits(2)), 'jpeg-marker', /Huffman table 0x02, which is not there/);
  });

  it('with too many scans, pixels or bytes in memory is refused, and the error names the limit', () => {
    const scans = Array.from({ length: 101 }, () => dc);
    expect(faultOf(jpeg(progressive, ...scans))).toMatchObject({ limit: 'maxScans', allowed: 100 });
    expect(faultOf(jpeg(jpegFrame(65500, 65500), scan))).toMatchObject({ limit: 'maxPixels' });
    const picture = greyJpeg(800, 800);
    expect(() => readPicture(picture, { maxJpegMemory: 2 })).toThrow(
      expect.objectContaining({ limit: 'maxJpegMemory' }),
    );
    expect(() => readPicture(picture, { maxPixels: 639_999 })).toThrow(LimitError);
    expect(readPicture(picture, { maxPixels: 640_000, maxJpegMemory: 3 }).image.width).toBe(800);
    const segments = Array.from({ length: 20_001 }, () => Uint8Array.of(0xff, 0xfe, 0, 2));
    expect(faultOf(jpeg(...segments, frame, scan))).toMatchObject({ limit: 'maxSegments' });
  });
});
