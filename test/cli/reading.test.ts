/** Pictures with a slight fault, or not in sRGB, on the command line. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMetadata } from '../../src/decode/index.js';
import { runAkm } from '../support/akm.js';
import { ADOBE_COLUMNS, gammaCurve, rgbProfile } from '../support/icc-files.js';
import { join as joinBytes, latin, PNG_SIGNATURE, png, pngChunk, pngData, pngHeader } from '../support/io-files.mjs';

const ROWS = Uint8Array.from({ length: 32 * 97 }, (_, at) => (at % 97 === 0 ? 0 : at % 7 < 3 ? 40 : 200));
const HEADER = pngHeader(32, 32, 8, 2);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'akm-reading-'));
  writeFileSync(join(folder, 'no-end.png'), joinBytes(PNG_SIGNATURE, HEADER, pngData(ROWS)));
  const profile = rgbProfile(gammaCurve(2.2), ADOBE_COLUMNS);
  const chunk = pngChunk('iCCP', joinBytes(latin('Adobe\0\0'), deflateSync(profile)));
  writeFileSync(join(folder, 'wide.png'), png(HEADER, chunk, pngData(ROWS)));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a picture with a fault that leaves its pixels whole', () => {
  it.each([
    ['encode', 'no-end.png', '-o', 'out.akm', '-f'],
    ['map', 'no-end.png', '-o', 'map.png', '-f'],
    ['compare', 'no-end.png', 'no-end.png'],
  ])('is read by %s with a note, and refused with --strict', (...args) => {
    const read = runAkm(args, folder);
    expect(read.status).toBe(0);
    expect(String(read.stderr)).toContain('the file ends without IEND; the image data before it are whole');
    const refused = runAkm([...args, '--strict'], folder);
    expect(refused.status).toBe(1);
    expect(String(refused.stderr)).toContain('the file ends without IEND');
  });
});

describe('encode --strip-metadata', () => {
  const iccOf = (name: string) => readMetadata(readFileSync(join(folder, name))).icc;

  it('stores sRGB pixels and no profile, from a PNG and from an .akm file', () => {
    expect(runAkm(['encode', 'wide.png', '-o', 'wide.akm'], folder).status).toBe(0);
    expect(iccOf('wide.akm')).toBeDefined();
    for (const input of ['wide.png', 'wide.akm']) {
      const { status, stderr } = runAkm(['encode', input, '--strip-metadata', '-o', 'plain.akm', '-f'], folder);
      expect(status).toBe(0);
      expect(String(stderr)).toContain('the ICC profile was applied: the pixels are sRGB now');
      expect(iccOf('plain.akm')).toBeUndefined();
    }
  });
});
