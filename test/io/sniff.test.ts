import { describe, expect, it } from 'vitest';
import { formatOfPath, readPicture, sniffFormat } from '../../src/io/index.js';
import { latin, PNG_SIGNATURE } from '../support/io-files.mjs';

describe('sniffFormat', () => {
  it('recognises each format by its first bytes', () => {
    expect(sniffFormat(PNG_SIGNATURE)).toBe('png');
    expect(sniffFormat(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0))).toBe('jpeg');
    expect(sniffFormat(latin('P6\n1 1 255\n'))).toBe('ppm');
    expect(sniffFormat(latin('P3 1 1 255 '))).toBe('ppm');
    expect(sniffFormat(latin('P5#comment'))).toBe('pgm');
    expect(sniffFormat(latin('P2\t1 1 255 '))).toBe('pgm');
    expect(sniffFormat(Uint8Array.of(0x89, 0x41, 0x4b, 0x4d))).toBe('akm');
  });

  it('recognises no other bytes, however few', () => {
    for (const text of ['', 'P', 'P6', 'P66', 'P1\n', 'P7\n', 'GIF89a', '\x89PNG\r\n\x1a', '\xff\xd8', '\x89AK']) {
      expect(sniffFormat(latin(text)), JSON.stringify(text)).toBeUndefined();
    }
  });
});

describe('readPicture with other content', () => {
  it.each([
    ['GIF89a', 'it looks like a GIF'],
    ['RIFF\x10\x00\x00\x00WEBPVP8 ', 'it looks like a WebP'],
    ['II*\x00', 'it looks like a TIFF'],
    ['MM\x00*', 'it looks like a TIFF'],
    ['BM\x10\x00', 'it looks like a BMP'],
    ['\x00\x00\x00\x20ftypavif', 'it looks like an AVIF'],
    ['P4\n8 1\n', 'it looks like a PBM'],
    ['%PDF-1.7', 'it looks like a PDF'],
    ['\x89PNG\n\x1a\n', 'a PNG whose first bytes are damaged'],
    ['', 'the file is empty'],
    ['\x01\x02abc', 'it begins with the bytes 01 02 61 62 63'],
  ])('says what %j looks like', (text, words) => {
    expect(() => readPicture(latin(text))).toThrow(
      expect.objectContaining({ name: 'UnsupportedError', message: expect.stringContaining(words) }),
    );
  });

  it('says that an .akm file needs decoding', () => {
    expect(() => readPicture(Uint8Array.of(0x89, 0x41, 0x4b, 0x4d, 1))).toThrow(/\.akm/);
  });

  it('refuses useless arguments', () => {
    expect(() => readPicture('file.png' as unknown as Uint8Array)).toThrow(
      expect.objectContaining({ option: 'bytes' }),
    );
    const bytes = PNG_SIGNATURE;
    expect(() => readPicture(bytes, { maxPixels: 0 })).toThrow(expect.objectContaining({ option: 'maxPixels' }));
    expect(() => readPicture(bytes, { maxJpegMemory: 0.5 })).toThrow(
      expect.objectContaining({ option: 'maxJpegMemory' }),
    );
  });
});

describe('formatOfPath', () => {
  it('goes by the extension, in any letter case', () => {
    expect(formatOfPath('a.png')).toBe('png');
    expect(formatOfPath('dir.png/a.JPG')).toBe('jpeg');
    expect(formatOfPath('a.b.jpeg')).toBe('jpeg');
    expect(formatOfPath('a.ppm')).toBe('ppm');
    expect(formatOfPath('a.pgm')).toBe('pgm');
    expect(formatOfPath('a.rgba')).toBe('rgba');
    expect(formatOfPath('a.akm')).toBe('akm');
  });

  it('recognises no other names', () => {
    for (const name of ['', 'png', 'a.', 'a.gif', 'a.png/', 'a.png.gz', 'a.constructor', '.pngx']) {
      expect(formatOfPath(name), name).toBeUndefined();
    }
  });
});
