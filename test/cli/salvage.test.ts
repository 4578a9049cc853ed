/** `akm decode --salvage`: its output for a damaged file, and its messages. Needs the build. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSections } from '../../src/decode/index.js';
import { salvage } from '../../src/decode/salvage.js';
import { readPicture } from '../../src/io/index.js';
import { readValid } from '../conformance/read-vectors.js';
import { runAkm } from '../support/akm.js';

const WHOLE = readValid('bands-many');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'akm-salvage-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Decodes bytes with --salvage. */
function run(bytes: Uint8Array, ...flags: string[]) {
  writeFileSync(join(folder, 'in.akm'), bytes);
  const { status, stdout, stderr } = runAkm(['decode', 'in.akm', '--salvage', ...flags], folder);
  return { status, stdout: stdout.toString(), stderr: stderr.toString(), files: readdirSync(folder).sort() };
}

/** The whole file with a byte of band 2 changed. */
function damaged(): Uint8Array {
  const bytes = WHOLE.slice();
  const section = readSections(bytes).find(({ name }) => name === 'band 2 high plane');
  bytes[(section?.offset ?? 0) + 2] ^= 1;
  return bytes;
}

describe('akm decode --salvage', () => {
  it('writes the intact bands, names the lost ones and their rows in one line, and exits with 1', () => {
    const bytes = damaged();
    const { lost, image } = salvage(bytes);
    const { status, stderr, files } = run(bytes);
    expect([status, files]).toEqual([1, ['in.akm', 'in.png']]);
    expect(stderr).toMatch(
      /^akm: in\.akm -> in\.png: damaged; lost 1 of \d+ bands: band 2 \(rows \d+ to \d+\): .*CRC-32.*\n$/,
    );
    expect(stderr).toContain(`rows ${lost[0].top} to ${lost[0].bottom - 1}`);
    const written = readPicture(readFileSync(join(folder, 'in.png'))).image;
    expect(Buffer.from(written.data).equals(Buffer.from(image.data))).toBe(true);
  });

  it('lists the lost rows in one JSON object', () => {
    const { status, stdout } = run(damaged(), '--json');
    const { lost } = salvage(damaged());
    expect([status, JSON.parse(stdout)]).toEqual([
      1,
      expect.objectContaining({ status: 'failed', code: 'salvaged', lost }),
    ]);
  });

  it('exits with 0 when nothing is wrong', () => {
    expect(run(WHOLE)).toMatchObject({ status: 0, stderr: expect.stringContaining('nothing was lost') });
    const { status, stdout } = run(WHOLE, '--json', '--force');
    expect([status, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ status: 'decoded', lost: [] })]);
  });

  it('reports that every pixel was saved when only the end is damaged', () => {
    const { status, stderr } = run(WHOLE.subarray(0, WHOLE.length - 1));
    expect([status, stderr]).toEqual([1, expect.stringMatching(/damaged, but all \d+ bands are intact/)]);
  });

  it('salvages each file of a batch, and counts damaged ones as failed', () => {
    writeFileSync(join(folder, 'whole.akm'), WHOLE);
    const { status, stdout, files } = run(damaged(), 'whole.akm', '--json');
    const { lost } = salvage(damaged());
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      expect.objectContaining({ input: 'in.akm', status: 'failed', code: 'salvaged', lost }),
      expect.objectContaining({ input: 'whole.akm', status: 'decoded', lost: [] }),
      expect.objectContaining({ status: 'summary', done: 1, failed: 1 }),
    ]);
    expect([status, files]).toEqual([1, ['in.akm', 'in.png', 'whole.akm', 'whole.png']]);
  });

  it('writes nothing when there is nothing to save', () => {
    const { status, stderr, files } = run(WHOLE.subarray(0, 20));
    expect([status, files]).toEqual([1, ['in.akm']]);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/nothing can be saved/);
  });
});
