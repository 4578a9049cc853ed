import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { AkmError } from '../../src/error.js';
import { readPicture, writePicture } from '../../src/io/index.js';
import { FORMATS_NOTE, formatsMissing, listFormats, readFormat } from '../support/io-corpus.js';
import { isSameImage } from '../support/io-files.mjs';

const CORRUPT = /(^|\/)(corrupt_png_.*|x(c1|c9|cr|cs|d0|d3|d9|dt|hd|lf|s1|s2|s4|s7)n.*)\.png$/;
const VALID = listFormats(/\.png$/).filter((name) => !CORRUPT.test(name));

/** Name to `size hash`. */
const EXPECTED = new Map(
  readFileSync(new URL('./png-pixels.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)] as const),
);

describe.skipIf(formatsMissing)(`PNG files of the corpus${FORMATS_NOTE}`, () => {
  it('are all there', () => {
    expect(VALID).toEqual([...EXPECTED.keys()].sort());
    expect(listFormats(CORRUPT)).toHaveLength(16);
  });

  it.each(VALID)('%s has the pixels that another decoder finds', (name) => {
    const { image, format } = readPicture(readFormat(name));
    const hash = createHash('sha256').update(image.data).digest('hex').slice(0, 16);
    expect(`${image.width}x${image.height} ${hash}`).toBe(EXPECTED.get(name));
    expect(format).toBe('png');
  });

  it.each(VALID)('%s reads the same with pngjs, but for colours that tRNS hides, which pngjs blackens', (name) => {
    const bytes = readFormat(name);
    const ours = Buffer.from(readPicture(bytes).image.data);
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

  it.each(listFormats(CORRUPT))('%s is refused', (name) => {
    expect(() => readPicture(readFormat(name))).toThrow(AkmError);
  });

  it('carry their profiles and notes', () => {
    expect(readPicture(readFormat('png_iccp_p3.png')).icc).toHaveLength(468);
    expect(readPicture(readFormat('png_gama_linear.png')).notes).toEqual(['gAMA (1) was ignored']);
    expect(readPicture(readFormat('png_srgb_chunk_many_idat.png')).notes).toEqual([]);
    expect(readPicture(readFormat('png_rgb16.png')).notes).toEqual(['16-bit samples were rounded to 8 bits']);
  });
});
