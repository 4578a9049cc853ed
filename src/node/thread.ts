/** A worker thread that does jobs one at a time, seen from both of its ends. */

import { parentPort, Worker } from 'node:worker_threads';
import { AkmError } from '../error.js';
import { type PackedError, packError, unpackError } from './thread-error.js';

/** From a thread. */
type ThreadMessage =
  | { readonly kind: 'progress'; readonly done: number }
  | { readonly kind: 'output'; readonly output: unknown }
  | { readonly kind: 'failure'; readonly error: PackedError };

/** How to send a job. */
export interface JobOptions {
  /** Buffers to hand over instead of copying. */
  readonly transfer?: readonly ArrayBuffer[] | undefined;
  /** Called with the share of the job done, 0..1, if the thread tells. */
  readonly onProgress?: (done: number) => void;
}

/** What a thread does with a job. */
export type JobHandler<Job> = (job: Job, onProgress: (done: number) => void) => JobResult | Promise<JobResult>;

/** What comes of a job, and the buffers that go with it uncopied. */
export interface JobResult {
  readonly output: unknown;
  readonly transfer?: readonly ArrayBuffer[];
}

/** Whom a thread's present job concerns. */
interface Waiting {
  readonly onProgress: ((done: number) => void) | undefined;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** One thread, from outside. It keeps the process alive only while it has a job. */
export class Thread {
  readonly #worker: Worker;
  #waiting: Waiting | undefined;
  #isOver = false;

  /**
   * @param script - a module that calls {@link serveJobs}
   * @param workerData - what the module finds under that name
   */
  constructor(script: URL, workerData?: unknown) {
    // No flags of this process: some, such as those of `node --eval`, are not for modules.
    this.#worker = new Worker(script, { workerData, execArgv: [] });
    this.#worker.on('message', (message: ThreadMessage) => this.#take(message));
    this.#worker.on('messageerror', (error) => this.#end('sent what can not be read', error));
    this.#worker.on('error', (error) => this.#end(error instanceof Error ? error.message : String(error), error));
    this.#worker.on('exit', (code) => this.#end(`exit code ${code}`));
    this.#worker.unref();
  }

  /** Whether it is stopped or broken, and takes no more jobs. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /**
   * Does a job; the one before it must be done.
   *
   * @throws what the job threw; AkmError `thread` when the thread ended before the job did
   */
  async run(job: unknown, { transfer = [], onProgress }: JobOptions = {}): Promise<unknown> {
    this.#worker.ref();
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting = { onProgress, resolve, reject };
        if (this.#isOver) this.#end('it is over');
        else this.#worker.postMessage(job, transfer);
      });
    } finally {
      this.#waiting = undefined;
      // One that is being stopped is waited for until it is gone.
      if (!this.#isOver) this.#worker.unref();
    }
  }

  /** Ends the thread, at once, whatever it does. */
  async stop(): Promise<void> {
    this.#end('it was stopped');
    await this.#worker.terminate();
  }

  #take(message: ThreadMessage): void {
    if (message.kind === 'progress') this.#waiting?.onProgress?.(message.done);
    else if (message.kind === 'output') this.#waiting?.resolve(message.output);
    else this.#waiting?.reject(unpackError(message.error));
  }

  #end(why: string, cause?: unknown): void {
    this.#isOver = true;
    this.#waiting?.reject(new AkmError('thread', `a worker thread ended before its work was done: ${why}`, cause));
  }
}

/** Does the jobs that come to this thread, one after another; anywhere else it does nothing. */
export function serveJobs<Job>(handle: JobHandler<Job>): void {
  const port = parentPort;
  const post = (message: ThreadMessage, transfer: readonly ArrayBuffer[] = []) => port?.postMessage(message, transfer);
  port?.on('message', async (job: Job) => {
    try {
      const { output, transfer } = await handle(job, (done) => post({ kind: 'progress', done }));
      post({ kind: 'output', output }, transfer);
    } catch (error) {
      post({ kind: 'failure', error: packError(error) });
    }
  });
}
