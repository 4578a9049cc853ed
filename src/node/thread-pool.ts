/** Threads for requests of one kind. They start early or when there is work, are reused, and are replaced when they break. */

import { availableParallelism } from 'node:os';
import { AkmError } from '../error.js';
import { type RequestOptions, Thread } from './thread.js';

/** A request that waits for a thread. */
interface Waiter {
  readonly resolve: (thread: Thread) => void;
  readonly reject: (error: Error) => void;
}

/** How to set up a pool. */
export interface ThreadPoolOptions {
  /**
   * Whether threads start at once, at most one for each processor, so that they are ready when there is work. Starting a thread
   * may take longer than answering a request. Default: each starts when there is work for it.
   */
  readonly startsEarly?: boolean;
  /** The module's `workerData` in every thread. */
  readonly workerData?: unknown;
}

/** Answers requests in worker threads. Close it after use. An idle pool does not keep the process alive. */
export class ThreadPool {
  readonly concurrency: number;
  readonly #script: URL;
  readonly #workerData: unknown;
  readonly #threads = new Set<Thread>();
  readonly #idle: Thread[] = [];
  readonly #waiters: Waiter[] = [];
  #isClosed = false;

  /**
   * @param script - a module that calls `serveRequests`
   * @param threads - maximum threads at a time, 1 or more
   */
  constructor(script: URL, threads: number, { startsEarly = false, workerData }: ThreadPoolOptions = {}) {
    this.concurrency = threads;
    this.#script = script;
    this.#workerData = workerData;
    if (!startsEarly) return;
    // The thread that started first is taken first, from the end.
    for (let i = Math.min(threads, availableParallelism()); i > 0; i--) this.#idle.unshift(this.#start());
  }

  /** Living threads, at work or idle. */
  get size(): number {
    return this.#threads.size;
  }

  /**
   * Sends a request to the next free thread.
   *
   * @throws what the handler threw; AkmError `thread` when its thread broke or the pool was closed
   */
  async run(request: unknown, options: RequestOptions = {}): Promise<unknown> {
    const thread = await this.#take();
    try {
      return await thread.run(request, options);
    } finally {
      this.#release(thread);
    }
  }

  /** Ends all threads at once. Running and waiting requests are rejected. */
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

  /** Gives the thread to the request that waits longest; a broken thread is replaced. */
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
