/** The worker as the page sees it: jobs as promises, which can be cancelled whatever the worker is at. */

import type { FromWorker, JobInput, JobName, JobOutput, ToWorker } from './protocol.js';

/** A worker that has not stopped a cancelled job by then is replaced; its other jobs begin anew. Milliseconds. */
const GRACE = 400;

interface Pending {
  readonly message: Extract<ToWorker, { kind: 'job' }>;
  readonly onProgress: ((done: number) => void) | undefined;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** How to run a job. */
export interface JobOptions {
  /** Stops the job: the promise is rejected at once, with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number) => void;
}

/** Runs jobs in a worker, which is started when it is first needed. */
export class WorkerClient {
  readonly #make: () => Worker;
  readonly #pending = new Map<number, Pending>();
  /** Cancelled jobs that the worker has not let go of yet, with what happens when it does not. */
  readonly #stopping = new Map<number, ReturnType<typeof setTimeout>>();
  #worker: Worker | undefined;
  #lastId = 0;

  /** @param make - starts a worker */
  constructor(make: () => Worker) {
    this.#make = make;
  }

  /**
   * Runs a job.
   *
   * @throws Error with what the worker says; the signal's reason when it is aborted
   */
  run<Name extends JobName>(name: Name, input: JobInput<Name>, options: JobOptions = {}): Promise<JobOutput<Name>> {
    const { signal, onProgress } = options;
    const id = ++this.#lastId;
    return new Promise<JobOutput<Name>>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const message = { kind: 'job', id, name, input } as const;
      this.#pending.set(id, { message, onProgress, resolve: resolve as (output: unknown) => void, reject });
      signal?.addEventListener('abort', () => this.#cancel(id, signal.reason), { once: true });
      this.#post(message);
    });
  }

  #post(message: ToWorker): void {
    try {
      this.#worker ??= this.#start();
      this.#worker.postMessage(message);
    } catch (error) {
      this.#fail(error);
    }
  }

  #start(): Worker {
    const worker = this.#make();
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#take(data);
    worker.onerror = (event) => this.#fail(new Error(event.message || "the page's worker could not be started"));
    return worker;
  }

  #take(message: FromWorker): void {
    const pending = this.#pending.get(message.id);
    if (message.kind === 'progress') {
      pending?.onProgress?.(message.done);
      return;
    }
    clearTimeout(this.#stopping.get(message.id));
    this.#stopping.delete(message.id);
    this.#pending.delete(message.id);
    if (message.kind === 'done') pending?.resolve(message.output);
    else pending?.reject(new Error(message.message));
  }

  #cancel(id: number, reason: unknown): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id);
    pending.reject(reason);
    this.#post({ kind: 'cancel', id });
    this.#stopping.set(
      id,
      setTimeout(() => this.#restart(), GRACE),
    );
  }

  /** Ends the worker, whatever it is at; jobs name all that they need, so that a new one can go on. */
  #restart(): void {
    this.#end();
    for (const { message } of this.#pending.values()) this.#post(message);
  }

  #fail(error: unknown): void {
    this.#end();
    const failed = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of failed) reject(error);
  }

  #end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const timer of this.#stopping.values()) clearTimeout(timer);
    this.#stopping.clear();
  }
}
