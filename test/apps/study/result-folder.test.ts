import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ResultFolder } from '../../../src/apps/study/result-folder.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'akm-results-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function study(target: string, text: string, force = false): void {
  const folder = new ResultFolder(target, { force });
  folder.save('sub/a.txt', text);
  folder.save('results.json', JSON.stringify({ files: ['results.json', 'sub/a.txt'] }));
  folder.commit();
}

describe('a folder of results', () => {
  it('appears only when it is complete', () => {
    const target = join(root, 'deep', 'out');
    const folder = new ResultFolder(target, { force: false });
    folder.save('b/c.txt', 'c');
    folder.save('a.txt', 'a');
    expect(folder.files).toEqual(['a.txt', 'b/c.txt']);
    expect(existsSync(target)).toBe(false);
    folder.commit();
    expect(readFileSync(join(target, 'b', 'c.txt'), 'utf8')).toBe('c');
    expect(readdirSync(join(root, 'deep'))).toEqual(['out']);
  });

  it('leaves nothing when it is discarded', () => {
    const folder = new ResultFolder(join(root, 'out'), { force: false });
    folder.save('a.txt', 'a');
    folder.discard();
    expect(readdirSync(root)).toEqual([]);
  });

  it('replaces an empty folder, and a full one only with force', () => {
    const target = join(root, 'out');
    mkdirSync(target);
    study(target, 'first');
    expect(() => study(target, 'second')).toThrow(expect.objectContaining({ code: 'eexist' }));
    expect(readFileSync(join(target, 'sub/a.txt'), 'utf8')).toBe('first');
    study(target, 'second', true);
    expect(readFileSync(join(target, 'sub/a.txt'), 'utf8')).toBe('second');
    expect(readdirSync(root)).toEqual(['out']);
  });

  it('deletes no files of others, even with force', () => {
    const target = join(root, 'out');
    study(target, 'first');
    writeFileSync(join(target, 'sub', 'notes.txt'), 'mine');
    expect(() => study(target, 'second', true)).toThrow(/holds sub\/notes\.txt, which no study made/);
    rmSync(join(target, 'results.json'));
    expect(() => study(target, 'second', true)).toThrow(/was not made by a study/);
    expect(readFileSync(join(target, 'sub', 'notes.txt'), 'utf8')).toBe('mine');
  });

  it('checks the target again before it takes the name', () => {
    const target = join(root, 'out');
    const folder = new ResultFolder(target, { force: false });
    folder.save('a.txt', 'a');
    mkdirSync(target);
    writeFileSync(join(target, 'mine.txt'), 'mine');
    expect(() => folder.commit()).toThrow(expect.objectContaining({ code: 'eexist' }));
    folder.discard();
    expect(readdirSync(root)).toEqual(['out']);
  });

  it('is neither a file nor the working directory', () => {
    writeFileSync(join(root, 'file'), '');
    expect(() => new ResultFolder(join(root, 'file'), { force: true })).toThrow(/is not a folder/);
    expect(() => new ResultFolder('.', { force: true })).toThrow(/current folder/);
    expect(() => new ResultFolder('/', { force: true })).toThrow(/current folder, or above it/);
    expect(() => new ResultFolder(join(root, 'file', 'out'), { force: false })).toThrow(
      expect.objectContaining({ name: 'FileError' }),
    );
  });
});
