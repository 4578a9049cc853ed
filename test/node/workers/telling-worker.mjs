/** A worker thread that tells how far it is, and what data it has. */

import { workerData } from 'node:worker_threads';
import { serveJobs } from '../../../dist/node/thread.js';

serveJobs((job, onProgress) => {
  onProgress(0.5);
  return { output: `${workerData} ${job}` };
});
