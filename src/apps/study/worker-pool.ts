/** Runs cells in worker threads: results by the cells' order, whichever thread is first. */

import type { EncodeOptions } from '../../encode/index.js';
import type { Image } from '../../image.js';
import { ThreadPool } from '../../node/thread-pool.js';
import type { CellOutcome } from './cell.js';

const SCRIPT = new URL('./cell-worker.js', import.meta.url);

/** To a worker. */
export interface CellJob {
  readonly options: EncodeOptions;
}

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
  const pool = new ThreadPool(SCRIPT, Math.min(threads, jobs.length), { workerData: shared });
  const runCell = async (job: CellJob, index: number) => {
    const onCellProgress = (done: number) => report(index, done);
    onOutcome(index, (await pool.run(job, { onProgress: onCellProgress })) as CellOutcome);
    report(index, 1);
  };
  try {
    await Promise.all(jobs.map(runCell));
  } finally {
    await pool.close();
  }
}

/** The picture in memory that all threads see. */
function shareImage({ width, height, data }: Image): Image {
  const shared = new Uint8Array(new SharedArrayBuffer(data.length));
  shared.set(data);
  return { width, height, data: shared };
}
