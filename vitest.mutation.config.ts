import { defineConfig } from 'vitest/config';

/** The tests that mutants of the decoder have to fear: those in the process itself, without the slow samples of damage. */
export default defineConfig({
  test: {
    include: [
      'test/bits/**/*.test.ts',
      'test/format/**/*.test.ts',
      'test/codec/**/*.test.ts',
      'test/decode/**/*.test.ts',
      'test/conformance/{example,vectors}.test.ts',
    ],
    // Mutants are instrumented: a bound on time says nothing of them.
    testNamePattern: /^(?!.*take for ever)/,
    testTimeout: 60_000,
  },
});
