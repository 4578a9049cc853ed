import { basename, dirname, join, relative } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FoundInput, Input } from '../../../src/cli/batch/inputs.js';
import { findConflicts, type Naming, planJobs } from '../../../src/cli/batch/plan.js';
import { FileError } from '../../../src/node/file-error.js';

function found(path: string, name = basename(path)): FoundInput {
  return { path, name, bytes: 1, modified: 0n, id: path };
}

/** Names told apart as on a disk that takes `A` for `a`, or does not. */
function naming(folds: boolean, ids: Readonly<Record<string, string>> = {}): Naming {
  return {
    realName: (path) => join('/work', path),
    foldName: (name) => name.normalize('NFC').toLowerCase(),
    foldsNames: () => folds,
    idOf: (path) => ids[path],
  };
}

function conflictsOf(inputs: readonly Input[], outDir?: string, folds = false, ids = {}): string[] {
  return findConflicts(planJobs(inputs, { extension: '.akm', outDir }), naming(folds, ids));
}

const anyStem = fc.stringMatching(/^[a-zA-Z0-9 _-]{1,8}$/);
const anyExtension = fc.constantFrom('.png', '.jpg', '.PNG', '');
const anyName = fc
  .tuple(fc.array(anyStem, { maxLength: 3 }), anyStem, anyExtension)
  .map(([folders, stem, extension]) => [...folders, stem + extension].join('/'));

describe('a plan', () => {
  it('has a job an input, in the same order', () => {
    const property = fc.property(
      fc.array(anyName),
      fc.option(fc.constant('out'), { nil: undefined }),
      (names, outDir) => {
        const inputs = names.map((name) => found(`in/${name}`, name));
        const jobs = planJobs(inputs, { extension: '.akm', outDir });
        expect(jobs.map(({ input }) => input)).toEqual(inputs);
      },
    );
    fc.assert(property);
  });

  it("mirrors the tree below an input's folder: the same folders, the same stem, another extension", () => {
    const property = fc.property(anyName, (name) => {
      const [{ output }] = planJobs([found(`in/${name}`, name)], { extension: '.akm', outDir: 'out' });
      const below = relative('out', output!);
      expect(below.startsWith('..')).toBe(false);
      expect(dirname(below)).toBe(dirname(join(name)));
      expect(basename(below)).toBe(`${basename(name).replace(/\.(png|jpg)$/i, '')}.akm`);
    });
    fc.assert(property);
  });

  it('puts an output beside its input where there is no other folder', () => {
    expect(planJobs([found('in/a.b/c.d.png')], { extension: '.akm' })).toMatchObject([{ output: 'in/a.b/c.d.akm' }]);
  });

  it('has no output for what is no input, and where nothing is written', () => {
    const lost = { path: 'x.png', error: new FileError('x.png', 'enoent', 'no such file or folder') };
    expect(planJobs([lost], { extension: '.akm', outDir: 'out' })[0].output).toBeUndefined();
    expect(planJobs([found('a.akm')], { extension: undefined })[0].output).toBeUndefined();
  });
});

describe('conflicts', () => {
  it('are found exactly where two outputs have one name', () => {
    const property = fc.property(fc.uniqueArray(anyName, { maxLength: 30 }), fc.boolean(), (names, folds) => {
      const inputs = names.map((name) => found(`in/${name}`, name));
      const outputs = planJobs(inputs, { extension: '.akm', outDir: 'out' }).map(({ output }) => output!);
      const distinct = new Set(outputs.map((output) => (folds ? output.toLowerCase() : output)));
      expect(conflictsOf(inputs, 'out', folds)).toHaveLength(outputs.length - distinct.size);
    });
    fc.assert(property);
  });

  it('name both inputs and the output', () => {
    expect(conflictsOf([found('a/x.png'), found('b/x.jpg')], 'out')).toEqual([
      'a/x.png and b/x.jpg would both write out/x.akm',
    ]);
  });

  it('are found between names that a file system takes for one, and only there', () => {
    const inputs = [found('X.png'), found('x.png'), found('u\u0308.png'), found('\u00fc.png')];
    expect(conflictsOf(inputs, 'out', true)).toHaveLength(2);
    expect(conflictsOf(inputs, 'out', false)).toEqual([]);
  });

  it('are found where an output would overwrite an input, its own or another, by whatever name', () => {
    expect(conflictsOf([found('a.akm')])).toEqual(['a.akm, the output of a.akm, would overwrite the input a.akm']);
    expect(conflictsOf([found('a.png'), found('a.akm', 'b.akm')], undefined)).toHaveLength(2);
    const linked = conflictsOf([found('a.png'), found('kept/b.akm')], 'out', false, { 'out/a.akm': 'kept/b.akm' });
    expect(linked).toEqual(['out/a.akm, the output of a.png, would overwrite the input kept/b.akm']);
  });
});
