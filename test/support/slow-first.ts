/**
 * The order of test files: the slowest begin first, so that none of them runs last on its worker.
 *
 * Vitest orders them by the times of the last run. In a fresh clone it knows none, and orders by size: the short forms of the
 * hardening commands, which are the slowest, are the smallest files.
 */

import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take many seconds, slowest first, by the ends of their paths. */
const SLOW = [
  'browser/studio/studio.test.ts',
  'hardening/faults.test.ts',
  'hardening/soak.test.ts',
  'browser/element.test.ts',
  'cli/batch/batch.test.ts',
  'hardening/fuzz.test.ts',
  'arguments.test.ts',
  'encode/storage.test.ts',
  'node/encode.test.ts',
  'cli/surroundings.test.ts',
  'cli/cli.test.ts',
  'cli/study.test.ts',
  'encode/flat-blocks.test.ts',
  'encode/encode.test.ts',
  'hardening/batch.test.ts',
  'api.test.ts',
  'apps/study/published.test.ts',
  'io/png-corpus.test.ts',
  'io/hostile.test.ts',
  'encode/search.test.ts',
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
