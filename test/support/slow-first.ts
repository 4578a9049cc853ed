/** The order of test files: the slowest begin first, so that no worker is left with one of them while the other has done. */

import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files of many seconds, slowest first, by the ends of their paths. */
const SLOW = [
  'browser/studio/studio.test.ts',
  'cli/study.test.ts',
  'browser/element.test.ts',
  'cli/batch/batch.test.ts',
  'hardening/fuzz.test.ts',
  'hardening/faults.test.ts',
  'encode/search.test.ts',
  'hardening/soak.test.ts',
  'cli/cli.test.ts',
  'encode/encode.test.ts',
  'encode/classify/codebook.test.ts',
  'encode/lambda.test.ts',
  'encode/deflate/segment-parser-kernel.test.ts',
  'hardening/batch.test.ts',
];

export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => rankOf(a) - rankOf(b));
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const rank = SLOW.findIndex((name) => moduleId.endsWith(`/test/${name}`));
  return rank === -1 ? SLOW.length : rank;
}
