/** Section 9 of the specification: its dumps, and tables of bytes and pixels equal those of the vectors. */

import { describe, expect, it } from 'vitest';
import { decode, readInfo, readSections } from '../../src/decode/index.js';
import { readSpec, rowsOf } from './read-spec.js';
import { readValid } from './read-vectors.js';

function fromHex(text: string): number[] {
  return (text.match(/[0-9A-F]{2}/g) ?? []).map((byte) => Number.parseInt(byte, 16));
}

/** The rows of a table whose first cells are `y = 0`, `y = 1` ...: the numbers of all other cells. */
function pixelRows(text: string): number[][] {
  return rowsOf(text, /^y = \d$/).map((cells) => cells.slice(1).flatMap((cell) => cell.split(',').map(Number)));
}

describe.each([
  ['### 9.1', 'example', 47],
  ['### 9.2', 'example-alpha', 89],
  ['### 9.3', 'example-packed', 54],
  ['### 9.4', 'example-predicted', 46],
  ['### 9.5', 'example-mesh', 39],
])('the example of %s', (heading, name, prefixBytes) => {
  const section = readSpec(heading);
  const bytes = readValid(name);
  const rows = rowsOf(section, /^\d+$/).map(([offset, hex]): [number, number[]] => [Number(offset), fromHex(hex)]);

  it('has the bytes of its dump', () => {
    const [, dump] = /```\n([^`]+)```/.exec(section)!;
    const lines = dump.trim().split('\n');
    expect(lines.map((line) => Number.parseInt(line.slice(0, 2), 16))).toEqual(lines.map((_, i) => i * 16));
    expect(lines.flatMap((line) => fromHex(line.slice(4)))).toEqual([...bytes]);
    expect(section).toContain(`(vectors/valid/${name}.akm), ${bytes.length} bytes:`);
  });

  it('has every byte explained, once and in order', () => {
    let next = 0;
    for (const [offset, row] of rows) {
      expect(offset).toBe(next);
      expect(row).toEqual([...bytes.subarray(offset, offset + row.length)]);
      next += row.length;
    }
    expect(next).toBe(bytes.length);
  });

  it('has the sections that the table shows', () => {
    const offsets = rows.map(([offset]) => offset);
    for (const { offset } of readSections(bytes)) expect(offsets).toContain(offset);
    expect(readInfo(bytes).prefixBytes).toBe(prefixBytes);
  });

  it('states its CRC-32s as numbers, too, and what they cover', () => {
    const stored = Buffer.from(bytes);
    const isCrc = ({ name }: { name: string }) => name.endsWith('CRC-32');
    let start = 0;
    for (const { offset } of readSections(bytes).filter(isCrc)) {
      const hex = stored.readUInt32LE(offset).toString(16).toUpperCase().padStart(8, '0');
      expect(section).toContain(`CRC-32 of the bytes ${start} to ${offset - 1}: 0x${hex}`);
      start = offset + 4;
    }
  });

  it('decodes to the pixels that it lists', () => {
    const { width, height, data } = decode(bytes);
    const pixels = pixelRows(section);
    expect([pixels.length, pixels[0].length]).toEqual([height, width * 4]);
    expect(pixels.flat()).toEqual([...data]);
  });
});
