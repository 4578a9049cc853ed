/** Section 9 of the specification: its dump, its table of bytes and its pixels are those of the vector. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decode, readInfo, readSections } from '../../src/decode/index.js';
import { readValid, specPath } from './read-vectors.js';

const SPEC = readFileSync(specPath('akm.md'), 'utf8');
const SECTION_9 = SPEC.slice(SPEC.indexOf('## 9.'));
const EXAMPLE = readValid('example');

function fromHex(text: string): number[] {
  return (text.match(/[0-9A-F]{2}/g) ?? []).map((byte) => Number.parseInt(byte, 16));
}

/** Rows of the table of bytes: `[offset, bytes]`. */
const ROWS = [...SECTION_9.matchAll(/^\| (\d+) \| `([0-9A-F ]+)` \|/gm)].map(
  ([, offset, bytes]): [number, number[]] => [Number(offset), fromHex(bytes)],
);

describe('the example of section 9', () => {
  it('is dumped as it is', () => {
    const [, dump] = /```\n([^`]+)```/.exec(SECTION_9)!;
    const lines = dump.trim().split('\n');
    expect(lines.map((line) => Number.parseInt(line.slice(0, 2), 16))).toEqual(lines.map((_, i) => i * 16));
    expect(lines.flatMap((line) => fromHex(line.slice(4)))).toEqual([...EXAMPLE]);
    expect(SECTION_9).toContain(`${EXAMPLE.length} bytes:`);
  });

  it('has every byte explained, once and in order', () => {
    let next = 0;
    for (const [offset, bytes] of ROWS) {
      expect(offset).toBe(next);
      expect(bytes).toEqual([...EXAMPLE.subarray(offset, offset + bytes.length)]);
      next += bytes.length;
    }
    expect(next).toBe(EXAMPLE.length);
  });

  it('has the sections that the table shows', () => {
    const offsets = ROWS.map(([offset]) => offset);
    for (const { offset } of readSections(EXAMPLE)) expect(offsets).toContain(offset);
    expect(readInfo(EXAMPLE).prefixBytes).toBe(48);
  });

  it('states its CRC-32s as numbers, too', () => {
    const stored = Buffer.from(EXAMPLE);
    for (const offset of [44, 78]) {
      const hex = stored.readUInt32LE(offset).toString(16).toUpperCase().padStart(8, '0');
      expect(SECTION_9).toContain(`0x${hex}`);
    }
  });

  it('decodes to the pixels that it lists', () => {
    const rows = [...SECTION_9.matchAll(/^\| y = \d \|(.*)\|$/gm)].map(([, cells]) => cells);
    const { width, height, data } = decode(EXAMPLE);
    expect([rows.length, rows[0].split('|').length]).toEqual([height, width]);
    expect(rows.flatMap((cells) => cells.split(/[|,]/).map(Number))).toEqual([...data]);
  });
});
