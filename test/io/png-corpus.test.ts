import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { AkmError } from '../../src/error.js';
import { readPicture, writePicture } from '../../src/io/index.js';
import { FORMATS_NOTE, formatsMissing, listFormats, readFormat } from '../support/io-corpus.js';
import { isSameImage, join } from '../support/io-files.mjs';

const CORRUPT = /(^|\/)(corrupt_png_.*|x(c1|c9|cr|cs|d0|d3|d9|dt|hd|lf|s1|s2|s4|s7)n.*)\.png$/;
const VALID = listFormats(/\.png$/).filter((name) => !CORRUPT.test(name));

/** The file without the chunks that change the meaning of its samples, which the other decoders ignore. */
function withoutGamma(bytes: Uint8Array): Uint8Array {
  const parts = [bytes.subarray(0, 8)];
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  for (let at = 8; at < bytes.length; ) {
    const end = at + 12 + view.getUint32(at);
    const type = Buffer.from(bytes.subarray(at + 4, at + 8)).toString('latin1');
    if (type !== 'gAMA' && type !== 'cHRM') parts.push(bytes.subarray(at, end));
    at = end;
  }
  return join(...parts);
}

/** Name to `size hash`. */
const EXPECTED = new Map(
  readFileSync(new URL('./png-pixels.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)] as const),
);

describe.skipIf(formatsMissing)(`PNG files of the corpus${FORMATS_NOTE}`, () => {
  it('are all present', () => {
    expect(VALID).toEqual([...EXPECTED.keys()].sort());
    expect(listFormats(CORRUPT)).toHaveLength(16);
  });

  it.each(VALID)('%s has the samples of another decoder', (name) => {
    const { image, format } = readPicture(withoutGamma(readFormat(name)));
    const hash = createHash('sha256').update(image.data).digest('hex').slice(0, 16);
    expect(`${image.width}x${image.height} ${hash}`).toBe(EXPECTED.get(name));
    expect(format).toBe('png');
  });

  it.each(VALID)('%s reads the same with pngjs, but for colours that tRNS hides, which pngjs blackens', (name) => {
    const bytes = readFormat(name);
    const ours = Buffer.from(readPicture(withoutGamma(bytes)).image.data);
    const theirs = PNG.sync.read(Buffer.from(bytes)).data;
    for (let at = 0; at < theirs.length; at += 4) {
      if (theirs.readUInt32LE(at) === 0 && ours[at + 3] === 0) ours.writeUInt32LE(0, at);
    }
    expect(ours.equals(theirs)).toBe(true);
  });

  it.each(VALID)('%s comes back the same after being written as PNG', (name) => {
    const { image, icc } = readPicture(readFormat(name));
    const again = readPicture(writePicture(image, 'png', { icc }));
    expect(isSameImage(again.image, image)).toBe(true);
    expect(again.icc).toEqual(icc);
    expect(again.notes).toEqual([]);
  });

  it.each(listFormats(CORRUPT).filter((name) => !name.includes('no_iend')))('%s is refused', (name) => {
    expect(() => readPicture(readFormat(name))).toThrow(AkmError);
  });

  it('corrupt_png_no_iend.png is read with a note, and refused by strict reading', () => {
    const bytes = readFormat('corrupt_png_no_iend.png');
    const { notes } = readPicture(bytes);
    expect(notes).toEqual(['PNG chunk at byte 15366: the file ends without IEND; the image data before it are whole']);
    expect(() => readPicture(bytes, { strict: true })).toThrow(expect.objectContaining({ code: 'png-chunk' }));
  });

  it.each(VALID)('%s is read by strict reading', (name) => {
    expect(() => readPicture(readFormat(name), { strict: true })).not.toThrow();
  });

  it('have the right profiles and notes', () => {
    expect(readPicture(readFormat('png_iccp_p3.png')).icc).toHaveLength(468);
    expect(readPicture(readFormat('png_gama_linear.png')).notes).toEqual(['gAMA applied: the pixels are sRGB now']);
    expect(readPicture(readFormat('png_srgb_chunk_many_idat.png')).notes).toEqual([]);
    expect(readPicture(readFormat('png_rgb16.png')).notes).toEqual(['16-bit samples were rounded to 8 bits']);
  });
});
