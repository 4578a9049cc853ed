/**
 * Long work as a generator of small steps, run at once or with pauses for the event loop.
 *
 * A step yields the share of the work done so far (0..1), or a batch of tasks whose results it needs; the synchronous and
 * the asynchronous twin of a function run the same generator, so they can't differ in what they make.
 */

/**
 * A piece of work that depends on its input alone, so that it may be done elsewhere: only name and input travel.
 *
 * An error of a task ends the run; the steps don't see it.
 */
export interface Task<Output> {
  /** By which an executor knows what to do. */
  readonly name: string;
  /** Plain data: what a structured clone can copy. */
  readonly input: unknown;
  /** Buffers of the input to hand over instead of copying; nobody may use them afterwards. Each in one task only. */
  readonly transfer?: readonly ArrayBuffer[];
  /** Does the task here and now. */
  readonly perform: () => Output;
}

/** Tasks that may be done in any order, or at the same time. */
export interface TaskBatch {
  readonly tasks: readonly Task<unknown>[];
  /** Share of the work done before the first task, and after the last one. */
  readonly from: number;
  readonly to: number;
}

/** Does tasks elsewhere, such as in threads. */
export interface TaskExecutor {
  /** Tasks that it does at a time, 1 or more. */
  readonly concurrency: number;
  /** Does a task as its `perform` would. */
  run(task: Task<unknown>): Promise<unknown>;
}

/** Work in steps: yields progress and batches, is resumed with a batch's results, returns the result. */
export type Steps<T> = Generator<number | TaskBatch, T, unknown>;

/** The part of the platform's `AbortSignal` that is used here. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
}

/** Options of every asynchronous twin. */
export interface AsyncOptions {
  /** Stops the work at its next step, or while it waits for tasks: the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignalLike;
  /** Called now and then with the share done, 0..1, never falling. */
  readonly onProgress?: (done: number) => void;
  /** Who does batches of two or more tasks. Default: they are done here. What is made is the same. */
  readonly executor?: TaskExecutor;
}

/** Neutral code sees no platform; every platform we run on has these. */
declare function setTimeout(run: () => void, milliseconds: number): unknown;
declare function clearTimeout(timer: unknown): void;

/** Milliseconds of work between two pauses: below a frame of a 60 Hz display. */
const PAUSE_EVERY = 12;

/**
 * Has tasks done, by whoever runs the steps.
 *
 * @returns the tasks' results in the order of the tasks, whichever was done first
 */
export function* runTasks<Output>(tasks: readonly Task<Output>[]): Steps<Output[]> {
  return (yield { tasks, from: 0, to: 1 }) as Output[];
}

/** The same steps as a part of longer work: progress 0..1 becomes `from`..`to`. */
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

/** Runs the steps with pauses, so that timers, input and the signal get their turn. */
export async function runStepsAsync<T>(steps: Steps<T>, options: AsyncOptions): Promise<T> {
  const { signal, onProgress } = options;
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
      results = await performBatch(step.value, options, pace);
    }
    await pace.pauseIfDue();
    throwIfAborted(signal);
  }
}

/** Knows when the event loop is to have its turn. */
class Pace {
  #pausedAt = Date.now();

  async pauseIfDue(): Promise<void> {
    if (Date.now() - this.#pausedAt < PAUSE_EVERY) return;
    await new Promise<void>((resume) => setTimeout(resume, 0));
    this.#pausedAt = Date.now();
  }
}

/** Does the tasks by the executor, as many at a time as it can, or here with pauses between them. */
async function performBatch(
  { tasks, from, to }: TaskBatch,
  { signal, onProgress, executor }: AsyncOptions,
  pace: Pace,
): Promise<unknown[]> {
  const isElsewhere = executor !== undefined && tasks.length > 1;
  const results = new Array<unknown>(tasks.length);
  let started = 0;
  let done = 0;
  let isOver = false;
  const drain = async () => {
    while (started < tasks.length && !isOver) {
      const index = started++;
      const task = tasks[index];
      results[index] = isElsewhere ? await executor.run(task) : task.perform();
      if (isOver) return;
      onProgress?.(from + ((to - from) * ++done) / tasks.length);
      if (!isElsewhere) await pace.pauseIfDue();
      throwIfAborted(signal);
    }
  };
  try {
    const drains = Array.from({ length: isElsewhere ? Math.min(executor.concurrency, tasks.length) : 1 }, drain);
    await unlessAborted(Promise.all(drains), signal);
    return results;
  } finally {
    isOver = true;
  }
}

/** Waits for work, but no longer than until the signal is aborted: looked at as often as at pauses. */
async function unlessAborted(work: Promise<unknown>, signal: AbortSignalLike | undefined): Promise<void> {
  let timer: unknown;
  const aborted = new Promise<never>((_, reject) => {
    const look = () => {
      if (signal?.aborted) reject(reasonOf(signal));
      else timer = setTimeout(look, PAUSE_EVERY);
    };
    if (signal !== undefined) look();
  });
  try {
    await Promise.race([work, aborted]);
  } finally {
    clearTimeout(timer);
  }
}

function throwIfAborted(signal: AbortSignalLike | undefined): void {
  if (signal?.aborted) throw reasonOf(signal);
}

function reasonOf(signal: AbortSignalLike): unknown {
  return signal.reason ?? new Error('aborted');
}
