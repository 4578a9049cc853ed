/**
 * Long work as a generator of small steps, which can run without a pause or with pauses for the event loop.
 *
 * A step yields the share of the work done so far (0..1), or a batch of tasks whose results it needs. The synchronous and
 * the asynchronous form of a function run the same generator, so their results are equal.
 */

import { checkFunction, checkInteger, checkObject } from './check.js';
import { AkmError, OptionError } from './error.js';

/**
 * A piece of work that depends only on its input, so that another thread may do it. Only its name and input are sent there.
 *
 * An error in a task ends the run; the steps do not receive it.
 */
export interface Task<Output> {
  /** The name by which an executor finds the task's function. */
  readonly name: string;
  /** Plain data: what a structured clone can copy. */
  readonly input: unknown;
  /** Buffers of the input to transfer instead of copying. Nothing may use them afterwards. Each may be in one task only. */
  readonly transfer?: readonly ArrayBuffer[];
  /** Performs the task on this thread. */
  readonly perform: () => Output;
}

/** Tasks that may be performed in any order, or at the same time. */
export interface TaskBatch {
  readonly tasks: readonly Task<unknown>[];
  /** Share of the work done before the first task, and after the last one. */
  readonly from: number;
  readonly to: number;
}

/** Performs tasks elsewhere, such as in threads. */
export interface TaskExecutor {
  /** Maximum tasks at a time, 1 or more. */
  readonly concurrency: number;
  /** Performs a task with the same result as its `perform`. */
  run(task: Task<unknown>): Promise<unknown>;
}

/** Work in steps: yields progress and batches, is resumed with a batch's results, returns the result. */
export type Steps<T> = Generator<number | TaskBatch, T, unknown>;

/** Work in steps: yields the share of the work that is done, 0..1, and returns the result. */
export type PlainSteps<T> = Generator<number, T, unknown>;

/** Performs a batch's tasks, with pauses in between. */
export type BatchRunner = (batch: TaskBatch, options: AsyncOptions, pace: Pace) => Promise<unknown[]>;

/** The part of the platform's `AbortSignal` that is used here. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
}

/** Options of every asynchronous function. */
export interface AsyncOptions {
  /** Stops the work at its next step, or while it waits for tasks: the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignalLike;
  /** Called from time to time with the share done, 0..1, which never falls. */
  readonly onProgress?: (done: number) => void;
  /** Performs the tasks. Default: they are performed here. The result is the same. */
  readonly executor?: TaskExecutor;
}

/** Neutral code has no platform types, but every supported platform has this function. */
declare function setTimeout(run: () => void, milliseconds: number): unknown;

/** Milliseconds of work between two pauses: below a frame of a 60 Hz display. */
export const PAUSE_EVERY = 12;

/**
 * Yields tasks to the runner of the steps, and returns their results.
 *
 * @returns the tasks' results in the order of the tasks, whichever is done first
 */
export function* runTasks<Output>(tasks: readonly Task<Output>[]): Steps<Output[]> {
  return (yield { tasks, from: 0, to: 1 }) as Output[];
}

/** The same steps as a part of longer work: progress 0..1 becomes `from..to`. */
export function partOf<T>(steps: PlainSteps<T>, from: number, to: number): PlainSteps<T>;
export function partOf<T>(steps: Steps<T>, from: number, to: number): Steps<T>;
export function* partOf<T>(steps: Steps<T>, from: number, to: number): Steps<T> {
  const scale = (done: number) => from + (to - from) * done;
  let results: unknown;
  for (;;) {
    const step = steps.next(results);
    if (step.done) return step.value;
    const { value } = step;
    results = yield typeof value === 'number'
      ? scale(value)
      : { tasks: value.tasks, from: scale(value.from), to: scale(value.to) };
  }
}

/** Runs the steps to their end. */
export function runSteps<T>(steps: Steps<T>): T {
  let results: unknown;
  for (;;) {
    const step = steps.next(results);
    if (step.done) return step.value;
    results = typeof step.value === 'number' ? undefined : step.value.tasks.map((task) => task.perform());
  }
}

/**
 * Runs the steps with pauses, so that timers, input and the signal are handled.
 *
 * @param runBatch - for steps that yield batches; it is in `batches.ts`, which code without batches need not load
 */
export function runStepsAsync<T>(steps: PlainSteps<T>, options: AsyncOptions): Promise<T>;
export function runStepsAsync<T>(steps: Steps<T>, options: AsyncOptions, runBatch: BatchRunner): Promise<T>;
export async function runStepsAsync<T>(steps: Steps<T>, options: AsyncOptions, runBatch?: BatchRunner): Promise<T> {
  const { signal, onProgress } = checkAsyncOptions(options);
  throwIfAborted(signal);
  const pace = new Pace();
  let results: unknown;
  for (;;) {
    const step = steps.next(results);
    if (step.done) {
      onProgress?.(1);
      return step.value;
    }
    if (typeof step.value === 'number') {
      results = undefined;
      onProgress?.(step.value);
    } else {
      results = await runBatch?.(step.value, options, pace);
    }
    await pace.pauseIfDue();
    throwIfAborted(signal);
  }
}

/**
 * Checks the objects that are called during the work.
 *
 * @throws OptionError naming the option
 */
function checkAsyncOptions(options: AsyncOptions): AsyncOptions {
  const { signal, onProgress, executor } = checkObject('options', options);
  if (signal !== undefined && typeof checkObject('signal', signal).aborted !== 'boolean') {
    throw new OptionError('signal', 'expected an AbortSignal, found another object');
  }
  if (onProgress !== undefined) checkFunction('onProgress', onProgress);
  if (executor !== undefined) {
    checkFunction('executor.run', checkObject('executor', executor).run);
    checkInteger('executor.concurrency', executor.concurrency, 1, Number.MAX_SAFE_INTEGER);
  }
  return options;
}

/** Decides when the work pauses for the event loop. */
export class Pace {
  #pausedAt = Date.now();

  async pauseIfDue(): Promise<void> {
    if (Date.now() - this.#pausedAt < PAUSE_EVERY) return;
    await new Promise<void>((resume) => setTimeout(resume, 0));
    this.#pausedAt = Date.now();
  }
}

/** Throws the signal's reason once it is aborted. */
export function throwIfAborted(signal: AbortSignalLike | undefined): void {
  if (signal?.aborted) throw signal.reason ?? new AkmError('aborted', 'aborted without a reason');
}
