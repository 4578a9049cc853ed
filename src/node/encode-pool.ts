/** Threads for the encoder's tasks. */

import type { Task, TaskExecutor } from '../steps.js';
import { ThreadPool } from './thread-pool.js';

const SCRIPT = new URL('./encode-worker.js', import.meta.url);

/** How to set up a pool. */
export interface PoolOptions {
  /** Whether threads start at once, see `ThreadPoolOptions`. */
  readonly startsEarly?: boolean;
  /** The module that does the tasks. */
  readonly script?: URL;
}

/** Does tasks in worker threads. To be closed after use; an idle pool does not keep the process alive. */
export class EncodePool implements TaskExecutor {
  readonly #pool: ThreadPool;

  /** @param threads - most threads at a time */
  constructor(threads: number, { startsEarly = false, script = SCRIPT }: PoolOptions = {}) {
    this.#pool = new ThreadPool(script, threads, { startsEarly });
  }

  /** Most threads at a time. */
  get concurrency(): number {
    return this.#pool.concurrency;
  }

  /** Threads now alive, at work or idle. */
  get size(): number {
    return this.#pool.size;
  }

  /**
   * Does a task in the next free thread.
   *
   * @throws what the task threw; AkmError `thread` when its thread broke or the pool was closed
   */
  run({ name, input, transfer }: Task<unknown>): Promise<unknown> {
    return this.#pool.run({ name, input }, { transfer });
  }

  /** Ends all threads, whatever they do; tasks under way and waiting are rejected. */
  close(): Promise<void> {
    return this.#pool.close();
  }
}
