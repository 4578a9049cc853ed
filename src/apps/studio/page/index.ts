/** The studio's page. An entry point, not to be imported. */

import { byId } from './dom.js';
import { listenForFiles } from './intake.js';
import { Studio } from './studio.js';
import { listenForTheme } from './theme.js';
import { WorkerClient } from './worker-client.js';

/** A special error, since it is caused by how the page was opened. */
const NEEDS_SERVER =
  'This page was opened as a file, and browsers start no worker there. Serve its folder over HTTP, or run: akm view';

const alert = byId('alert');

function fail(error: unknown): void {
  byId('alert-text').textContent = error instanceof Error ? error.message : String(error);
  alert.hidden = false;
}

function startWorker(): Worker {
  try {
    return new Worker(new URL('studio-worker.js', location.href));
  } catch (cause) {
    throw location.protocol === 'file:' ? new Error(NEEDS_SERVER, { cause }) : cause;
  }
}

const studio = new Studio(new WorkerClient(startWorker), fail);
listenForTheme(byId('theme'));
byId('alert-close').addEventListener('click', () => {
  alert.hidden = true;
});
listenForFiles((name, blob) => {
  alert.hidden = true;
  void studio.open(name, blob);
}, fail);
