/** For tests that run the build: a build that is older than its sources would test other code. */

import { isBuildStale } from '../../scripts/build.mjs';

/** Call it at the beginning of a test file. @throws when dist/ was not made from the present sources */
export function requireBuild(): void {
  isStale ??= isBuildStale();
  if (isStale) throw new Error('dist/ is missing, or older than the sources: run `npm run build`');
}

let isStale: boolean | undefined;
