import { describe, expect, it } from 'vitest';
import { readSections } from '../../src/decode/index.js';
import { sumSections } from '../../src/decode/sum-sections.js';
import { readValid } from '../conformance/read-vectors.js';

describe('sumSections', () => {
  it('sums up the planes of all bands, and has every byte of the file in one kind or another', () => {
    const bytes = readValid('bands-many');
    const sections = readSections(bytes);
    const sums = sumSections(sections);
    expect([...sums.values()].reduce((sum, count) => sum + count, 0)).toBe(bytes.length);
    const planes = sections.filter(({ name }) => name.endsWith(' high plane'));
    expect(sums.get('high planes')).toBe(planes.reduce((sum, plane) => sum + plane.bytes, 0));
  });

  it('keeps headers, tables and chunks by name, and takes the rest for frames', () => {
    const sections = ['header', 'table', 'band 0 low plane', 'band 1 low plane', 'band 0 CRC-32', 'chunk iccp', 'end'];
    expect([...sumSections(sections.map((name, offset) => ({ name, offset, bytes: 10 })))]).toEqual([
      ['header', 10],
      ['table', 10],
      ['low planes', 20],
      ['frames, CRCs', 20],
      ['chunk iccp', 10],
    ]);
  });
});
