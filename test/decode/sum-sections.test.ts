import { describe, expect, it } from 'vitest';
import { readSections } from '../../src/decode/index.js';
import { sumSections } from '../../src/decode/sum-sections.js';
import { MANIFEST, readValid, readVector } from '../conformance/read-vectors.js';

describe('sumSections', () => {
  it('has every byte of a file in one kind or another', () => {
    for (const { file } of MANIFEST.valid) {
      const bytes = readVector({ file });
      const sums = [...sumSections(bytes, { maxPixels: 2 ** 30 }).values()];
      expect(sums.reduce((sum, count) => sum + count, 0)).toBe(bytes.length);
    }
  });

  it('sums up the planes of all bands, and what frames them', () => {
    const bytes = readValid('bands-many');
    const sums = sumSections(bytes);
    const sumOf = (pattern: RegExp) =>
      readSections(bytes)
        .filter(({ name }) => pattern.test(name))
        .reduce((sum, section) => sum + section.bytes, 0);
    expect(Object.fromEntries(sums)).toEqual({
      header: sumOf(/^header$/),
      table: sumOf(/^table$/),
      'frames, CRCs': sumOf(/ sizes$| CRC-32$|^end mark$/),
      'low planes': sumOf(/ low plane$/),
      'high planes': sumOf(/ high plane$/),
    });
  });

  it('keeps known chunks by name, and joins the others', () => {
    const sums = sumSections(readValid('chunks'));
    const named = readSections(readValid('chunks')).filter(({ name }) => name.startsWith('chunk '));
    const sizeOf = (name: string) => named.find((section) => section.name === name)?.bytes;
    const all = named.reduce((sum, { bytes }) => sum + bytes, 0);
    const [exif, icc] = [sizeOf('chunk exif')!, sizeOf('chunk icc')!];
    expect([sums.get('chunk exif'), sums.get('chunk icc')]).toEqual([exif, icc]);
    expect(sums.get('other chunks')).toBe(all - exif - icc);
  });
});
