import fc from 'fast-check';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { readPicture, writePicture } from '../../src/io/index.js';
import { iccProfile, listPngChunks } from '../support/io-files.mjs';

const IMAGE = { width: 2, height: 1, data: Uint8Array.of(1, 2, 3, 255, 4, 5, 6, 255) };
const CLEAR = { width: 2, height: 1, data: Uint8Array.of(1, 2, 3, 0, 4, 5, 6, 255) };
/** Place of the colour type in a PNG. */
const COLOUR_TYPE = 25;

/** Any picture of up to 12x12 pixels; of few colours or of many, opaque or not. */
const anyImage = fc
  .record({
    width: fc.integer({ min: 1, max: 12 }),
    height: fc.integer({ min: 1, max: 12 }),
    opaque: fc.boolean(),
  })
  .chain(({ width, height, opaque }) =>
    fc.uint8Array({ minLength: width * height * 4, maxLength: width * height * 4 }).map((data) => {
      if (opaque) for (let at = 3; at < data.length; at += 4) data[at] = 255;
      return { width, height, data };
    }),
  );

describe('writePicture', () => {
  it('as PNG keeps every pixel, colours under full transparency included', () => {
    fc.assert(
      fc.property(anyImage, (image) => {
        const file = writePicture(image, 'png');
        expect(readPicture(file)).toEqual({ image, format: 'png', notes: [] });
      }),
    );
  });

  it('as PNG is read by pngjs, too', () => {
    const { width, height, data } = PNG.sync.read(Buffer.from(writePicture(CLEAR, 'png')));
    expect({ width, height, data: new Uint8Array(data) }).toEqual(CLEAR);
  });

  it('as PNG keeps a picture of more colours than fit a palette', () => {
    const data = new Uint8Array(100 * 100 * 4);
    for (let at = 0; at < data.length; at += 4) data.set([at >> 2, at >> 10, at >> 3, 255], at);
    const image = { width: 100, height: 100, data };
    expect(readPicture(writePicture(image, 'png')).image).toEqual(image);
  });

  it('as PNG has RGB when all pixels are opaque, else RGBA', () => {
    expect(writePicture(IMAGE, 'png')[COLOUR_TYPE]).toBe(2);
    expect(writePicture(CLEAR, 'png')[COLOUR_TYPE]).toBe(6);
  });

  it('as PNG or JPEG carries the profile, of one part or of many', () => {
    for (const extra of [0, 1000, 200_000]) {
      const icc = iccProfile(extra);
      expect(readPicture(writePicture(IMAGE, 'png', { icc })).icc).toEqual(icc);
      expect(readPicture(writePicture(IMAGE, 'jpeg', { icc })).icc).toEqual(icc);
    }
    expect(listPngChunks(writePicture(IMAGE, 'png', { icc: iccProfile() }))).toEqual(['IHDR', 'iCCP', 'IDAT', 'IEND']);
  });

  it('as JPEG is close, with alpha over white', () => {
    const data = new Uint8Array(16 * 16 * 4);
    for (let at = 0; at < data.length; at += 4) data.set([200, 100, 50, at % 8 === 0 ? 0 : 255], at);
    const clear = { width: 16, height: 16, data: data.map((value, at) => (at % 4 === 3 ? 0 : value)) };
    expect(readPicture(writePicture(clear, 'jpeg')).image.data.every((value) => value >= 254)).toBe(true);
    const opaque = { width: 16, height: 16, data: data.map((value, at) => (at % 4 === 3 ? 255 : value)) };
    const { image, format } = readPicture(writePicture(opaque, 'jpeg'));
    expect(format).toBe('jpeg');
    expect(image.data.every((value, at) => Math.abs(value - opaque.data[at]!) <= 4)).toBe(true);
  });

  it('as JPEG uses the quality', () => {
    const data = new Uint8Array(64 * 64 * 4).map((_, at) => (at * 2654435761) >>> 24);
    const image = { width: 64, height: 64, data };
    const length = (jpegQuality?: number) => writePicture(image, 'jpeg', { jpegQuality }).length;
    expect(length(10)).toBeLessThan(length(50));
    expect(length()).toBe(length(90));
    expect(length(90)).toBeLessThan(length(100));
  });

  it("as JPEG names what it can't store", () => {
    const wide = { width: 65536, height: 1, data: new Uint8Array(65536 * 4) };
    expect(() => writePicture(wide, 'jpeg')).toThrow(expect.objectContaining({ name: 'UnsupportedError' }));
  });

  it('as rgba is a copy of the pixels', () => {
    const bare = writePicture(CLEAR, 'rgba');
    expect(bare).toEqual(CLEAR.data);
    expect(bare.buffer).not.toBe(CLEAR.data.buffer);
  });

  it('accepts a Uint8ClampedArray at an offset of its buffer', () => {
    const data = new Uint8ClampedArray(12).subarray(4);
    data.set(CLEAR.data);
    const image = { width: 2, height: 1, data };
    expect(readPicture(writePicture(image, 'png')).image).toEqual(CLEAR);
    expect(writePicture(image, 'rgba')).toEqual(CLEAR.data);
  });

  it('refuses useless arguments', () => {
    const option = (name: string) => expect.objectContaining({ name: 'OptionError', option: name });
    expect(() => writePicture({ ...IMAGE, width: 3 }, 'png')).toThrow(option('image.data'));
    expect(() => writePicture(IMAGE, 'gif' as 'png')).toThrow(option('format'));
    expect(() => writePicture(IMAGE, 'jpeg', { jpegQuality: 0 })).toThrow(option('jpegQuality'));
    expect(() => writePicture(IMAGE, 'png', { icc: new Uint8Array() })).toThrow(option('icc'));
    expect(() => writePicture(IMAGE, 'png', { icc: [1] as unknown as Uint8Array })).toThrow(option('icc'));
  });
});
