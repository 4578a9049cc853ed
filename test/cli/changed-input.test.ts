/**
 * Inputs that are replaced while a command works on them. Once, the output of the old input was newer than the new input,
 * so `--skip-existing` called it up to date from then on. Needs the build.
 */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decode } from '../../src/decode/index.js';
import { readPicture, writePicture } from '../../src/io/index.js';
import { MAIN, runAkm } from '../support/akm.js';
import { drawPicture } from '../support/pictures.js';

/** PNGs of as many bytes each, and a block map for them. */
const flat = (red: number) =>
  Buffer.from(
    writePicture(
      drawPicture(16, 16, () => [red, 0, 0, 255]),
      'png',
    ),
  );
const MAP = writePicture(
  drawPicture(2, 2, (x) => [x * 255, x * 255, x * 255, 255]),
  'png',
);

let folder: string;
const at = (name: string) => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'akm-changed-'));
  writeFileSync(at('x.png'), flat(100));
  writeFileSync(at('other.png'), flat(200));
  writeFileSync(at('map.png'), MAP);
  spawnSync('mkfifo', [at('pipe')]);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs akm, which reads `pipe`: calls a function once akm waits there, and only then sends it the bytes. */
async function runWhile(args: readonly string[], bytes: Uint8Array, change: () => void) {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  let stdout = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  const closed = once(child, 'close');
  // This waits until the other end is opened.
  const pipe = await open(at('pipe'), 'w');
  change();
  await pipe.writeFile(bytes);
  await pipe.close();
  const [status] = await closed;
  return { status: status as number, stderr, stdout };
}

const WAYS: Readonly<Record<string, () => void>> = {
  'gives way to another file': () => renameSync(at('other.png'), at('x.png')),
  'gives way to another file of the same size and time': () => {
    const { atime, mtime } = statSync(at('x.png'));
    utimesSync(at('other.png'), atime, mtime);
    renameSync(at('other.png'), at('x.png'));
  },
  'is written to': () => writeFileSync(at('x.png'), flat(201)),
  'is cut short': () => writeFileSync(at('x.png'), flat(100).subarray(0, 40)),
  'is only touched': () => utimesSync(at('x.png'), new Date(), new Date(Date.now() + 5000)),
  'is deleted': () => unlinkSync(at('x.png')),
};

const CHANGED = 'changed during the work; nothing was written';

describe.skipIf(process.platform === 'win32')('an input that changes while it is encoded', () => {
  const BATCH = ['encode', 'x.png', '--block', '8', '--block-map', 'pipe', '--out-dir', 'out', '--skip-existing'];

  it.each(Object.keys(WAYS))('in a batch, and %s: gives no output, but a line with the reason', async (way) => {
    const { status, stderr } = await runWhile(BATCH, MAP, WAYS[way]);
    const lines = stderr.split('\n').filter((line) => line.startsWith('akm: '));
    expect([status, lines]).toEqual([1, [expect.stringMatching(/^akm: x\.png: [^\n]+$/)]]);
    // A missing file, or one that is no longer a picture, may be noticed earlier, by the reader.
    if (way !== 'is deleted' && way !== 'is cut short') expect(lines[0]).toBe(`akm: x.png: ${CHANGED}`);
    expect(existsSync(at('out')) ? readdirSync(at('out')) : []).toEqual([]);
  });

  it('is encoded again by the next --skip-existing, and skipped by the one after', async () => {
    const [, replace] = [CHANGED, WAYS['gives way to another file of the same size and time']];
    expect((await runWhile(BATCH, MAP, replace)).status).toBe(1);
    const next = ['encode', 'x.png', '--out-dir', 'out', '--skip-existing', '--json'];
    const statuses = () => {
      const [line] = runAkm(next, folder).stdout.toString().split('\n');
      return JSON.parse(line).status;
    };
    expect(statuses()).toBe('encoded');
    const drawn = decode(readFileSync(at('out/x.akm')));
    expect(Buffer.from(drawn.data).equals(Buffer.from(readPicture(flat(200)).image.data))).toBe(true);
    expect(statuses()).toBe('skipped');
  });

  it('leaves the old output as it was', async () => {
    expect(runAkm(['encode', 'x.png', '--out-dir', 'out'], folder).status).toBe(0);
    const old = readFileSync(at('out/x.akm'));
    const { status, stderr } = await runWhile([...BATCH.slice(0, -1), '-f'], MAP, WAYS['is written to']);
    expect([status, stderr]).toEqual([1, expect.stringContaining(`akm: x.png: ${CHANGED}\n`)]);
    expect(readFileSync(at('out/x.akm')).equals(old)).toBe(true);
    expect(readdirSync(at('out'))).toEqual(['x.akm']);
  });

  it.each(Object.keys(WAYS).slice(0, 4))('as a single input, and %s: gives no output', async (way) => {
    const args = ['encode', 'x.png', '--block', '8', '--block-map', 'pipe', '-o', 'x.akm'];
    const { status, stderr } = await runWhile(args, MAP, WAYS[way]);
    expect([status, stderr]).toEqual([1, `akm: x.png: ${CHANGED}\n`]);
    expect(existsSync(at('x.akm'))).toBe(false);
  });

  it('writes nothing to standard output', async () => {
    const args = ['encode', 'x.png', '--block', '8', '--block-map', 'pipe', '-o', '-'];
    expect(await runWhile(args, MAP, WAYS['is written to'])).toEqual({
      status: 1,
      stdout: '',
      stderr: `akm: x.png: ${CHANGED}\n`,
    });
  });
});

describe.skipIf(process.platform === 'win32')('another file that changes while it is read', () => {
  it('a block map: no output', async () => {
    const args = ['encode', 'pipe', '--block', '8', '--block-map', 'map.png', '-o', 'x.akm'];
    const { status, stderr } = await runWhile(args, flat(7), () => renameSync(at('other.png'), at('map.png')));
    // The fault of the map may be noticed first.
    expect([status === 1 || status === 2, stderr]).toEqual([true, expect.stringMatching(/^akm: map\.png: [^\n]+\n$/)]);
    expect(existsSync(at('x.akm'))).toBe(false);
  });

  it('one of two pictures that are compared: no heat map', async () => {
    const args = ['compare', 'x.png', 'pipe', '--heatmap', 'heat.png'];
    const { status, stderr } = await runWhile(args, flat(7), WAYS['is written to']);
    expect([status, stderr]).toEqual([1, `akm: x.png: ${CHANGED}\n`]);
    expect(existsSync(at('heat.png'))).toBe(false);
  });
});
