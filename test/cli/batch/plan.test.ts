import { basename, dirname, join, relative } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FoundInput } from '../../../src/cli/batch/inputs.js';
import { planJobs } from '../../../src/cli/batch/plan.js';
import { encodeCommand } from '../../../src/cli/commands/encode.js';
import { FileError } from '../../../src/node/file-error.js';

function found(path: string, name = basename(path)): FoundInput {
  return { path, name, bytes: 1, id: path };
}

const plain = { nameOutput: (path: string) => encodeCommand.writes([path], {})[0] };

const anyStem = fc.stringMatching(/^[a-zA-Z0-9 _-]{1,8}$/);
const anyExtension = fc.constantFrom('.png', '.jpg', '.PNG', '');
const anyName = fc
  .tuple(fc.array(anyStem, { maxLength: 3 }), anyStem, anyExtension)
  .map(([folders, stem, extension]) => [...folders, stem + extension].join('/'));

describe('a plan', () => {
  it('has a job for each input, in the same order', () => {
    const property = fc.property(
      fc.array(anyName),
      fc.option(fc.constant('out'), { nil: undefined }),
      (names, outDir) => {
        const inputs = names.map((name) => found(`in/${name}`, name));
        const jobs = planJobs(inputs, { ...plain, outDir });
        expect(jobs.map(({ input }) => input)).toEqual(inputs);
      },
    );
    fc.assert(property);
  });

  it("mirrors the tree below an input's folder: the same folders and stem, another extension", () => {
    const property = fc.property(anyName, (name) => {
      const [{ output }] = planJobs([found(`in/${name}`, name)], { ...plain, outDir: 'out' });
      const below = relative('out', output!);
      expect(below.startsWith('..')).toBe(false);
      expect(dirname(below)).toBe(dirname(join(name)));
      expect(basename(below)).toBe(`${basename(name).replace(/\.(png|jpg)$/i, '')}.akm`);
    });
    fc.assert(property);
  });

  it('puts an output beside its input without --out-dir', () => {
    expect(planJobs([found('in/a.b/c.d.png')], plain)).toMatchObject([{ output: 'in/a.b/c.d.akm' }]);
  });

  it('has no output for failed inputs, and for commands that write nothing', () => {
    const lost = { path: 'x.png', error: new FileError('x.png', 'enoent', 'no such file or folder') };
    expect(planJobs([lost], { ...plain, outDir: 'out' })[0].output).toBeUndefined();
    expect(planJobs([found('a.akm')], { nameOutput: () => undefined })[0].output).toBeUndefined();
  });
});
