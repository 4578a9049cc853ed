/** Damaged files whose CRC-32s are right: each decodes or is refused, and no run takes for ever. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AkmError, decode, readMetadata } from '../../src/decode/index.js';
import { readValid, specPath } from '../conformance/read-vectors.js';
import { fuzz } from './mutate.mjs';
import { repairCrcs } from './repair-crcs.mjs';

const CHILD = fileURLToPath(new URL('./fuzz-child.mjs', import.meta.url));
const SMALL = ['example', 'pixel', 'alpha', 'bands', 'chunks', 'smooth-small', 'strip-1', 'deflate-fixed'].map(
  readValid,
);

/** Codes that come from behind a CRC-32. */
const INNER_CODES = [
  ...['flags', 'block-side', 'geometry', 'palette-size', 'strip-width', 'band-height', 'smoothing', 'limit', 'coding'],
  ...['table-stream', 'bitmap-padding', 'no-low-block', 'palette-transparent', 'palette-opaque', 'plane-presence'],
  ...['plane-stream', 'index-range', 'chunk-type', 'chunk-order', 'chunk', 'trailing'],
];

let folder = '';
let decoder = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'akm-fuzz-'));
  decoder = join(folder, 'decode.mjs');
  const bundle = await rolldown({ input: fileURLToPath(new URL('../../src/decode/index.ts', import.meta.url)) });
  await bundle.write({ file: decoder, format: 'esm' });
  await bundle.close();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function runChild(runs: number, seed: number, timeout: number, ...more: string[]) {
  const args = [CHILD, decoder, specPath('vectors/valid'), String(runs), String(seed), ...more];
  return spawnSync(process.execPath, args, { timeout, killSignal: 'SIGKILL', encoding: 'utf8' });
}

describe('the repair of CRC-32s', () => {
  it('leaves every valid vector as it is', () => {
    for (const name of readdirSync(specPath('vectors/valid'))) {
      const bytes = readValid(name.replace('.akm', ''));
      expect(Buffer.compare(repairCrcs(bytes), bytes)).toBe(0);
    }
  });

  it('gets damage past the checksums', () => {
    const bytes = readValid('example');
    bytes[6] = 0x40;
    expect(() => decode(bytes)).toThrow(expect.objectContaining({ code: 'prefix-crc' }));
    expect(() => decode(repairCrcs(bytes))).toThrow(expect.objectContaining({ code: 'flags' }));
  });
});

describe('a damaged file with right CRC-32s', () => {
  it('decodes or is refused', () => {
    const isExpected = (error: unknown) => error instanceof AkmError && error.code !== 'option';
    const read = (bytes: Uint8Array) => {
      decode(bytes, { maxPixels: 2 ** 20 });
      readMetadata(bytes);
    };
    const counts = fuzz(read, isExpected, SMALL, 1500, 1);
    expect(counts.decoded).toBeGreaterThan(50);
  });

  it('does so in thousands of runs, which between them meet every check behind a CRC-32', () => {
    const { status, stdout, stderr } = runChild(6000, 2, 40_000);
    expect([status, stderr]).toEqual([0, '']);
    const counts = JSON.parse(stdout) as Record<string, number>;
    expect(Object.keys(counts)).toEqual(expect.arrayContaining(['decoded', ...INNER_CODES]));
  });

  it('that is decoded for ever is noticed', () => {
    const { signal, stdout } = runChild(100, 3, 2000, 'loop');
    expect([signal, stdout]).toEqual(['SIGKILL', '']);
  });
});
