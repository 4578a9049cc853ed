/** A worker thread that reports its progress and its data. */

import { workerData } from 'node:worker_threads';
import { serveRequests } from '../../../dist/node/thread.js';

serveRequests((request, onProgress) => {
  onProgress(0.5);
  return { output: `${workerData} ${request}` };
});
