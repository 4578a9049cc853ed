/** Runs tests of kernels in both ways in which kernels run. */

import { afterEach, beforeEach, describe, vi } from 'vitest';

/** Describes what holds by WebAssembly, and by the JavaScript that serves without it. */
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
