/**
 * Tasks: pieces of the encoder's work that depend only on their input, so that any thread may perform them.
 *
 * A task is defined beside the function that performs it. `tasks.ts` lists all tasks, so that threads find them by name.
 */

import type { Task } from '../steps.js';

/** A kind of task. Calling it with an input describes one task, which `runTasks` takes. */
export interface TaskKind<Input, Output> {
  /**
   * @param input - plain data: what a structured clone can copy
   * @param transfer - buffers of the input that the caller gives away, see {@link Task.transfer}
   */
  (input: Input, transfer?: readonly ArrayBuffer[]): Task<Output>;
  /** The name by which a thread finds the kind. */
  readonly taskName: string;
  /** Performs the task on this thread. It does not change its input. */
  readonly perform: (input: Input) => Output;
  /** The buffers of an output that nothing else uses, so that a thread may give them away. */
  readonly buffersOf: (output: Output) => ArrayBuffer[];
}

/**
 * Defines a kind of task.
 *
 * @param taskName - unique among all kinds
 * @param perform - a pure function
 * @param buffersOf - default: none
 *
 * @example
 * ```ts
 * const sumBytes = defineTask('sum-bytes', (bytes: Uint8Array) => bytes.reduce((sum, byte) => sum + byte, 0));
 * const [sum] = yield* runTasks([sumBytes(Uint8Array.of(1, 2))]);
 * ```
 */
export function defineTask<Input, Output>(
  taskName: string,
  perform: (input: Input) => Output,
  buffersOf: (output: Output) => ArrayBuffer[] = () => [],
): TaskKind<Input, Output> {
  const makeTask = (input: Input, transfer: readonly ArrayBuffer[] = []): Task<Output> => {
    return { name: taskName, input, transfer, perform: () => perform(input) };
  };
  return Object.assign(makeTask, { taskName, perform, buffersOf });
}
