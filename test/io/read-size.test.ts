import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode } from '../../src/encode/index.js';
import { readPicture, writePicture } from '../../src/io/index.js';
import { type ReadAt, readPictureSize } from '../../src/io/read-size.js';
import { sharedMissing, sharedPath } from '../support/corpus.js';
import { anyPicture, halfBusyPicture } from '../support/pictures.js';
import { runs } from '../support/runs.js';

function readIn(bytes: Uint8Array): ReadAt {
  return (offset, length) => bytes.subarray(offset, offset + length);
}

/** A JPEG with a segment of `length` bytes before its frame. */
function withSegment(jpeg: Uint8Array, length: number): Uint8Array {
  const segment = new Uint8Array(length + 2);
  segment.set([0xff, 0xe2, length >> 8, length & 255]);
  return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
}

describe('the size in the header of a file', () => {
  it('is that of the picture, in every format', () => {
    const property = fc.property(anyPicture(), (image) => {
      const { width, height } = image;
      const files = (['png', 'jpeg', 'ppm', 'pgm'] as const).map((format) => writePicture(image, format));
      for (const file of [...files, encode(image, { effort: 1 })]) {
        expect(readPictureSize(readIn(file))).toMatchObject({ width, height });
      }
    });
    fc.assert(property, { numRuns: runs(30) });
  });

  it('is found behind long segments of a JPEG, without reading them', () => {
    const jpeg = withSegment(withSegment(writePicture(halfBusyPicture(70, 50), 'jpeg'), 65533), 65535);
    let bytesRead = 0;
    const size = readPictureSize((offset, length) => {
      bytesRead += length;
      return jpeg.subarray(offset, offset + length);
    });
    expect(size).toEqual({ width: 70, height: 50 });
    expect(bytesRead).toBeLessThan(200);
  });

  it('is returned, however large', () => {
    const png = writePicture(halfBusyPicture(8, 8), 'png').slice();
    png.set([0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30], 16);
    expect(readPictureSize(readIn(png))).toEqual({ width: 30000, height: 30000 });
  });

  it('is undefined for any other bytes, without an error', () => {
    expect(readPictureSize(readIn(Buffer.from('no picture at all')))).toBeUndefined();
    const starts = [
      [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10],
      [0x89, 0x41, 0x4b, 0x4d],
      [0xff, 0xd8, 0xff],
      [0x50, 0x36, 10],
      [],
    ];
    const property = fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 60 }), (start, rest) => {
      const size = readPictureSize(readIn(Uint8Array.from([...start, ...rest])));
      if (size !== undefined) expect(Number.isSafeInteger(size.width) && Number.isSafeInteger(size.height)).toBe(true);
    });
    fc.assert(property, { numRuns: runs(2000) });
  });

  it.skipIf(sharedMissing)('is found in every readable picture of the corpus', () => {
    const folder = sharedPath('corpus');
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    let found = 0;
    for (const name of names.filter((each) => /\.(png|jpe?g)$/i.test(each) && !/16mp/.test(each))) {
      const bytes = readFileSync(join(folder, name));
      let pixels: number;
      try {
        const { image } = readPicture(bytes);
        pixels = image.width * image.height;
      } catch {
        continue;
      }
      const descriptor = openSync(join(folder, name), 'r');
      const size = readPictureSize((offset, length) => {
        const buffer = new Uint8Array(length);
        return buffer.subarray(0, readSync(descriptor, buffer, 0, length, offset));
      });
      closeSync(descriptor);
      expect(size && size.width * size.height, name).toBe(pixels);
      found++;
    }
    expect(found).toBeGreaterThan(50);
  });
});
