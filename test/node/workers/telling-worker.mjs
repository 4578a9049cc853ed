/** A worker thread that tells how far it is, and what data it has. */

import { workerData } from 'node:worker_threads';
import { serveRequests } from '../../../dist/node/thread.js';

serveRequests((request, onProgress) => {
  onProgress(0.5);
  return { output: `${workerData} ${request}` };
});
