/** What the smallest bundles leave out of errors, and what they keep. */

import { describe, expect, it } from 'vitest';
import { bundleEntry, ENTRIES } from '../scripts/build-browser.mjs';
import { dropProse } from '../scripts/terse-errors.mjs';
import { FormatError, UnsupportedError } from '../src/error.js';

describe('terse errors', () => {
  it('keep code, section and offset', () => {
    const source = "throw new FormatError('index-range', section, at + 1, `expected less, found ` + index);";
    expect(dropProse(source)).toBe("throw new FormatError('index-range', section, at + 1);");
  });

  it('keep what stands behind the prose', () => {
    expect(dropProse('reader.check("flags", flags < 2, `found more`, start + 6)')).toBe(
      'reader.check("flags", flags < 2, undefined, start + 6)',
    );
  });

  it('do not need the names of fields, in calls or in objects', () => {
    expect(dropProse("const k1: number = reader.readVarint('size of palette 1');")).toBe(
      'const k1: number = reader.readVarint();',
    );
    expect(dropProse("place = { offset, what: 'table', length };")).toBe(
      'place = { offset, what: undefined, length };',
    );
  });

  it('let all else be', () => {
    const source = "throw new AkmError('memory', `no memory`);";
    expect(dropProse(source)).toBe(source);
  });

  it('say by their code what is wrong', () => {
    expect(new FormatError('band-crc', 'band 3', 120).message).toBe('band 3 at byte 120: band-crc');
    expect(new UnsupportedError('version').message).toBe('version');
  });

  it('leave no sentence about files in the worker', async () => {
    const { code } = await bundleEntry(ENTRIES['decode-worker.js']);
    expect(code).not.toMatch(/expected|found/);
    expect((await bundleEntry(ENTRIES['decode.js'])).code).toMatch(/expected CRC-32/);
  });
});
