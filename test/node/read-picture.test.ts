/** Reading by Node's inflate gives the pictures, notes and errors of the neutral reader. */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type ReadPictureOptions, readPicture as readNeutral, writePicture } from '../../src/io/index.js';
import { readPicture } from '../../src/node/read-picture.js';
import { join, latin, png, pngChunk, pngData, pngHeader } from '../support/io-files.mjs';

const IMAGE = { width: 3, height: 2, data: Uint8Array.from({ length: 24 }, (_, i) => (i % 4 === 3 ? 255 : i * 9)) };

/** Gray rows of a picture of `side` x `side` pixels. */
function makeRows(side: number): Uint8Array {
  return Uint8Array.from({ length: side * (side + 1) }, (_, i) => (i % (side + 1) === 0 ? 0 : (i * i) >> 5));
}

function outcomeOf(read: typeof readPicture, bytes: Uint8Array, options: ReadPictureOptions): unknown {
  try {
    const { image, ...others } = read(bytes, options);
    const { width, height, data } = image;
    return { ...others, width, height, hash: createHash('sha256').update(data).digest('hex') };
  } catch (error) {
    return error;
  }
}

function expectSame(bytes: Uint8Array, options: ReadPictureOptions = {}): void {
  const [found, expected] = [readPicture, readNeutral].map((read) => outcomeOf(read, bytes, options));
  expect(found).toEqual(expected);
}

describe('reading a picture in Node', () => {
  it.each(['png', 'jpeg', 'ppm', 'pgm'] as const)('gives the same picture: %s', (format) => {
    const bytes = writePicture(IMAGE, format);
    expect(readPicture(bytes)).toEqual(readNeutral(bytes));
  });

  it('gives the same pictures of the samples', () => {
    const folder = fileURLToPath(new URL('../../samples/', import.meta.url));
    const files = readdirSync(folder).filter((name) => name.endsWith('.png'));
    expect(files.length).toBeGreaterThan(3);
    for (const name of files) expectSame(Uint8Array.from(readFileSync(folder + name)));
  });

  const rows = makeRows(40);
  const packed = deflateSync(rows);
  const half = packed.length >> 1;
  const header = pngHeader(40, 40);
  const idat = (...parts: Uint8Array[]) => png(header, ...parts.map((part) => pngChunk('IDAT', part)));
  it.each<[string, Uint8Array]>([
    ['image data in two chunks', idat(packed.subarray(0, half), packed.subarray(half))],
    ['surplus rows', idat(deflateSync(join(rows, rows)))],
    ['bytes behind the stream', idat(join(packed, latin('more')))],
    ['a stream that lacks its checksum', idat(packed.subarray(0, -4))],
    ['a stream that is cut', idat(packed.subarray(0, half))],
    ['rows that lack a byte', idat(deflateSync(rows.subarray(1)))],
    ['a damaged stream', idat(packed.map((byte, at) => (at === half ? byte ^ 255 : byte)))],
    ['a wrong checksum', idat(packed.map((byte, at) => (at === packed.length - 1 ? byte ^ 1 : byte)))],
    ['an unknown filter', png(header, pngData(rows.map((byte, at) => (at === 41 ? 9 : byte))))],
    ['no picture', Uint8Array.of(1, 2, 3)],
  ])('gives the same picture, notes or error: %s', (_, bytes) => {
    for (const strict of [false, true]) expectSame(bytes, { strict });
    expectSame(bytes, { maxPixels: 5 });
  });

  it('gives the same picture when rows over 8 MiB are inflated piece by piece', () => {
    expectSame(png(pngHeader(2900, 2900), pngData(makeRows(2900))));
  });
});
