/** A second decoder, written in Python only from `spec/akm.md`, must agree with the manifest and the library. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const VECTORS = fileURLToPath(new URL('../../spec/vectors/', import.meta.url));
const DECODER = fileURLToPath(new URL('akm_decoder.py', import.meta.url));

interface Manifest {
  readonly valid: readonly { file: string; width: number; height: number; crc32: string }[];
  readonly invalid: readonly { file: string; code: string; reader?: string; crc32?: string }[];
}

const manifest = JSON.parse(readFileSync(`${VECTORS}manifest.json`, 'utf8')) as Manifest;
const python = spawnSync('python3', ['--version']).status === 0 ? 'python3' : undefined;
const why = python === undefined ? ' (skipped: python3 is not installed)' : '';

/** One answer a file: its pixels' CRC-32, or its error code. */
function answers(files: readonly string[], ...flags: string[]): unknown[] {
  const input = files.map((file) => `${VECTORS}${file}\n`).join('');
  const { stdout } = spawnSync('python3', [DECODER, '--batch', ...flags], {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe.skipIf(python === undefined)(`the independent decoder${why}`, () => {
  it('draws every valid vector like the library', () => {
    const found = answers(manifest.valid.map(({ file }) => file));
    expect(found).toEqual(
      manifest.valid.map(({ width, height, crc32 }) => expect.objectContaining({ width, height, crc32 })),
    );
  });

  it('refuses every invalid vector for the same reason', () => {
    const drawn = manifest.invalid.filter(({ reader }) => reader === undefined);
    const found = answers(drawn.map(({ file }) => file));
    expect(found).toEqual(drawn.map(({ code }) => expect.objectContaining({ error: code })));
  });

  it('draws a vector with faulty metadata, and finds the fault when it reads the metadata', () => {
    const faulty = manifest.invalid.filter(({ reader }) => reader === 'metadata');
    const files = faulty.map(({ file }) => file);
    expect(answers(files)).toEqual(faulty.map(({ crc32 }) => expect.objectContaining({ crc32 })));
    expect(answers(files, '--metadata')).toEqual(faulty.map(({ code }) => expect.objectContaining({ error: code })));
  });
});
