/** Metadata that are too large or faulty: no command that draws a picture fails because of them. Needs the build. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repairCrcs } from '../../hardening/fuzz/repair-crcs.mjs';
import { decode, readSections } from '../../src/decode/index.js';
import { encode } from '../../src/encode/index.js';
import { readPicture, writePicture } from '../../src/io/index.js';
import { runAkm } from '../support/akm.js';
import { softDisc } from '../support/pictures.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'akm-metadata-'));
  const icc = new Uint8Array(6000).fill(3);
  const whole = encode(softDisc(20), { icc, exif: new Uint8Array(50).fill(7) });
  writeFileSync(join(folder, 'large.akm'), whole);
  const faulty = whole.slice();
  const chunk = readSections(whole).find(({ name }) => name === 'chunk icc')!;
  faulty[chunk.offset + 12] ^= 0x55;
  writeFileSync(join(folder, 'faulty.akm'), repairCrcs(faulty));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]) {
  const { status, stdout, stderr } = runAkm(args, folder);
  return { status, stdout: stdout.toString(), stderr: stderr.toString() };
}

const LIMIT = ['--max-metadata', '5000'];
const NOTE =
  /large\.akm: left out: an ICC profile: 6000 is over the limit of 5000 \(raise it with --max-metadata if you trust the file\)\n/;

describe('metadata over the limit', () => {
  it.each([[[]], [['--salvage']]])('are left out of a decoded picture, with a note: %j', (flags) => {
    const { status, stderr } = run('decode', 'large.akm', '-o', 'out.png', '-f', ...LIMIT, ...flags);
    expect([status, stderr]).toEqual([0, expect.stringMatching(NOTE)]);
    const { image, icc } = readPicture(readFileSync(join(folder, 'out.png')));
    expect(icc).toBeUndefined();
    const { data } = decode(readFileSync(join(folder, 'large.akm')));
    expect(Buffer.from(image.data).equals(Buffer.from(data))).toBe(true);
  });

  it('do not make a file invalid, nor hide its other fields', () => {
    for (const command of ['verify', 'info']) {
      expect(run(command, 'large.akm', ...LIMIT)).toMatchObject({ status: 0, stderr: expect.stringMatching(NOTE) });
    }
    const { stdout } = run('info', 'large.akm', '--json', ...LIMIT);
    expect(JSON.parse(stdout)).toMatchObject({ iccBytes: 0, exifBytes: 50, notes: [expect.stringContaining('6000')] });
  });

  it('are left out, with a note, when an .akm file is encoded again', () => {
    const { status, stderr } = run('encode', 'large.akm', '-o', 'again.akm', '-f', ...LIMIT);
    expect([status, stderr]).toEqual([0, expect.stringMatching(NOTE)]);
  });

  it('are refused, not dropped, when a picture is encoded', () => {
    const header = Buffer.alloc(132);
    header.writeUInt32BE(132, 0);
    header.write('mntrRGB XYZ ', 12, 'latin1');
    header.write('acsp', 36, 'latin1');
    writeFileSync(join(folder, 'in.png'), writePicture(softDisc(20), 'png', { icc: header }));
    const refused = run('encode', 'in.png', '-o', 'in.akm', '--max-metadata', '100');
    expect(refused.stderr).toMatch(/ICC profile: 132 is over the limit of 100 .*--max-metadata/);
    expect(refused.status).toBe(1);
    expect(run('encode', 'in.png', '-o', 'in.akm', '--max-metadata', '132').status).toBe(0);
  });
});

describe('a faulty profile', () => {
  it('is left out of a decoded picture, with a note, and shown as such', () => {
    for (const args of [
      ['decode', 'faulty.akm', '-o', 'out.png', '-f'],
      ['info', 'faulty.akm'],
    ]) {
      const { status, stderr } = run(...args);
      expect([status, stderr]).toEqual([
        0,
        expect.stringMatching(/^faulty\.akm: left out: chunk 'icc ' at byte \d+: /),
      ]);
    }
  });

  it('makes a file invalid', () => {
    expect(run('verify', 'faulty.akm')).toMatchObject({ status: 1, stderr: expect.stringContaining("chunk 'icc '") });
  });
});
