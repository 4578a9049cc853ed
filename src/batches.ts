/**
 * Runs steps that yield batches of tasks, with pauses for the event loop. An executor performs the tasks, or this thread does.
 *
 * It is separate from `steps.ts`, so that the decoder, which has no tasks, does not load it.
 */

import {
  type AbortSignalLike,
  type AsyncOptions,
  PAUSE_EVERY,
  type Pace,
  runStepsAsync,
  type Steps,
  type TaskBatch,
  throwIfAborted,
} from './steps.js';

/** Neutral code has no platform types, but every supported platform has these functions. */
declare function setTimeout(run: () => void, milliseconds: number): unknown;
declare function clearTimeout(timer: unknown): void;

/** The same as `runStepsAsync`, with the tasks performed by the executor if there is one. */
export function runBatchesAsync<T>(steps: Steps<T>, options: AsyncOptions): Promise<T> {
  return runStepsAsync(steps, options, performBatch);
}

/** Performs the tasks by the executor, as many at a time as it can, or here with pauses between them. */
async function performBatch(
  { tasks, from, to }: TaskBatch,
  { signal, onProgress, executor }: AsyncOptions,
  pace: Pace,
): Promise<unknown[]> {
  const results = new Array<unknown>(tasks.length);
  let started = 0;
  let done = 0;
  let isOver = false;
  const drain = async () => {
    while (started < tasks.length && !isOver) {
      const index = started++;
      const task = tasks[index];
      results[index] = executor === undefined ? task.perform() : await executor.run(task);
      if (isOver) return;
      onProgress?.(from + ((to - from) * ++done) / tasks.length);
      if (executor === undefined) await pace.pauseIfDue();
      throwIfAborted(signal);
    }
  };
  try {
    const drains = Array.from({ length: Math.min(executor?.concurrency ?? 1, tasks.length) }, drain);
    await unlessAborted(Promise.all(drains), signal);
    return results;
  } finally {
    isOver = true;
  }
}

/** Waits for work, but stops when the signal is aborted. The signal is checked as often as at pauses. */
async function unlessAborted(work: Promise<unknown>, signal: AbortSignalLike | undefined): Promise<void> {
  let timer: unknown;
  const aborted = new Promise<never>((_, reject) => {
    const look = () => {
      try {
        throwIfAborted(signal);
        timer = setTimeout(look, PAUSE_EVERY);
      } catch (reason) {
        reject(reason);
      }
    };
    if (signal !== undefined) look();
  });
  try {
    await Promise.race([work, aborted]);
  } finally {
    clearTimeout(timer);
  }
}
