/** Runs tests of kernels as WebAssembly and as JavaScript. */

import { afterEach, beforeEach, describe, vi } from 'vitest';

/** Describes tests that run by WebAssembly, and by the JavaScript that replaces it. */
export function describeBothWays(name: string, tests: () => void): void {
  describe.each(['WebAssembly', 'JavaScript'])(`${name}, by %s`, (way) => {
    beforeEach(() => {
      if (way === 'JavaScript') vi.stubGlobal('WebAssembly', undefined);
    });
    afterEach(() => {
      vi.unstubAllGlobals();
    });
    tests();
  });
}
