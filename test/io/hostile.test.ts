import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ChildOutcome,
  prepareChild,
  readInChild,
  removeChild,
  runInChild,
  writeInChildFolder,
} from '../support/io-child.js';
import {
  greyJpeg,
  JPEG_END,
  JPEG_HUFFMAN,
  JPEG_QUANTIZATION,
  JPEG_START,
  join,
  jpegFrame,
  jpegScan,
  jpegSegment,
  latin,
  png,
  pngChunk,
  pngData,
  pngHeader,
} from '../support/io-files.mjs';

const MAX_MILLISECONDS = 2000;
const MAX_BYTES = 300e6;
/** Time after which a child is killed, so that an endless loop fails the test and not the suite. */
const WATCHDOG_MILLISECONDS = 15_000;

beforeAll(prepareChild);
afterAll(removeChild);

function expectRefused(bytes: Uint8Array, error: string, words: RegExp): void {
  const outcome: ChildOutcome = readInChild(bytes, WATCHDOG_MILLISECONDS);
  expect(outcome).toMatchObject({ outcome: error, message: expect.stringMatching(words) });
  expect(outcome.milliseconds).toBeLessThan(MAX_MILLISECONDS);
  expect(outcome.peakBytes).toBeLessThan(MAX_BYTES);
}

function expectRead(bytes: Uint8Array): void {
  const outcome = readInChild(bytes, WATCHDOG_MILLISECONDS);
  expect(outcome).toMatchObject({ outcome: 'read' });
  expect(outcome.milliseconds).toBeLessThan(MAX_MILLISECONDS);
  expect(outcome.peakBytes).toBeLessThan(MAX_BYTES);
}

function jpeg(...segments: readonly Uint8Array[]): Uint8Array {
  return join(JPEG_START, JPEG_QUANTIZATION, JPEG_HUFFMAN, ...segments, JPEG_END);
}

describe('in a separate process, within 2 s and 300 MB,', () => {
  it('a PNG of 30000x30000 with a few bytes of data is refused', () => {
    expectRefused(png(pngHeader(30000, 30000), pngData(new Uint8Array(9))), 'LimitError', /maxPixels/);
  });

  it('a PNG of 16000x16000 with a few bytes of data is refused, interlaced or not', () => {
    for (const interlace of [0, 1]) {
      const file = png(pngHeader(16000, 16000, 16, 6, interlace), pngData(new Uint8Array(9)));
      expectRefused(file, 'LimitError', /256000000 is over the limit of 50000000 \(option maxPixels\)/);
    }
  });

  it('a PNG of 8x8 whose data inflate to 1 GB is read, without inflating the surplus', () => {
    // Deflate of deflate would be smaller still; 64 MB of zeros, sixteen times over, are 1 MB.
    const zeros = deflateSync(new Uint8Array(2 ** 26), { level: 9 });
    const bomb = join(...Array.from({ length: 16 }, () => zeros));
    for (const interlace of [0, 1]) {
      expectRead(png(pngHeader(8, 8, 8, 0, interlace), pngChunk('IDAT', bomb)));
    }
  });

  it('a PNG of 16383x16383 in 32 kB is refused, and one of 50 million pixels in a small file is read', () => {
    const bits = deflateSync(new Uint8Array(16383 * 2049), { level: 9 });
    const file = png(pngHeader(16383, 16383, 1), pngChunk('IDAT', bits));
    expect(file.length).toBeLessThan(33_000);
    expectRefused(file, 'LimitError', /268402689 is over the limit of 50000000 \(option maxPixels\)/);
    const rows = deflateSync(new Uint8Array(7071 * 7072), { level: 9 });
    expectRead(png(pngHeader(7071, 7071), pngChunk('IDAT', rows)));
  });

  it('a PNG with a million empty chunks is read', () => {
    const empty = Buffer.from(pngChunk('IDAT'));
    const file = png(pngHeader(2, 1), Buffer.alloc(12e6, empty), pngData(Uint8Array.of(0, 1, 2)));
    expectRead(file);
  });

  it('a JPEG of 65500x65500 is refused', () => {
    expectRefused(jpeg(jpegFrame(65500, 65500), jpegScan([1], 1000)), 'LimitError', /maxPixels/);
  });

  it('a JPEG of 16000x16000 with a few bytes of data is refused, progressive or not', () => {
    expectRefused(jpeg(jpegFrame(16000, 16000), jpegScan([1], 1000)), 'FormatError', /blocks take/);
    const progressive = jpegFrame(16000, 16000, [[1, 1, 1]], 0xc2);
    expectRefused(jpeg(progressive, jpegScan([1], 1000, [0, 0, 0, 0])), 'FormatError', /blocks take/);
  });

  it('a JPEG of a thousand scans is refused', () => {
    const scans = Array.from({ length: 1000 }, () => jpegScan([1], 400, [0, 0, 0, 1]));
    expectRefused(jpeg(jpegFrame(1600, 1600, [[1, 1, 1]], 0xc2), ...scans), 'LimitError', /maxScans/);
  });

  it('a JPEG that refines its coefficients endlessly is refused', () => {
    const scans = Array.from({ length: 90 }, () => jpegScan([1], 400, [1, 63, 1, 0]));
    const first = [jpegScan([1], 40_000, [0, 0, 0, 0]), jpegScan([1], 400, [1, 63, 0, 1])];
    const file = jpeg(jpegFrame(1600, 1600, [[1, 1, 1]], 0xc2), ...first, ...scans);
    expectRefused(file, 'FormatError', /out of turn/);
  });

  it('a JPEG with the largest allowed number of scans is read', () => {
    const frame = jpegFrame(1600, 1600, [[1, 1, 1]], 0xc2);
    const scans = [jpegScan([1], 40_000, [0, 0, 0, 0])];
    for (let coefficient = 1; coefficient < 64; coefficient++) {
      scans.push(jpegScan([1], 40_000, [coefficient, coefficient, 0, 1]));
    }
    for (let coefficient = 1; coefficient < 37; coefficient++) {
      scans.push(jpegScan([1], 40_000, [coefficient, coefficient, 1, 0]));
    }
    expect(scans).toHaveLength(100);
    const outcome = readInChild(jpeg(frame, ...scans), WATCHDOG_MILLISECONDS);
    expect(outcome).toMatchObject({ outcome: 'read' });
    expect(outcome.milliseconds).toBeLessThan(MAX_MILLISECONDS);
    expect(outcome.peakBytes).toBeLessThan(MAX_BYTES);
  });

  it('a JPEG whose restart markers are all out of order, or all missing, is read or refused', () => {
    const parts = [jpegFrame(1600, 1600), jpegSegment(0xdd, [0, 1])];
    const scattered = Buffer.alloc(120_000, Uint8Array.of(0x3f, 0xff, 0xd5));
    const outcome = readInChild(jpeg(...parts, jpegScan([1], 80_000), scattered), WATCHDOG_MILLISECONDS);
    expect(outcome).toMatchObject({ outcome: 'read' });
    expect(outcome.milliseconds).toBeLessThan(MAX_MILLISECONDS);
    expect(outcome.peakBytes).toBeLessThan(MAX_BYTES);
    expectRefused(jpeg(...parts, jpegScan([1], 80_000)), 'FormatError', /end after 1 of 40000 MCUs/);
  });

  it('a progressive JPEG of 16000x16000 without DC is refused', () => {
    const ac = jpegScan([1], 1000, [1, 63, 0, 0]);
    expectRefused(jpeg(jpegFrame(16000, 16000, [[1, 1, 1]], 0xc2), ac), 'FormatError', /blocks take/);
  });

  it('16 bytes that made a reader loop endlessly (CVE-2022-25851: a sampling factor of 0) are refused', () => {
    const frame = jpegSegment(0xc1, [8, 0, 8, 0, 8, 1, 1, 0x00, 0]);
    expectRefused(join(JPEG_START, frame), 'FormatError', /sampling factors 0x0/);
    expectRefused(join(JPEG_START, frame, JPEG_END), 'FormatError', /sampling factors 0x0/);
    expectRefused(join(JPEG_START, jpegSegment(0xc0, [8, 0, 8, 0, 8, 0]), JPEG_END), 'UnsupportedError', /0 colour/);
  });

  it('a JPEG of nothing but stray bytes, fill bytes or empty segments is refused', () => {
    expectRefused(join(JPEG_START, new Uint8Array(2e7).fill(0xff)), 'FormatError', /marker|cut short/);
    const empty = Buffer.alloc(2e7, Uint8Array.of(0xff, 0xfe, 0, 2));
    expectRefused(join(JPEG_START, empty), 'LimitError', /maxSegments/);
    const stray = Buffer.alloc(2e7, Uint8Array.of(0x00, 0xff, 0xd0, 0x00));
    expectRefused(join(JPEG_START, Uint8Array.of(0xff), stray), 'LimitError', /maxSegments/);
  });

  it('a PPM of 16000x16000 without samples is refused', () => {
    expectRefused(latin('P6 16000 16000 255 '), 'FormatError', /at least [0-9]+ bytes/);
    expectRefused(latin(`P6 ${'#'.repeat(1e6)}`), 'FormatError', /file ends/);
    expectRefused(latin('P6 # a\n'.repeat(1).concat('# b\n'.repeat(1e6))), 'FormatError', /file ends/);
  });
});

describe('reading', () => {
  it('a PNG or a JPEG loads neither pngjs nor jpeg-js, which only write', () => {
    const script = (bytes: Uint8Array) => `
      import { createRequire } from 'node:module';
      import { readPicture } from './io.mjs';
      readPicture(Buffer.from('${Buffer.from(bytes).toString('base64')}', 'base64'));
      const { cache } = createRequire(import.meta.url);
      console.log(['pngjs', 'jpeg-js'].filter((name) => Object.keys(cache).some((path) => path.includes(name))).join());
    `;
    expect(runInChild(script(png(pngHeader(2, 1), pngData(Uint8Array.of(0, 1, 2)))))).toBe('\n');
    expect(runInChild(script(greyJpeg(8, 8)))).toBe('\n');
  });

  it.each([
    ['baseline', false, 5.5],
    ['progressive', true, 11.5],
  ])('a %s JPEG of 6 megapixels stays within the bytes a pixel of its kind', async (_kind, progressive, most) => {
    const [width, height] = [3000, 2000];
    const data = new Uint8Array(width * height * 3);
    for (let at = 0; at < data.length; at++) data[at] = (at >> 3) ^ (at >> 13);
    const options = { progressive, chromaSubsampling: '4:4:4' };
    const large = await sharp(data, { raw: { width, height, channels: 3 } })
      .jpeg(options)
      .toBuffer();
    const small = readInChild(greyJpeg(8, 8), WATCHDOG_MILLISECONDS);
    const outcome = readInChild(large, WATCHDOG_MILLISECONDS);
    expect(outcome.outcome).toBe('read');
    expect((outcome.peakBytes - small.peakBytes - large.length) / (width * height)).toBeLessThan(most);
  });

  it('a PNG of 6 megapixels takes under 6 bytes a pixel, its file included, interlaced or not', () => {
    const rows = new Uint8Array(2000 * 12001);
    for (let at = 0; at < rows.length; at++) rows[at] = at % 12001 === 0 ? 1 : (at >> 4) ^ (at >> 14);
    writeInChildFolder('plain.png', png(pngHeader(3000, 2000, 8, 6), pngData(rows)));
    const large = new Uint8Array(countInterlaced(3000, 2000, 8));
    writeInChildFolder('interlaced.png', png(pngHeader(3000, 2000, 16, 6, 1), pngData(large)));
    for (const name of ['plain', 'interlaced']) expect(measureGrowth(`${name}.png`) / 6e6).toBeLessThan(6);
  });
});

/** Bytes by which reading a file of the child's folder raises its peak. */
function measureGrowth(name: string): number {
  return Number(
    runInChild(`
      import { readFileSync } from 'node:fs';
      import { peakBytes } from '../../../hardening/lib/peak.mjs';
      import { readPicture } from './io.mjs';
      const before = process.memoryUsage().rss;
      readPicture(readFileSync(new URL('./${name}', import.meta.url)));
      console.log(peakBytes() - before);
    `),
  );
}

/** Bytes of the rows of an interlaced picture. */
function countInterlaced(width: number, height: number, pixelBytes: number): number {
  const passes = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ];
  return passes.reduce((sum, [x, y, stepX, stepY]) => {
    return sum + Math.ceil((height - y!) / stepY!) * (1 + pixelBytes * Math.ceil((width - x!) / stepX!));
  }, 0);
}
