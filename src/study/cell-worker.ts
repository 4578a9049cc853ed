/** A worker thread that runs the cells it is sent, one after another. An entry point, not to be imported. */

import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { AkmError } from '../error.js';
import type { Image } from '../image.js';
import { runCell } from './cell.js';
import type { CellJob, CellMessage } from './worker-pool.js';

if (parentPort !== null) serve(parentPort, workerData as Image);

function serve(port: MessagePort, image: Image): void {
  const post = (message: CellMessage) => port.postMessage(message);
  port.on('message', async ({ options }: CellJob) => {
    try {
      post({ kind: 'outcome', outcome: await runCell(image, options, (done) => post({ kind: 'progress', done })) });
    } catch (error) {
      post({ kind: 'failure', ...describe(error) });
    }
  });
}

/** Errors lose their class on the way between threads: what is needed to make them anew. */
function describe(error: unknown): { code: string | undefined; message: string; trace: string | undefined } {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { code: error instanceof AkmError ? error.code : undefined, message, trace: stack };
}
