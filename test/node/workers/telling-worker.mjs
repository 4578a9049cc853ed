/** A worker thread that reports its progress and its data. */

import { workerData } from 'node:worker_threads';
import { serveJobs } from '../../../dist/node/thread.js';

serveJobs((job, onProgress) => {
  onProgress(0.5);
  return { output: `${workerData} ${job}` };
});
