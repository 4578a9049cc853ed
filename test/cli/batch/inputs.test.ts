import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findInputs, type Input, isMany } from '../../../src/cli/batch/inputs.js';
import { UsageError } from '../../../src/cli/failure.js';

const FILES = [
  'a.png',
  'b.JPG',
  'note.txt',
  '.hidden.png',
  '._a.png',
  '-dash.png',
  'new\nline.png',
  '[x].png',
  'x.png',
  'sub/c.png',
  'sub/deep/d.jpeg',
  'sub/.git/e.png',
  'folder.png/f.png',
  'out/g.png',
];
const EXTENSIONS = ['png', 'jpg', 'jpeg'];

let folder: string;
const before = process.cwd();

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'akm-inputs-')));
  for (const file of FILES) {
    mkdirSync(join(folder, 'in', dirname(file)), { recursive: true });
    writeFileSync(join(folder, 'in', file), file);
  }
  mkdirSync(join(folder, 'empty'));
  symlinkSync('..', join(folder, 'in/sub/loop'));
  symlinkSync('loop.png', join(folder, 'in/sub/loop.png'));
  symlinkSync('../a.png', join(folder, 'in/sub/link.png'));
  process.chdir(folder);
});
afterEach(() => process.chdir(folder));
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

async function find(
  args: readonly string[],
  options: { recursive?: boolean; extensions?: string[]; outDir?: string } = {},
) {
  const inputs = await findInputs(args, { recursive: false, extensions: EXTENSIONS, ...options });
  return {
    inputs,
    names: inputs.map((input) => ('name' in input ? input.name : `${input.path}: ${input.error.code}`)),
    paths: inputs.map(({ path }) => path),
  };
}

const messageOf = (input: Input) => ('error' in input ? input.error.message : '');

describe('inputs', () => {
  it('are the named files, mirrored by their last part', async () => {
    const { names, paths } = await find(['in/sub/deep/d.jpeg', 'in/note.txt', `${folder}/in/a.png`]);
    expect(names).toEqual(['d.jpeg', 'note.txt', 'a.png']);
    expect(paths).toEqual(['in/sub/deep/d.jpeg', 'in/note.txt', `${folder}/in/a.png`]);
  });

  it('of a folder are those with its extensions, sorted, without hidden ones and linked folders', async () => {
    const { names, paths } = await find(['in'], { recursive: true });
    expect(names).toEqual([
      '-dash.png',
      '[x].png',
      'a.png',
      'b.JPG',
      'folder.png/f.png',
      'new\nline.png',
      'out/g.png',
      'sub/c.png',
      'sub/deep/d.jpeg',
      'sub/link.png',
      'in/sub/loop.png: eloop',
      'x.png',
    ]);
    expect(paths[0]).toBe('in/-dash.png');
  });

  it('of a folder have the extensions of --ext, and never lie in the folder of the outputs', async () => {
    expect((await find(['in'], { recursive: true, extensions: ['txt'] })).names).toEqual(['note.txt']);
    expect((await find(['in/'], { recursive: true, outDir: './in/out' })).names).not.toContain('out/g.png');
    expect((await find(['in/**/*.png'], { outDir: 'in/out' })).names).not.toContain('out/g.png');
    expect((await find(['in/out/*.png'], { outDir: 'in/out' })).names).toEqual(['g.png']);
  });

  it('of a folder are none without -r, or without a picture', async () => {
    const { inputs } = await find(['in']);
    expect(inputs.map(messageOf)).toEqual(['in: is a folder (give -r to take the pictures in it)']);
    const empty = await find(['empty'], { recursive: true });
    expect(empty.inputs.map(messageOf)).toEqual(['empty: contains no file that ends in .png, .jpg, .jpeg']);
  });

  it('match patterns, mirrored below the part before the first wildcard', async () => {
    expect((await find(['in/**/*.{png,jpeg}'])).names).toEqual([
      '-dash.png',
      '[x].png',
      'a.png',
      'folder.png/f.png',
      'new\nline.png',
      'out/g.png',
      'sub/c.png',
      'sub/deep/d.jpeg',
      'sub/link.png',
      'in/sub/loop.png: eloop',
      'x.png',
    ]);
    expect((await find(['in/s*/[cd].png'])).names).toEqual(['sub/c.png']);
    expect((await find(['in/sub/loop/sub/?.png'])).paths).toEqual(['in/sub/loop/sub/c.png']);
    process.chdir(join(folder, 'in'));
    expect((await find(['a*.png'])).paths).toEqual(['a.png']);
    expect((await find([`${folder}/in/sub/c.*`])).paths).toEqual([`${folder}/in/sub/c.png`]);
  });

  it('match hidden names only where the pattern has the dot', async () => {
    expect((await find(['in/.*.png'])).names).toEqual(['._a.png', '.hidden.png']);
    expect((await find(['in/sub/.g*/*.png'])).names).toEqual(['.git/e.png']);
  });

  it('are a file whose name looks like a pattern', async () => {
    expect((await find(['in/[x].png'])).names).toEqual(['[x].png']);
    expect((await find(['in/[xa].png'])).names).toEqual(['a.png', 'x.png']);
    expect([isMany('in/[x].png'), isMany('in/[xa].png'), isMany('in'), isMany('nowhere.png'), isMany('-')]).toEqual([
      false,
      true,
      true,
      false,
      false,
    ]);
  });

  it('come once each, in the place of their first name, under any path', async () => {
    const { paths } = await find(['in/x.png', './in/a.png', 'in/?.png', `${folder}/in/x.png`, 'in/sub/loop/x.png']);
    expect(paths).toEqual(['in/x.png', './in/a.png']);
  });

  it('fail with a reason each, and stop no other input', async () => {
    const { names, inputs } = await find(['nope.png', 'in/*.gif', 'nowhere/*.png', 'in/a.png/b.png', 'in/a.png']);
    expect(names.map((name) => name.replace(/^.*: /, ''))).toEqual(['enoent', 'enoent', 'enoent', 'enotdir', 'a.png']);
    expect(messageOf(inputs[1])).toBe('in/*.gif: no file matches the pattern');
  });

  it.skipIf(process.platform === 'win32')('are not pipes, which might never end', async () => {
    execFileSync('mkfifo', ['pipe.png']);
    const { inputs } = await find(['pipe.png']);
    expect(messageOf(inputs[0])).toBe('pipe.png: is not a regular file; a pipe or device must be the only input');
  });

  it.skipIf(process.getuid?.() === 0)("report a folder that can't be read, and go on", async () => {
    mkdirSync('closed/in', { recursive: true });
    writeFileSync('closed/z.png', '');
    chmodSync('closed/in', 0);
    expect((await find(['closed'], { recursive: true })).names).toEqual(['closed/in: eacces', 'z.png']);
    chmodSync('closed/in', 0o755);
  });

  it('are not standard input, except as the only input', async () => {
    await expect(find(['in/a.png', '-'])).rejects.toThrow(UsageError);
  });
});
