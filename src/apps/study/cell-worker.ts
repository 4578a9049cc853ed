/** A worker thread that encodes cells, one after another. An entry point, not to be imported. */

import { workerData } from 'node:worker_threads';
import type { Image } from '../../image.js';
import { serveRequests } from '../../node/thread.js';
import { runCell } from './cell.js';
import type { CellRequest } from './worker-pool.js';

serveRequests(async ({ options }: CellRequest, onProgress) => ({
  output: await runCell(workerData as Image, options, onProgress),
}));
