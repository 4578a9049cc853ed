/** Threads for jobs of one kind: started early or when there is work, handed from job to job, replaced when they break. */

import { availableParallelism } from 'node:os';
import { AkmError } from '../error.js';
import { type JobOptions, Thread } from './thread.js';

/** Who waits for a thread. */
interface Waiter {
  readonly resolve: (thread: Thread) => void;
  readonly reject: (error: Error) => void;
}

/** How to set up a pool. */
export interface ThreadPoolOptions {
  /**
   * Whether threads start at once, one a processor at most, so that they are ready when there is work: a thread takes
   * longer to start than many a job. Default: each starts when there is work for it.
   */
  readonly startsEarly?: boolean;
  /** What the module finds under that name, in every thread. */
  readonly workerData?: unknown;
}

/** Does jobs in worker threads. To be closed after use; an idle pool does not keep the process alive. */
export class ThreadPool {
  readonly concurrency: number;
  readonly #script: URL;
  readonly #workerData: unknown;
  readonly #threads = new Set<Thread>();
  readonly #idle: Thread[] = [];
  readonly #waiters: Waiter[] = [];
  #isClosed = false;

  /**
   * @param script - a module that calls `serveJobs`
   * @param threads - most threads at a time, 1 or more
   */
  constructor(script: URL, threads: number, { startsEarly = false, workerData }: ThreadPoolOptions = {}) {
    this.concurrency = threads;
    this.#script = script;
    this.#workerData = workerData;
    if (!startsEarly) return;
    // The last one is the first to be taken.
    for (let i = Math.min(threads, availableParallelism()); i > 0; i--) this.#idle.unshift(this.#start());
  }

  /** Threads now alive, at work or idle. */
  get size(): number {
    return this.#threads.size;
  }

  /**
   * Does a job in the next free thread.
   *
   * @throws what the job threw; AkmError `thread` when its thread broke or the pool was closed
   */
  async run(job: unknown, options: JobOptions = {}): Promise<unknown> {
    const thread = await this.#take();
    try {
      return await thread.run(job, options);
    } finally {
      this.#release(thread);
    }
  }

  /** Ends all threads, whatever they do; jobs under way and waiting are rejected. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { reject } of this.#waiters.splice(0)) reject(closedError());
    await Promise.all([...this.#threads].map((thread) => thread.stop()));
    this.#threads.clear();
  }

  async #take(): Promise<Thread> {
    if (this.#isClosed) throw closedError();
    for (let thread = this.#idle.pop(); thread !== undefined; thread = this.#idle.pop()) {
      if (!thread.isOver) return thread;
      this.#threads.delete(thread);
    }
    if (this.#threads.size < this.concurrency) return this.#start();
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  #start(): Thread {
    const thread = new Thread(this.#script, this.#workerData);
    this.#threads.add(thread);
    return thread;
  }

  /** Gives the thread to who waits longest; a new one in place of a broken one. */
  #release(thread: Thread): void {
    if (thread.isOver) this.#threads.delete(thread);
    if (this.#isClosed) return;
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) waiter.resolve(thread.isOver ? this.#start() : thread);
    else if (!thread.isOver) this.#idle.push(thread);
  }
}

function closedError(): AkmError {
  return new AkmError('thread', 'the threads are closed');
}
