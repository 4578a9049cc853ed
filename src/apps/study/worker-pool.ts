/** Runs cells in worker threads. Results are in the cells' order, whichever is done first. */

import type { EncodeOptions } from '../../encode/index.js';
import type { Image } from '../../image.js';
import { ThreadPool } from '../../node/thread-pool.js';
import type { CellOutcome } from './cell.js';

const SCRIPT = new URL('./cell-worker.js', import.meta.url);

/** A request to a worker. */
export interface CellRequest {
  readonly options: EncodeOptions;
}

/** How to run cells. */
export interface PoolOptions {
  /** Threads, 1 or more. */
  readonly jobs: number;
  /** Called when a cell is done, with its place in the list. The order of calls is not fixed. */
  readonly onOutcome: (index: number, outcome: CellOutcome) => void;
  /** Called from time to time with the share of all work done, 0..1. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/**
 * Runs every request on the picture. The first failure ends them all.
 *
 * @throws AkmError that a cell threw; any other error is a bug
 */
export async function runCells(
  image: Image,
  requests: readonly CellRequest[],
  { jobs: threads, onOutcome, onProgress }: PoolOptions,
): Promise<void> {
  const shared = shareImage(image);
  const shares = new Float64Array(requests.length);
  const report = (index: number, done: number) => {
    shares[index] = done;
    onProgress?.(shares.reduce((sum, share) => sum + share, 0) / requests.length);
  };
  const pool = new ThreadPool(SCRIPT, Math.min(threads, requests.length), { workerData: shared });
  const runCell = async (request: CellRequest, index: number) => {
    const onCellProgress = (done: number) => report(index, done);
    onOutcome(index, (await pool.run(request, { onProgress: onCellProgress })) as CellOutcome);
    report(index, 1);
  };
  try {
    await Promise.all(requests.map(runCell));
  } finally {
    await pool.close();
  }
}

/** The picture in memory that all threads share. */
function shareImage({ width, height, data }: Image): Image {
  const shared = new Uint8Array(new SharedArrayBuffer(data.length));
  shared.set(data);
  return { width, height, data: shared };
}
