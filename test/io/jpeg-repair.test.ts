/** JPEGs with missing parts that other programs open are read, with a note about the fault. */

import { describe, expect, it } from 'vitest';
import { readPicture, writePicture } from '../../src/io/index.js';
import {
  type ComponentShape,
  greyJpeg,
  isSameImage,
  JPEG_END,
  JPEG_HUFFMAN,
  JPEG_QUANTIZATION,
  JPEG_START,
  join,
  jpegFrame,
  jpegScan,
  jpegSegment,
  zeroBits,
} from '../support/io-files.mjs';
import { halfBusyPicture } from '../support/pictures.js';

const FOUR: readonly ComponentShape[] = [
  [1, 1, 1],
  [2, 1, 1],
  [3, 1, 1],
  [4, 1, 1],
];
const PROGRESSIVE = 0xc2;

function jpeg(...segments: readonly Uint8Array[]): Uint8Array {
  return join(JPEG_START, JPEG_QUANTIZATION, JPEG_HUFFMAN, ...segments, JPEG_END);
}

function restart(number: number): Uint8Array {
  return Uint8Array.of(0xff, 0xd0 + number);
}

/** A JPEG without its DHT segments, as cameras write the frames of Motion JPEG. */
function withoutHuffman(bytes: Uint8Array): Uint8Array {
  const kept: Uint8Array[] = [bytes.subarray(0, 2)];
  let at = 2;
  while (bytes[at + 1] !== 0xda) {
    const end = at + 2 + ((bytes[at + 2]! << 8) | bytes[at + 3]!);
    if (bytes[at + 1] !== 0xc4) kept.push(bytes.subarray(at, end));
    at = end;
  }
  return join(...kept, bytes.subarray(at));
}

describe('a JPEG without', () => {
  const whole = writePicture(halfBusyPicture(70, 50), 'jpeg');
  const { image } = readPicture(whole);

  it('its end marker is read', () => {
    const notes = ['the JPEG lacks its end marker (EOI): the file may be cut short'];
    for (const bytes of [whole.subarray(0, -2), whole.subarray(0, -1), join(whole.subarray(0, -2), greyJpeg(8, 8))]) {
      const picture = readPicture(bytes);
      expect(picture.notes).toEqual(notes);
      expect(isSameImage(picture.image, image)).toBe(true);
    }
  });

  it('its end marker is refused when reading is strict', () => {
    expect(() => readPicture(whole.subarray(0, -2), { strict: true })).toThrow(
      expect.objectContaining({ code: 'jpeg-strict' }),
    );
    expect(readPicture(whole, { strict: true }).notes).toEqual([]);
  });

  it('its end marker, cut within the segment behind its last scan, is read', () => {
    const comment = Uint8Array.of(0xff, 0xfe, 0, 9, 1, 2);
    expect(readPicture(join(whole.subarray(0, -2), comment)).image.width).toBe(70);
    expect(readPicture(join(whole.subarray(0, -2), comment.subarray(0, 3))).image.width).toBe(70);
  });

  it('Huffman tables is read with the standard tables, which its writer used', () => {
    const picture = readPicture(withoutHuffman(whole));
    expect(picture.notes).toEqual(['the JPEG lacks Huffman tables: the standard ones were used']);
    expect(isSameImage(picture.image, image)).toBe(true);
  });

  it('content in a segment of Huffman tables, or in an unused table, is read', () => {
    const empty = [jpegSegment(0xc4), jpegSegment(0xc4, [0x01, ...new Uint8Array(16)])];
    const { notes } = readPicture(jpeg(...empty, jpegFrame(8, 8), jpegScan([1], 2)));
    expect(notes).toEqual([]);
  });

  it("Adobe's marker is read as inverted CMYK, as browsers do", () => {
    // No ink is 255 in each component: a DC of 127 * 8 each, of the size 10.
    const huffman = jpegSegment(0xc4, [0, 1, ...new Uint8Array(15), 10]);
    // By component: the code 0, ten bits of 1016, the end of the block 0.
    const bits = FOUR.map(() => `0${(1016).toString(2)}0`).join('');
    const data = Uint8Array.from(bits.match(/.{8}/g)!, (byte) => Number.parseInt(byte, 2));
    const file = jpeg(huffman, jpegFrame(8, 8, FOUR), jpegScan([1, 2, 3, 4], 0), data);
    const picture = readPicture(file);
    expect(picture.image.data.every((value) => value === 255)).toBe(true);
    expect(picture.notes).toEqual(['CMYK inks were turned into RGB without a colour profile']);
  });
});

describe('restart markers out of order', () => {
  /** Four intervals of two blocks, with gray for missing ones. */
  const file = (...parts: readonly Uint8Array[]) =>
    jpeg(jpegFrame(64, 8), jpegSegment(0xdd, [0, 2]), jpegScan([1], 4), ...parts);

  it.each([
    ['in turn', [0, 1, 2], []],
    ['in turn, with one behind the last interval', [0, 1, 2, 3], []],
    // The third interval is missing, for RST2 is one of the next two.
    ['with one left out', [0, 2], ['the JPEG has restart markers out of turn (1): 2 of 8 MCUs of a scan are missing']],
    // The second RST0 is one of the last two: the data behind it are skipped.
    ['with one twice', [0, 0, 1, 2], ['the JPEG has restart markers out of turn (1): nothing is missing']],
    // Far from the expected number: treated as the expected marker.
    ['with another number', [0, 5, 2], ['the JPEG has restart markers out of turn (1): nothing is missing']],
  ])('%s', (_what, numbers, notes) => {
    const picture = readPicture(file(...numbers.flatMap((number) => [restart(number), zeroBits(4)])));
    expect(picture.notes).toEqual(notes);
    expect(picture.image.data.every((value, at) => value === (at % 4 === 3 ? 255 : 128))).toBe(true);
  });

  it('leave missing parts gray, and the rest in its place', () => {
    // DC codes: 0 for no difference, 10 for one of 8 bits; a quantization of 1, so that 255 makes 32 levels.
    const huffman = jpegSegment(0xc4, [0, 1, 1, ...new Uint8Array(14), 0, 8]);
    const bright = Uint8Array.of(0b10111111, 0b11011111);
    const parts = [huffman, jpegFrame(32, 8), jpegSegment(0xdd, [0, 1]), jpegScan([1], 0)];
    const { image, notes } = readPicture(jpeg(...parts, bright, restart(0), bright, restart(2), bright));
    expect(notes).toEqual(['the JPEG has restart markers out of turn (1): 1 of 4 MCUs of a scan are missing']);
    const values = [0, 8, 16, 24].map((x) => image.data[4 * x]);
    // The missing interval shows the zeros that are read beyond its marker.
    expect(values).toEqual([160, 160, 128, 160]);
  });
});

describe('a progressive JPEG', () => {
  const frame = jpegFrame(16, 16, [[1, 1, 1]], PROGRESSIVE);
  const dc = jpegScan([1], 4, [0, 0, 0, 1]);
  const lacks = 'scans of the JPEG are missing: the picture lacks detail';

  it('is complete with all of its scans', () => {
    const scans = [dc, jpegScan([1], 4, [0, 0, 1, 0]), jpegScan([1], 4, [1, 63, 0, 0])];
    expect(readPicture(jpeg(frame, ...scans)).notes).toEqual([]);
  });

  it.each([
    ['the last ones', [dc]],
    ['one amid the others', [dc, jpegScan([1], 4, [0, 0, 1, 0]), jpegScan([1], 4, [1, 63, 1, 0])]],
    ['DC', [jpegScan([1], 4, [1, 63, 0, 0])]],
    ['the first one of DC', [jpegScan([1], 4, [0, 0, 1, 0]), jpegScan([1], 4, [1, 63, 0, 0])]],
  ])('with missing scans is read: %s', (_what, scans) => {
    expect(readPicture(jpeg(frame, ...scans)).notes).toEqual([lacks]);
  });

  it('is read when a refining scan is cut short, but not when the first scan is', () => {
    // The codes 0 for the end of the block, and 10 for a coefficient of 1 bit.
    const huffman = jpegSegment(0xc4, [0x10, 1, 1, ...new Uint8Array(14), 0, 1]);
    const refinement = join(jpegScan([1], 0, [1, 63, 0, 0]), Uint8Array.of(0b01011010));
    const { notes } = readPicture(jpeg(frame, huffman, dc, jpegScan([1], 4, [0, 0, 1, 0]), refinement));
    expect(notes).toEqual(['a scan of the JPEG is cut short: the picture lacks detail']);
    const sizes = jpegSegment(0xc4, [0x00, 1, ...new Uint8Array(15), 8]);
    expect(() => readPicture(jpeg(frame, sizes, dc))).toThrow(/end after 0 of 4 MCUs/);
  });
});

describe('tables of a JPEG', () => {
  it('may change between scans: each component keeps the tables of its first scan', () => {
    const shapes: ComponentShape[] = [
      [0x52, 1, 1],
      [0x47, 1, 1],
      [0x42, 1, 1],
    ];
    const quantization = (factor: number) => jpegSegment(0xdb, [0, ...Array<number>(64).fill(factor)]);
    // A difference of 8 bits, 255, and the end of the block.
    const huffman = jpegSegment(0xc4, [0, 1, ...new Uint8Array(15), 8]);
    const data = Uint8Array.of(0b01111111, 0b10111111);
    const scans = shapes.flatMap(([id], index) => [quantization(index + 1), jpegScan([id], 0), data]);
    const { image } = readPicture(jpeg(huffman, jpegFrame(8, 8, shapes), ...scans));
    // 255 times the factor, an eighth of it, and 128; the last one is clamped.
    expect([...image.data.subarray(0, 4)]).toEqual([160, 192, 224, 255]);
  });

  it('may end within a restart interval in a scan of one component', () => {
    const frame = jpegFrame(8, 40, [
      [1, 2, 2],
      [2, 1, 1],
      [3, 1, 1],
    ]);
    // Luma has 5 rows of blocks in 3 rows of MCUs.
    const luma = join(jpegScan([1], 8), restart(0), zeroBits(2));
    const file = jpeg(frame, jpegSegment(0xdd, [0, 4]), luma, jpegSegment(0xdd, [0, 0]), jpegScan([2, 3], 12));
    expect(readPicture(file).notes).toEqual([]);
  });
});
