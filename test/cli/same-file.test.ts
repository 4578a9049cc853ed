import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findClashes, foldName, foldsNames, type Naming, realName } from '../../src/cli/same-file.js';

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'akm-names-')));
  mkdirSync(join(folder, 'real'));
  writeFileSync(join(folder, 'real/a.png'), '');
  symlinkSync('real', join(folder, 'alias'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the real name', () => {
  it('is the same for all paths of a file, also of a file that does not exist yet', () => {
    const name = join(folder, 'real/new/b.akm');
    expect(realName(join(folder, 'alias/new/b.akm'))).toBe(name);
    expect(realName(join(folder, 'alias/../real/./new/b.akm'))).toBe(name);
  });

  it("of a link is the link's, not its target's", () => {
    expect(realName(join(folder, 'alias'))).toBe(join(folder, 'alias'));
    expect(realName('/')).toBe('/');
  });
});

describe('names that differ in their case', () => {
  it('are one file where the file system treats them so', () => {
    writeFileSync(join(folder, 'probe'), '');
    let isOne = true;
    try {
      writeFileSync(join(folder, 'PROBE'), '', { flag: 'wx' });
      isOne = false;
    } catch {
      // It exists, so it is the same.
    }
    expect(foldsNames(join(folder, 'real'))).toBe(isOne);
    expect(foldsNames(join(folder, 'not/yet/there'))).toBe(isOne);
  });

  it('fold to the same name, as do both ways of composing accents', () => {
    expect(foldName('/A/U\u0308.PNG')).toBe(foldName('/a/\u00fc.png'));
  });
});

/** Names are compared as on a disk that treats `A` as `a`, or does not. */
function naming(folds: boolean, ids: Readonly<Record<string, string>> = {}): Naming {
  return {
    realName: (path) => join('/work', path),
    foldName: (name) => name.normalize('NFC').toLowerCase(),
    foldsNames: () => folds,
    idOf: (path) => ids[path],
  };
}

/** Existing inputs, by their names. */
function readsOf(paths: readonly string[], ids: Readonly<Record<string, string>> = {}) {
  return paths.map((path) => ({ path, id: ids[path] ?? path }));
}

const anyPath = fc.stringMatching(/^[abAB]{1,2}\/?[abAB]{1,2}$/);

describe('outputs', () => {
  it('clash exactly where two have one name', () => {
    const property = fc.property(fc.array(anyPath, { maxLength: 30 }), fc.boolean(), (writes, folds) => {
      const nameOf = (path: string) => (folds ? path.toLowerCase() : path);
      const { shared } = findClashes([], writes, naming(folds));
      const expected = [...new Set(writes.map(nameOf))]
        .map((name) => writes.flatMap((path, index) => (nameOf(path) === name ? [index] : [])))
        .filter((group) => group.length > 1);
      expect(shared).toEqual(expected);
    });
    fc.assert(property);
  });

  it('clash where they are one file under two names', () => {
    const { shared } = findClashes([], ['a', 'b', 'c'], naming(false, { a: '1', b: '2', c: '1' }));
    expect(shared).toEqual([[0, 2]]);
  });

  it('that differ in case, or in the composition of accents, clash only where the disk treats them as one', () => {
    const writes = ['X', 'x', 'u\u0308', '\u00fc'];
    expect(findClashes([], writes, naming(true)).shared).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(findClashes([], writes, naming(false)).shared).toEqual([]);
  });
});

describe('an input', () => {
  it('is overwritten exactly by the outputs with its name', () => {
    const property = fc.property(fc.array(anyPath), fc.array(anyPath), fc.boolean(), (reads, writes, folds) => {
      const nameOf = (path: string) => (folds ? path.toLowerCase() : path);
      const { overwritten } = findClashes(readsOf(reads), writes, naming(folds));
      for (const [index, path] of writes.entries()) {
        const victim = overwritten.get(index);
        expect(victim !== undefined).toBe(reads.some((read) => nameOf(read) === nameOf(path)));
        if (victim !== undefined) expect(nameOf(reads[victim])).toBe(nameOf(path));
      }
    });
    fc.assert(property);
  });

  it('is overwritten by an output of any name or spelling that means the same file', () => {
    const ids = { 'in/a.png': '7', 'out/link.akm': '7' };
    const { overwritten } = findClashes(
      readsOf(['b.png', 'in/a.png'], ids),
      ['out/link.akm', './in/../b.png'],
      naming(false, ids),
    );
    expect([...overwritten]).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  it('is overwritten also if it has no name, such as standard input', () => {
    const { overwritten } = findClashes(
      [{ path: undefined, id: '7' }],
      ['-', 'a.png'],
      naming(false, { 'a.png': '7' }),
    );
    expect([...overwritten]).toEqual([[1, 0]]);
  });
});
