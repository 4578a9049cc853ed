/** A worker thread that runs the cells it is sent, one after another. An entry point, not to be imported. */

import { workerData } from 'node:worker_threads';
import type { Image } from '../../image.js';
import { serveJobs } from '../../node/thread.js';
import { runCell } from './cell.js';
import type { CellJob } from './worker-pool.js';

serveJobs(async ({ options }: CellJob, onProgress) => ({
  output: await runCell(workerData as Image, options, onProgress),
}));
