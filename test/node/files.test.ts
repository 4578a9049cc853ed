import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileError } from '../../src/node/file-error.js';
import { makeFolder, saveBytes, saveBytesAsync } from '../../src/node/files.js';
import { removeTemporaryFiles } from '../../src/node/temporary-files.js';
import { systemTag } from '../../src/node/temporary-name.js';

describe('saveBytes', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'akm-files-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const hello = Buffer.from('hello');
  const path = (name = 'out.akm') => join(folder, name);

  it('writes a new file and leaves nothing else behind', () => {
    saveBytes(path(), hello);
    expect(readFileSync(path(), 'utf8')).toBe('hello');
    expect(readdirSync(folder)).toEqual(['out.akm']);
  });

  it('does not change an existing file, unless forced', () => {
    writeFileSync(path(), 'old');
    expect(() => saveBytes(path(), hello)).toThrow(expect.objectContaining({ name: 'FileError', code: 'eexist' }));
    expect(readFileSync(path(), 'utf8')).toBe('old');
    saveBytes(path(), hello, { force: true });
    expect(readFileSync(path(), 'utf8')).toBe('hello');
    expect(readdirSync(folder)).toEqual(['out.akm']);
  });

  it('keeps the mode of a file that it overwrites', () => {
    writeFileSync(path(), 'old');
    chmodSync(path(), 0o640);
    saveBytes(path(), hello, { force: true });
    expect(statSync(path()).mode & 0o777).toBe(0o640);
  });

  it('writes through a symbolic link to its target', () => {
    writeFileSync(path('target.akm'), 'old');
    symlinkSync('target.akm', path('link.akm'));
    saveBytes(path('link.akm'), hello, { force: true });
    expect(readFileSync(path('target.akm'), 'utf8')).toBe('hello');
    expect(readdirSync(folder).sort()).toEqual(['link.akm', 'target.akm']);
  });

  it('names the reason of a failure: a folder, a missing folder, a loop of links, a file as a folder', () => {
    mkdirSync(path('folder'));
    symlinkSync('loop', path('loop'));
    writeFileSync(path('file'), '');
    const codeOf = (name: string) => {
      try {
        saveBytes(path(name), hello, { force: true });
        return 'written';
      } catch (error) {
        return error instanceof FileError ? error.code : error;
      }
    };
    expect(codeOf('folder')).toBe('eisdir');
    expect(codeOf('missing/out.akm')).toBe('enoent');
    expect(codeOf('loop')).toBe('eloop');
    expect(codeOf('file/out.akm')).toBe('enotdir');
    expect(readdirSync(folder).sort()).toEqual(['file', 'folder', 'loop']);
  });

  it('removes temporary files of killed writers, and no others', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const stale = `.old.akm.${systemTag()}-${pid}-0123456789ab.akm-tmp`;
    const alive = `.new.akm.${systemTag()}-${process.pid}-0123456789ab.akm-tmp`;
    const foreign = `.b.akm.${systemTag() === '00000000' ? '00000001' : '00000000'}-${pid}-0123456789ab.akm-tmp`;
    for (const name of [stale, alive, foreign, 'mine.akm-tmp']) writeFileSync(path(name), '');
    saveBytes(path(), hello);
    expect(readdirSync(folder).sort()).toEqual([foreign, alive, 'mine.akm-tmp', 'out.akm'].sort());
  });

  it('writes to the longest possible name of letters of three bytes', () => {
    const name = '\u7530'.repeat(85);
    saveBytes(path(name), hello);
    expect(readdirSync(folder)).toEqual([name]);
  });

  it('writes to a device directly', () => {
    saveBytes('/dev/null', hello);
  });

  it('lets exactly one of two writers of a new name succeed', async () => {
    const writers = ['a', 'b'].map((letter) => () => {
      try {
        saveBytes(path(), Buffer.from(letter.repeat(1000)));
        return true;
      } catch {
        return false;
      }
    });
    expect(writers.map((write) => write())).toEqual([true, false]);
    expect(readFileSync(path(), 'utf8')).toBe('a'.repeat(1000));
  });
});

describe('saveBytesAsync', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'akm-files-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('lets other work run, and names the file when it is complete', async () => {
    const path = join(folder, 'large');
    const bytes = Buffer.alloc(3 * 2 ** 23 + 5, 'x');
    let turns = 0;
    const seen = new Set<string>();
    const timer = setInterval(() => {
      turns++;
      for (const name of readdirSync(folder)) seen.add(name);
    });
    const saved = saveBytesAsync(path, bytes);
    await saved;
    clearInterval(timer);
    expect(turns).toBeGreaterThan(0);
    expect([...seen].every((name) => name.endsWith('.akm-tmp'))).toBe(true);
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(readdirSync(folder)).toEqual(['large']);
  });

  it('leaves no file when the process is ended while it writes', async () => {
    const saved = saveBytesAsync(join(folder, 'large'), Buffer.alloc(3 * 2 ** 23));
    expect(readdirSync(folder)).toHaveLength(1);
    removeTemporaryFiles();
    expect(readdirSync(folder)).toEqual([]);
    // If the process had not ended then, it would report that the file is gone.
    await expect(saved).rejects.toMatchObject({ name: 'FileError', code: 'enoent' });
  });

  it('keeps an existing file unless forced, and writes to devices', async () => {
    writeFileSync(join(folder, 'old'), 'old');
    await expect(saveBytesAsync(join(folder, 'old'), Buffer.alloc(1))).rejects.toMatchObject({ code: 'eexist' });
    await expect(saveBytesAsync(folder, Buffer.alloc(1), { force: true })).rejects.toMatchObject({ code: 'eisdir' });
    await saveBytesAsync('/dev/null', Buffer.alloc(1e6));
    if (process.platform !== 'linux') return;
    await expect(saveBytesAsync('/dev/full', Buffer.alloc(1e6))).rejects.toMatchObject({ code: 'enospc' });
  });
});

describe('makeFolder', () => {
  it('makes a folder and its parents, and accepts an existing one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'akm-folder-'));
    const path = join(folder, 'a', 'b', 'c');
    makeFolder(path);
    makeFolder(path);
    expect(statSync(path).isDirectory()).toBe(true);
    writeFileSync(join(folder, 'file'), '');
    expect(() => makeFolder(join(folder, 'file'))).toThrow(expect.objectContaining({ code: 'enotdir' }));
    rmSync(folder, { recursive: true });
  });

  it.skipIf(process.platform !== 'linux')('fails when no folder can be made in an existing one', () => {
    // mkdirSync with `recursive` never returns here.
    expect(() => makeFolder('/proc/nowhere/at/all')).toThrow(FileError);
  });
});
