/** Threads for the encoder's tasks. */

import type { Task, TaskExecutor } from '../steps.js';
import { ThreadPool } from './thread-pool.js';

const SCRIPT = new URL('./encode-worker.js', import.meta.url);

/** How to set up a pool. */
export interface PoolOptions {
  /** Whether threads start at once, see `ThreadPoolOptions`. */
  readonly startsEarly?: boolean;
  /** The module that performs the tasks. */
  readonly script?: URL;
}

/** Performs tasks in worker threads. Close it after use. An idle pool does not keep the process alive. */
export class EncodePool implements TaskExecutor {
  readonly #pool: ThreadPool;

  /** @param threads - maximum threads at a time */
  constructor(threads: number, { startsEarly = false, script = SCRIPT }: PoolOptions = {}) {
    this.#pool = new ThreadPool(script, threads, { startsEarly });
  }

  /** Maximum threads at a time. */
  get concurrency(): number {
    return this.#pool.concurrency;
  }

  /** Living threads, at work or idle. */
  get size(): number {
    return this.#pool.size;
  }

  /**
   * Performs a task in the next free thread.
   *
   * @throws what the task threw; AkmError `thread` when its thread broke or the pool was closed
   */
  run({ name, input, transfer }: Task<unknown>): Promise<unknown> {
    return this.#pool.run({ name, input }, { transfer });
  }

  /** Ends all threads at once. Running and waiting tasks are rejected. */
  close(): Promise<void> {
    return this.#pool.close();
  }
}
