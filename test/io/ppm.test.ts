import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPicture, writePicture } from '../../src/io/index.js';
import { join, latin } from '../support/io-files.mjs';

function pixels(text: string, ...samples: number[]): number[] {
  return Array.from(readPicture(join(latin(text), Uint8Array.from(samples))).image.data);
}

describe('PPM and PGM', () => {
  it('are read in raw and plain form', () => {
    expect(pixels('P6\n1 1\n255\n', 1, 2, 3)).toEqual([1, 2, 3, 255]);
    expect(pixels('P5 2 1 255 ', 7, 8)).toEqual([7, 7, 7, 255, 8, 8, 8, 255]);
    expect(pixels('P3\n1 1\n255\n1 2\n3')).toEqual([1, 2, 3, 255]);
    expect(pixels('P2 2 1 255 7 8\n')).toEqual([7, 7, 7, 255, 8, 8, 8, 255]);
  });

  it('may have comments in their headers', () => {
    expect(pixels('P6#one\n# two\n1#three\n 1 # four\n255\n', 1, 2, 3)).toEqual([1, 2, 3, 255]);
    expect(pixels('P2 2 1 255 7 # seven\n8')).toEqual([7, 7, 7, 255, 8, 8, 8, 255]);
  });

  it('have one byte of white space after maxval, even before a byte 0x0a', () => {
    expect(pixels('P5 2 1 255\n', 10, 32)).toEqual([10, 10, 10, 255, 32, 32, 32, 255]);
  });

  it('are scaled from any maxval, with rounding', () => {
    expect(pixels('P5 3 1 1 ', 0, 1, 0).filter((_, at) => at % 4 === 0)).toEqual([0, 255, 0]);
    expect(pixels('P5 2 1 100 ', 50, 33).filter((_, at) => at % 4 === 0)).toEqual([128, 84]);
    expect(pixels('P5 2 1 65535 ', 0x80, 0x80, 0x12, 0x34).filter((_, at) => at % 4 === 0)).toEqual([128, 18]);
    const { notes } = readPicture(join(latin('P5 1 1 1000 '), Uint8Array.of(3, 232)));
    expect(notes).toEqual(['samples of up to 1000 were rounded to 8 bits']);
  });

  it('are rounded like Math.round, for every maxval', () => {
    const sample = fc.integer({ min: 1, max: 65535 }).chain((maxval) => fc.tuple(fc.constant(maxval), fc.nat(maxval)));
    fc.assert(
      fc.property(sample, ([maxval, value]) => {
        expect(pixels(`P2 1 1 ${maxval} ${value}`)[0]).toBe(Math.round((value * 255) / maxval));
      }),
    );
  });

  it('with bytes after the last sample are read, with a note', () => {
    const { notes } = readPicture(latin('P5 1 1 255 ab'));
    expect(notes).toEqual(['1 bytes after the end of the picture were ignored']);
  });

  it.each([
    ['P6\n', 'ppm-header', /the file ends/],
    ['P6 1', 'ppm-header', /the file ends/],
    ['P6 # a comment without end', 'ppm-header', /the file ends/],
    ['P6 -1 1 255 ', 'ppm-header', /decimal number/],
    ['P6 1x 1 255 ', 'ppm-header', /decimal number/],
    ['P6 0 1 255 ', 'ppm-header', /0x1 pixels/],
    ['P6 1 1 0 ', 'ppm-header', /maxval of 0/],
    ['P6 1 1 65536 ', 'ppm-header', /maxval of 65536/],
    ['P6 12345678901 1 255 ', 'ppm-header', /decimal number/],
    ['P6 1 1 255', 'ppm-header', /white space after maxval/],
    ['P6 1 1 255 ab', 'ppm-data', /take at least 3 bytes, and there are 2/],
    ['P5 1 1 256 a', 'ppm-data', /take at least 2 bytes/],
    ['P5 16000 16000 255 abc', 'ppm-data', /16000x16000/],
    ['P2 16000 16000 255 1 2 3', 'ppm-data', /16000x16000/],
    ['P2 2 1 255 1  ', 'ppm-data', /the file ends/],
    ['P2 2 1 255 1 x', 'ppm-data', /decimal number/],
    ['P2 2 1 255 1 256', 'ppm-data', /256 is over the maxval/],
    ['P5 1 1 100 z', 'ppm-data', /122 is over the maxval/],
  ])('refuses %j', (text, code, words) => {
    expect(() => readPicture(latin(text))).toThrow(
      expect.objectContaining({ name: 'FormatError', code, message: expect.stringMatching(words) }),
    );
  });

  it('refuses more pixels than allowed', () => {
    expect(() => readPicture(latin('P6 65536 65536 255 '))).toThrow(expect.objectContaining({ limit: 'maxPixels' }));
    expect(() => readPicture(latin('P5 9999999999 9999999999 255 '))).toThrow(
      expect.objectContaining({ limit: 'maxPixels' }),
    );
  });

  it('are written, with alpha over white', () => {
    const image = { width: 3, height: 1, data: Uint8Array.of(255, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 128) };
    const text = (format: 'ppm' | 'pgm') => Buffer.from(writePicture(image, format));
    expect(text('ppm')).toEqual(Buffer.from('P6\n3 1\n255\n\xff\0\0\xff\xff\xff\x7f\x7f\x7f', 'latin1'));
    expect(text('pgm')).toEqual(Buffer.from('P5\n3 1\n255\n\x4c\xff\x7f', 'latin1'));
  });

  it('come back the same when opaque', () => {
    const rgb = fc
      .uint8Array({ minLength: 3, maxLength: 60 })
      .map((data) => data.subarray(0, data.length - (data.length % 3)));
    fc.assert(
      fc.property(rgb, (samples) => {
        const width = samples.length / 3;
        const { image } = readPicture(join(latin(`P6 ${width} 1 255 `), samples));
        expect(readPicture(writePicture(image, 'ppm')).image).toEqual(image);
      }),
    );
  });
});
