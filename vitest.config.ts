import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // On two cores the default is one worker, which leaves a core idle.
    maxWorkers: 2,
    // Tests that `npm run mutation` leaves out; see vitest.mutation.config.ts.
    tags: [{ name: 'long' }],
    setupFiles: ['test/support/watchdog.ts'],
    projects: [
      {
        extends: true,
        test: { name: 'node', include: ['test/**/*.test.ts'], exclude: ['test/browser/**'] },
      },
      {
        // Started for tests in this folder alone: it builds the bundles and starts one Chromium for all of them.
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/browser/support/start-browser.ts'],
        },
      },
    ],
    // Sources import the compiled kernels.
    globalSetup: ['scripts/build-kernels.mjs'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      include: ['src/decode/**', 'src/format/**', 'src/bits/**', 'src/codec/**'],
      thresholds: { branches: 100 },
    },
  },
});
