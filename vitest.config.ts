import { availableParallelism } from 'node:os';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { SlowFirst } from './test/support/slow-first.js';

/** Files that replace modules or change the folder of their process: each gets a process of its own. */
const APART = [
  'test/node/{inflate,thread-start}.test.ts',
  'test/cli/batch/inputs.test.ts',
  'test/cli/progress.test.ts',
];

/** Node loads the sources itself. Vitest loads them if it must count what runs, or find the tests of a changed file. */
const isNative = process.argv.includes('run') && !process.argv.some((argument) => argument.startsWith('--coverage'));
const server = { deps: { external: isNative ? [/\/src\/.*\.ts$/] : [] } };

/** All tests. */
const PROJECTS: TestProjectInlineConfiguration[] = [
  {
    extends: true,
    // One file after the other in the same process: neither modules are loaded nor is code warmed up for each anew.
    test: {
      name: 'node',
      include: ['test/**/*.test.ts'],
      exclude: ['test/browser/**', ...APART],
      isolate: false,
      server,
    },
  },
  {
    extends: true,
    test: { name: 'apart', include: APART },
  },
  {
    // Started for tests in this folder alone: it starts one Chromium for all of them.
    extends: true,
    test: {
      name: 'browser',
      isolate: false,
      server,
      include: ['test/browser/**/*.test.ts'],
      globalSetup: ['test/browser/support/start-browser.ts'],
    },
  },
];

/** Units and vectors, for `npm run test:quick`. They need no build. */
const QUICK: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: 'quick',
    isolate: false,
    server,
    include: ['bits', 'codec', 'conformance', 'decode', 'encode', 'format', 'inflate', 'io', 'metrics'].map(
      (folder) => `test/${folder}/**/*.test.ts`,
    ),
    // They encode many whole pictures, read thousands of damaged files, or need the build.
    exclude: [
      'test/conformance/{damage,at-a-go,kaitai}.test.ts',
      'test/decode/{figures,mutation}.test.ts',
      'test/encode/{encode,flat-blocks,lambda,search,storage}.test.ts',
      'test/encode/classify/codebook.test.ts',
      'test/wasm/kernel.test.ts',
      'test/encode/rate-distortion/find-split.test.ts',
      'test/io/{hostile,png-corpus,read-size}.test.ts',
    ],
    env: { AKM_TEST_RUNS: process.env.AKM_TEST_RUNS ?? '0.2' },
  },
};

export default defineConfig(({ mode }) => ({
  test: {
    // Many tests wait for processes and pages. With a worker more than cores, no core is idle meanwhile. Two more are no faster.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: SlowFirst },
    // Tests that `npm run mutation` leaves out; see vitest.mutation.config.ts.
    tags: [{ name: 'long' }],
    setupFiles: ['test/support/native-sources.ts', 'test/support/watchdog.ts', 'test/support/equal-bytes.ts'],
    projects: mode === 'quick' ? [QUICK] : PROJECTS,
    // Sources import the compiled kernels.
    globalSetup: ['scripts/build-kernels.mjs'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      include: ['src/decode/**', 'src/inflate/**', 'src/format/**', 'src/bits/**', 'src/codec/**'],
      thresholds: { branches: 100 },
    },
  },
}));
