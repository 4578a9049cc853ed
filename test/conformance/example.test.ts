/** Section 9 of the specification: its dumps, tables of bytes, pixels and sums equal those of the vectors. */

import { describe, expect, it } from 'vitest';
import { decode, decodeIndexed, readInfo, readSections } from '../../src/decode/index.js';
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
  ['### 9.1', 'example', 48],
  ['### 9.2', 'example-alpha', 90],
  ['### 9.4', 'example-packed', 55],
  ['### 9.5', 'example-predicted', 47],
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

describe('the example of smoothing', () => {
  const section = readSpec('### 9.3');
  const bytes = readValid('example-smoothing');
  const [, after] = section.split('| after |');
  const before = pixelRows(section).slice(0, 3);

  it('is smoothed from the first table to the second', () => {
    const { indices, blockMap, lowPalette, highPalette } = decodeIndexed(bytes);
    const drawn = Array.from(indices, (index, i) => (i === 8 ? highPalette : lowPalette)[index * 4]);
    expect([...blockMap]).toEqual([0, 0, 0, 1]);
    expect(drawn).toEqual(before.flat());
    expect([...decode(bytes).data]).toEqual(pixelRows(after).flatMap((row) => row.flatMap((v) => [v, v, v, 255])));
    expect(readInfo(bytes)).toMatchObject({ smoothPasses: 1, smoothThreshold: 20, blockSide: 2 });
  });

  it('has three pixels computed by hand: taps, weights, sums', () => {
    const pixels = [...section.matchAll(/c = P\((\d), (\d)\) = (\d+)\.([\s\S]*?)\nW = (\d+)(.*)/g)];
    expect(pixels).toHaveLength(3);
    for (const [, x, y, value, table, weights, rest] of pixels) {
      const c = Number(value);
      expect(c).toBe(before[Number(y)][Number(x)]);
      let [W, S] = [0, 0];
      const expected = [-1, 0, 1].flatMap((j) =>
        [-1, 0, 1].map((i) => {
          const [tx, ty] = [Number(x) + i, Number(y) + j].map((at) => Math.min(Math.max(at, 0), 2));
          const tap = before[ty][tx];
          const weight = (2 - Math.abs(i)) * (2 - Math.abs(j));
          const counts = Math.abs(tap - c) <= 20;
          if (counts) [W, S] = [W + weight, S + weight * tap];
          const product = counts ? `${weight * tap}` : 'does not count';
          return [`${i}, ${j}`, `${tx}, ${ty}`, `${tap}`, `${weight}`, `${Math.abs(tap - c)}`, product];
        }),
      );
      expect(rowsOf(table, /^-?\d, -?\d$/)).toEqual(expected);
      expect(Number(weights)).toBe(W);
      const half = Math.floor(W / 2);
      if (W < 13) expect(rest).toContain(`keeps its value, ${c}`);
      else expect(rest).toContain(`floor((${S} + ${half}) / ${W}) = ${Math.floor((S + half) / W)}`);
      expect(pixelRows(after)[Number(y)][Number(x)]).toBe(W < 13 ? c : Math.floor((S + half) / W));
    }
  });
});
