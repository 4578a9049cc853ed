import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Sources import the compiled kernels.
    globalSetup: ['scripts/build-kernels.mjs'],
    // On two cores the default is one worker, which leaves a core idle.
    maxWorkers: 2,
    setupFiles: ['test/support/watchdog.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      include: ['src/decode/**', 'src/format/**', 'src/bits/**', 'src/codec/**'],
      thresholds: { branches: 100 },
    },
  },
});
