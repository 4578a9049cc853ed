/**
 * The order of test files: the slowest begin first, so that none of them runs last on its worker.
 *
 * Vitest orders them by the times of the last run. In a fresh clone it knows none, and orders by size: the short forms of the
 * hardening commands, which are the slowest, are the smallest files.
 */

import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Projects in the order in which they run. A process is used for one project only, so each project runs at one time. */
const PROJECTS = ['browser', 'apart', 'node'];

/** Files that take many seconds, slowest first, by the ends of their paths. */
const SLOW = [
  'browser/studio/studio.test.ts',
  'browser/element.test.ts',
  'browser/study/study.test.ts',
  'hardening/faults.test.ts',
  'hardening/soak.test.ts',
  'hardening/fuzz.test.ts',
  'cli/surroundings.test.ts',
  'cli/batch/batch.test.ts',
  'encode/storage.test.ts',
  'cli/cli.test.ts',
  'encode/flat-blocks.test.ts',
  'io/hostile.test.ts',
  'encode/encode.test.ts',
  'hardening/batch.test.ts',
  'arguments.test.ts',
  'api.test.ts',
  'apps/study/published.test.ts',
  'cli/study.test.ts',
  'node/encode.test.ts',
  'cli/interrupt.test.ts',
  'encode/deflate/segment-parser.test.ts',
  'conformance/vectors.test.ts',
  'encode/classify/codebook.test.ts',
  'encode/search.test.ts',
];

export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => projectOf(a) - projectOf(b) || rankOf(a) - rankOf(b));
  }
}

function projectOf({ project }: TestSpecification): number {
  return PROJECTS.indexOf(project.name);
}

function rankOf({ moduleId }: TestSpecification): number {
  const rank = SLOW.findIndex((name) => moduleId.endsWith(`/test/${name}`));
  return rank === -1 ? SLOW.length : rank;
}
