/** All kinds of tasks, for the threads that perform them. */

import type { TaskKind } from './define-task.js';
import { deflatePlaneTask, measureRateExactlyTask, measureRateQuicklyTask, measureRateTask } from './deflate-planes.js';
import { clusterTask } from './kmeans/cluster.js';
import { fitMeshTask } from './mesh/fit-mesh.js';
import { tryColoursTask } from './rate-distortion/choose-colours.js';
import { matchSegmentTask } from './rate-distortion/match-segment.js';

/** Threads pass inputs and outputs on without knowing their types. */
type AnyTaskKind = Pick<TaskKind<never, unknown>, 'taskName'>;

const KINDS: readonly AnyTaskKind[] = [
  clusterTask,
  deflatePlaneTask,
  fitMeshTask,
  matchSegmentTask,
  measureRateTask,
  measureRateExactlyTask,
  measureRateQuicklyTask,
  tryColoursTask,
];

const KINDS_BY_NAME = new Map(KINDS.map((kind) => [kind.taskName, kind as TaskKind<unknown, unknown>]));

/**
 * Performs a task that came from another thread.
 *
 * @param name - of a kind in the list above
 * @param input - what the kind takes
 * @returns the output, and its buffers that may be transferred
 */
export function performTask(
  name: string,
  input: unknown,
): { readonly output: unknown; readonly transfer: readonly ArrayBuffer[] } {
  const kind = KINDS_BY_NAME.get(name);
  if (kind === undefined) throw new Error(`no task is named ${name}`);
  const output = kind.perform(input);
  return { output, transfer: kind.buffersOf(output) };
}
