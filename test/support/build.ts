/** For tests that run what `npm run build` made: a build that is older than its sources would pass or fail for another code. */

import { isBuildStale } from '../../scripts/build.mjs';

/** Call it where a test file begins. @throws when dist/ was not made from the sources that are there now */
export function requireBuild(): void {
  isStale ??= isBuildStale();
  if (isStale) throw new Error('dist/ is missing, or older than the sources: run `npm run build`');
}

let isStale: boolean | undefined;
