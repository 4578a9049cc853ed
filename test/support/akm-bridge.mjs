/** A thread that exchanges messages with the process of `akm-child.mjs` while the test's thread waits: see `akm.ts`. */

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { workerData } from 'node:worker_threads';

const CHILD = fileURLToPath(new URL('./akm-child.mjs', import.meta.url));
const { main, port, flag } = workerData;

let child;

function answer(result) {
  port.postMessage(result);
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
}

function start() {
  child = fork(CHILD, [main], { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.on('message', answer);
  // The command has ended its process. The next command gets a new one.
  child.on('exit', (status) => {
    child = undefined;
    answer({ status, stdout: Buffer.alloc(0), stderr: Buffer.from('the process ended') });
  });
}

port.on('message', (command) => {
  if (child === undefined) start();
  child.send(command);
});
port.on('close', () => child?.kill());
