/**
 * Long work as a generator of small steps, run at once or with pauses for the event loop.
 *
 * A step yields the share of the work done so far (0..1); the synchronous and the asynchronous twin of a function run the
 * same generator, so they can't differ in what they make.
 */

/** Work in steps: yields progress, returns the result. */
export type Steps<T> = Generator<number, T, void>;

/** The part of the platform's `AbortSignal` that is used here. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
}

/** Options of every asynchronous twin. */
export interface AsyncOptions {
  /** Stops the work at its next step: the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignalLike;
  /** Called now and then with the share done, 0..1, never falling. */
  readonly onProgress?: (done: number) => void;
}

/** Neutral code sees no platform; every platform we run on has this one. */
declare function setTimeout(run: () => void, milliseconds: number): unknown;

/** Milliseconds of work between two pauses: below a frame of a 60 Hz display. */
const PAUSE_EVERY = 12;

/** The same steps as a part of longer work: progress 0..1 becomes `from`..`to`. */
export function* partOf<T>(steps: Steps<T>, from: number, to: number): Steps<T> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    yield from + (to - from) * step.value;
  }
}

/** Runs the steps to their end. */
export function runSteps<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Runs the steps with pauses, so that timers, input and the signal get their turn. */
export async function runStepsAsync<T>(steps: Steps<T>, { signal, onProgress }: AsyncOptions): Promise<T> {
  throwIfAborted(signal);
  let pausedAt = Date.now();
  for (;;) {
    const step = steps.next();
    if (step.done) {
      onProgress?.(1);
      return step.value;
    }
    onProgress?.(step.value);
    if (Date.now() - pausedAt >= PAUSE_EVERY) {
      await new Promise<void>((resume) => setTimeout(resume, 0));
      pausedAt = Date.now();
    }
    throwIfAborted(signal);
  }
}

function throwIfAborted(signal: AbortSignalLike | undefined): void {
  if (signal?.aborted) throw signal.reason ?? new Error('aborted');
}
