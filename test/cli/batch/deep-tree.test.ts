/** Trees as deep as a file system takes, and folders with many files. Needs the build. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findInputs } from '../../../src/cli/batch/inputs.js';
import { runAkm } from '../../support/akm.js';

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'akm-deep-')));
});
// Node's function fails where paths become too long.
afterAll(() => void spawnSync('rm', ['-rf', folder]));

/** Makes a tree with a file in every folder, step by step, because the whole path would be too long. */
function makeTree(name: string, depth: number, level = 'd'): string {
  const script = `const fs = require('node:fs');
    for (let i = 0; i < ${depth}; i++) { fs.writeFileSync('p.png', ''); fs.mkdirSync('${level}'); process.chdir('${level}'); }`;
  mkdirSync(join(folder, name));
  const { status, stderr } = spawnSync(process.execPath, ['-e', script], { cwd: join(folder, name) });
  expect([status, String(stderr)]).toEqual([0, '']);
  return join(folder, name);
}

/** Milliseconds of processor time. */
async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const OPTIONS = { recursive: true, extensions: ['png'], outDir: 'nowhere' };

describe.skipIf(process.platform === 'win32')('a deep tree', () => {
  it('is searched in time proportional to the length of its paths', async () => {
    const [shallow, deep] = [makeTree('400', 400), makeTree('1600', 1600)];
    await findInputs([shallow], OPTIONS);
    const few = await timeOf(() => findInputs([shallow], OPTIONS));
    // Four times as many paths, each four times as long, take 16 times as long at most; cubic work takes 64 times.
    const many = await timeOf(async () => expect(await findInputs([deep], OPTIONS)).toHaveLength(1600));
    expect(many).toBeLessThan(32 * few + 500);
  });

  it('deeper than the longest path is processed up to that depth, with a reason for the rest', async () => {
    const deepest = makeTree('3000', 3000);
    const inputs = await findInputs([deepest], OPTIONS);
    const lost = inputs.filter((input) => 'error' in input);
    expect(inputs.length - lost.length).toBeGreaterThan(1900);
    expect(lost.length).toBeGreaterThan(0);
    expect(lost.length).toBeLessThan(10);
    for (const { error } of lost) expect(error).toMatchObject({ name: 'FileError', code: 'enametoolong' });
  });

  it('is processed completely', () => {
    // Longer names reach the limit of a path with fewer folders.
    makeTree('long', 1000, 'level');
    const { status, stderr } = runAkm(['encode', '-r', 'long', '--dry-run', '--out-dir', 'out'], folder);
    expect(status).toBe(1);
    expect(String(stderr)).toMatch(/\n6\d{2} would be encoded, 0 skipped, \d failed; nothing was written\n$/);
  });
});

describe('a folder with very many files', () => {
  it('is planned quickly and completely', async () => {
    mkdirSync(join(folder, 'wide'));
    for (let i = 0; i < 5000; i++) writeFileSync(join(folder, 'wide', `${i}.png`), '');
    expect(await findInputs([join(folder, 'wide')], OPTIONS)).toHaveLength(5000);
    expect(await findInputs([join(folder, 'wide/*.png')], OPTIONS)).toHaveLength(5000);
  });
});
