/**
 * Ends a test process whose event loop is blocked, so that an endless loop fails the suite instead of blocking it for ever.
 * Code in the blocked thread can't do this.
 */

import { Worker } from 'node:worker_threads';

const PATIENCE_MILLISECONDS = Number(process.env.AKM_TEST_PATIENCE_SECONDS ?? 600) * 1000;
const BEAT_MILLISECONDS = 500;

const WATCH = `
const { writeSync } = require('node:fs');
const { beats, patience } = require('node:worker_threads').workerData;
let last = -1;
setInterval(() => {
  const now = Atomics.load(beats, 0);
  if (now === last) {
    writeSync(2, 'a test has not let go of its process for ' + patience / 1000 + ' s: ended\\n');
    process.kill(process.pid, 'SIGKILL');
  }
  last = now;
}, patience);
`;

/** A mark on a process that runs several test files: it is already watched. */
const WATCHED = Symbol.for('akm.watched');

if (!Reflect.has(globalThis, WATCHED)) {
  Reflect.set(globalThis, WATCHED, true);
  const beats = new Int32Array(new SharedArrayBuffer(4));
  setInterval(() => Atomics.add(beats, 0, 1), BEAT_MILLISECONDS).unref();
  new Worker(WATCH, { eval: true, workerData: { beats, patience: PATIENCE_MILLISECONDS } }).unref();
}
