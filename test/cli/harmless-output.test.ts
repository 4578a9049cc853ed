/** The output of akm is harmless to a terminal, and its input is limited. Needs the build. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crc32 } from '../../src/bits/crc32.js';
import { writePicture } from '../../src/io/index.js';
import { runAkm } from '../support/akm.js';
import { softDisc } from '../support/pictures.js';

/** Colours, a C1 control, reversed letters, and a separate line. */
const EVIL = 'a\x1b[31m\u009b\u202e\nakm: fine';
const SAID = 'a\\u001b[31m\\u009b\\u202e\\nakm: fine';

let folder: string;
const at = (name: string) => join(folder, name);
const isWindows = process.platform === 'win32';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'akm-harmless-'));
  if (isWindows) return;
  const png = Buffer.from(writePicture(softDisc(16), 'png'));
  writeFileSync(at(`${EVIL}.png`), png);
  writeFileSync(at(`${EVIL}.jpg`), 'no picture');
  // A critical chunk whose name clears the screen.
  const chunk = Buffer.from('\0\0\0\0A\x1b[2\0\0\0\0', 'latin1');
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8)), 8);
  writeFileSync(at('chunk.png'), Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]));
  mkdirSync(at('out'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]) {
  const { status, stdout, stderr } = runAkm(args, folder);
  return { status, stdout: String(stdout), stderr: String(stderr) };
}

/** Only line ends and characters that a terminal shows unchanged. */
function isHarmless(text: string): boolean {
  return !/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u.test(text.replaceAll('\n', ''));
}

describe.skipIf(isWindows)('the output of akm', () => {
  it.each([
    ['encode', `${EVIL}.png`, '-e', '1', '-f'],
    ['encode', `${EVIL}.png`, '-e', '1', '-f', '--json'],
    ['encode', `${EVIL}.png`, `${EVIL}.jpg`, 'missing.png', '-e', '1', '--out-dir', 'out', '-f'],
    ['encode', `${EVIL}.png`, '--dry-run'],
    ['encode', `${EVIL}.jpg`, '--debug'],
    ['encode', 'chunk.png', '-o', 'out/chunk.akm'],
    ['info', `${EVIL}.akm`],
    ['info', `${EVIL}.akm`, '--json'],
    ['verify', `${EVIL}.akm`],
    ['verify', `${EVIL}.png`],
    ['decode', `${EVIL}.akm`, '-o', 'out/x.png', '-f'],
    ['decode', `${EVIL}.akm`, '-o', `${EVIL}.xyz`],
    ['map', `${EVIL}.png`, '-o', `out/${EVIL}.png`, '-f'],
    ['compare', `${EVIL}.png`, `${EVIL}.jpg`],
    ['compare', `${EVIL}.png`, `${EVIL}.png`, '--heatmap', `out/${EVIL}.heat.png`],
    ['study', `${EVIL}.jpg`, '-o', `out/${EVIL}`],
    ['view', `${EVIL}.none`],
    ['encode', `--${EVIL}`],
    ['encode', 'x.png', '--quality', EVIL],
    [EVIL],
  ])('has no control characters: %j', (...args) => {
    const { status, stdout, stderr } = run(...args);
    expect([status === null, stdout + stderr === '']).toEqual([false, false]);
    expect([isHarmless(stdout), isHarmless(stderr)]).toEqual([true, true]);
    // No line looks like another message.
    expect(stdout + stderr).not.toMatch(/^akm: fine/m);
  });

  it('shows names escaped, and JSON keeps their values', () => {
    expect(run('verify', `${EVIL}.akm`).stderr).toContain(`${SAID}.akm: valid`);
    expect(run('verify', `${EVIL}.png`).stderr).toContain(`${SAID}.png is a PNG file`);
    const { stdout } = run('verify', `${EVIL}.akm`, '--json');
    expect(stdout).toContain('\\u009b');
    expect(JSON.parse(stdout)).toMatchObject({ file: `${EVIL}.akm`, status: 'valid' });
  });
});

describe.skipIf(isWindows)('the input of akm', () => {
  it.each([
    ['verify', '/dev/zero'],
    ['info', '/dev/zero'],
    ['decode', '/dev/zero', '-o', 'x.png'],
    ['decode', '/dev/zero', '-o', 'x.png', '--salvage'],
    ['encode', '/dev/zero', '-o', 'x.akm'],
    ['encode', 'chunk.png', '-o', 'x.akm'],
    ['encode', `${EVIL}.png`, '-o', 'x.akm', '--block-map', '/dev/zero'],
    ['map', '/dev/zero', '-o', 'x.png'],
    ['compare', `${EVIL}.png`, '/dev/zero'],
    ['study', '/dev/zero', '-o', 'x'],
  ])('is limited by --max-bytes, which the error names: %j', (...args) => {
    const most = args.includes('chunk.png') ? '100' : '1M';
    const { status, stderr } = run(...args, '--max-bytes', most);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^akm: [^\n]* is over the limit of \d+ [^\n]*--max-bytes[^\n]*\n$/);
  });

  it('is limited in a batch, too, where only the large file fails', () => {
    mkdirSync(at('batch'));
    writeFileSync(at('batch/a.png'), writePicture(softDisc(16), 'png'));
    writeFileSync(at('batch/b.png'), Buffer.alloc(20_000));
    const { status, stderr } = run('encode', '-r', 'batch', '-e', '1', '--max-bytes', '10k');
    expect([status, stderr]).toEqual([1, expect.stringContaining('20000 is over the limit of 10000')]);
    expect(stderr).toContain('1 encoded, 0 skipped, 1 failed');
    expect(run('encode', '-r', 'batch', '--max-bytes', '0').status).toBe(2);
  });
});
