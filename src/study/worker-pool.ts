/** Runs cells in worker threads: results by the cells' order, whichever thread is first. */

import { Worker } from 'node:worker_threads';
import type { EncodeOptions } from '../encode/index.js';
import { AkmError } from '../error.js';
import type { Image } from '../image.js';
import type { CellOutcome } from './cell.js';

/** To a worker. */
export interface CellJob {
  readonly options: EncodeOptions;
}

/** From a worker. */
export type CellMessage =
  | { readonly kind: 'progress'; readonly done: number }
  | { readonly kind: 'outcome'; readonly outcome: CellOutcome }
  | {
      readonly kind: 'failure';
      readonly code: string | undefined;
      readonly message: string;
      readonly trace?: string | undefined;
    };

/** How to run cells, and whom to tell. */
export interface PoolOptions {
  /** Threads, 1 or more. */
  readonly jobs: number;
  /** Called when a cell is done, with its place in the list; in no certain order. */
  readonly onOutcome: (index: number, outcome: CellOutcome) => void;
  /** Called now and then with the share of all work done, 0..1. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/**
 * Runs every job on the picture; the first failure ends them all.
 *
 * @throws AkmError as a cell threw it; any other error is a bug
 */
export async function runCells(
  image: Image,
  jobs: readonly CellJob[],
  { jobs: threads, onOutcome, onProgress }: PoolOptions,
): Promise<void> {
  const shared = shareImage(image);
  const shares = new Float64Array(jobs.length);
  const report = (index: number, done: number) => {
    shares[index] = done;
    onProgress?.(shares.reduce((sum, share) => sum + share, 0) / jobs.length);
  };
  const workers = Array.from({ length: Math.min(threads, jobs.length) }, () => new CellWorker(shared));
  let next = 0;
  const drain = async (worker: CellWorker) => {
    while (next < jobs.length) {
      const index = next++;
      onOutcome(index, await worker.run(jobs[index], (done) => report(index, done)));
      report(index, 1);
    }
  };
  try {
    await Promise.all(workers.map(drain));
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
  }
}

/** The picture in memory that all threads see. */
function shareImage({ width, height, data }: Image): Image {
  const shared = new Uint8Array(new SharedArrayBuffer(data.length));
  shared.set(data);
  return { width, height, data: shared };
}

/** Whom a thread's present job concerns. */
interface Waiting {
  readonly onProgress: (done: number) => void;
  readonly resolve: (outcome: CellOutcome) => void;
  readonly reject: (error: Error) => void;
}

/** One thread; runs one job at a time. */
class CellWorker {
  readonly #worker: Worker;
  #waiting: Waiting | undefined;

  constructor(image: Image) {
    this.#worker = new Worker(new URL('./cell-worker.js', import.meta.url), { workerData: image });
    this.#worker.on('message', (message: CellMessage) => this.#take(message));
    this.#worker.on('error', (error: Error) => this.#waiting?.reject(error));
    this.#worker.on('exit', (code) => this.#waiting?.reject(new Error(`a worker ended early, with ${code}`)));
  }

  run(job: CellJob, onProgress: (done: number) => void): Promise<CellOutcome> {
    return new Promise<CellOutcome>((resolve, reject) => {
      this.#waiting = { onProgress, resolve, reject };
      this.#worker.postMessage(job);
    });
  }

  #take(message: CellMessage): void {
    if (message.kind === 'progress') this.#waiting?.onProgress(message.done);
    else if (message.kind === 'outcome') this.#waiting?.resolve(message.outcome);
    else this.#waiting?.reject(toError(message));
  }

  async stop(): Promise<void> {
    this.#waiting = undefined;
    await this.#worker.terminate();
  }
}

function toError({ code, message, trace }: Extract<CellMessage, { kind: 'failure' }>): Error {
  const error = code === undefined ? new Error(message) : new AkmError(code, message);
  if (trace !== undefined) error.stack = trace;
  return error;
}
