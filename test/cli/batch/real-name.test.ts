import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldName, foldsNames, realName } from '../../../src/cli/batch/real-name.js';

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'akm-names-')));
  mkdirSync(join(folder, 'real'));
  writeFileSync(join(folder, 'real/a.png'), '');
  symlinkSync('real', join(folder, 'alias'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the real name', () => {
  it('is one for all paths of a file, also of one that is not there yet', () => {
    const name = join(folder, 'real/new/b.akm');
    expect(realName(join(folder, 'alias/new/b.akm'))).toBe(name);
    expect(realName(join(folder, 'alias/../real/./new/b.akm'))).toBe(name);
  });

  it('is that of a link itself, not of what it leads to', () => {
    expect(realName(join(folder, 'alias'))).toBe(join(folder, 'alias'));
    expect(realName('/')).toBe('/');
  });
});

describe('names that differ in their case', () => {
  it('are one file where the file system says so', () => {
    writeFileSync(join(folder, 'probe'), '');
    let isOne = true;
    try {
      writeFileSync(join(folder, 'PROBE'), '', { flag: 'wx' });
      isOne = false;
    } catch {
      // It is there: it is the same.
    }
    expect(foldsNames(join(folder, 'real'))).toBe(isOne);
    expect(foldsNames(join(folder, 'not/yet/there'))).toBe(isOne);
  });

  it('fold to the same, as do accents put together either way', () => {
    expect(foldName('/A/U\u0308.PNG')).toBe(foldName('/a/\u00fc.png'));
  });
});
