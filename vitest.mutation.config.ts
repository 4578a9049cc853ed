import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Tests in the order in which they are worth running against a mutant: those first that are soon through. */
const TESTS = [
  'test/bits/**/*.test.ts',
  'test/inflate/**/*.test.ts',
  'test/format/**/*.test.ts',
  'test/codec/**/*.test.ts',
  'test/conformance/at-a-go.test.ts',
  'test/decode/**/*.test.ts',
];

/** Runs files by the list of their folders rather than by their size: the first test that fails ends a mutant's run. */
class Listed extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) =>
      TESTS.findIndex((pattern) => moduleId.includes(`/${pattern.replace('**/*.test.ts', '')}`));
    return files.toSorted((a, b) => rank(a) - rank(b) || (a.moduleId < b.moduleId ? -1 : 1));
  }
}

/** The tests that mutants of the decoder have to fear: those in the process itself, without the slow samples of damage. */
export default defineConfig({
  test: {
    include: TESTS,
    exclude: ['test/decode/mutation.test.ts'],
    tags: [{ name: 'long', description: 'takes seconds when every expression of the sources is counted' }],
    tagsFilter: ['!long'],
    sequence: { sequencer: Listed },
    // One worker for all files of a run: starting one takes longer than most tests.
    pool: 'threads',
    isolate: false,
    fileParallelism: false,
    testTimeout: 60_000,
  },
});
