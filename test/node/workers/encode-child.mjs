/** Encodes by several numbers of threads, prints hashes, and should then end by itself. */

import { createHash } from 'node:crypto';
import * as neutral from '../../../dist/encode/index.js';
import { encodeAsync, encodeToTargetAsync } from '../../../dist/node/index.js';

/** A little over a band of pixels, so that there are two. */
const WIDTH = 1100;
const HEIGHT = 1000;
const data = new Uint8Array(WIDTH * HEIGHT * 4);
for (let at = 0, state = 1; at < data.length; at++) {
  state = (state * 48271) % 2147483647;
  const isBusy = at % (WIDTH * 4) > WIDTH * 3.5;
  data[at] = at % 4 === 3 ? 255 : isBusy ? state & 255 : (at >> 12) & 255;
}
const image = { width: WIDTH, height: HEIGHT, data };
const small = { width: 64, height: 64, data: data.subarray(0, 64 * 64 * 4) };

const hash = (bytes) => createHash('sha256').update(bytes).digest('hex');
const threads = { started: 0, ended: 0 };
process.on('worker', (worker) => {
  threads.started++;
  worker.on('exit', () => threads.ended++);
});

const options = { effort: 1, k1: 4, k2: 16 };
const encoded = [hash(neutral.encode(image, options))];
const target = { maxBytes: 2000 };
const searched = [hash(neutral.encodeToTarget(small, target).result.bytes)];
for (const count of [1, 2, 8]) {
  encoded.push(hash(await encodeAsync(image, { ...options, threads: count })));
  searched.push(hash((await encodeToTargetAsync(small, target, { threads: count })).result.bytes));
}

const controller = new AbortController();
const onProgress = (done) => {
  if (done > 0.8) controller.abort(new Error('enough'));
};
const cancelled = await encodeAsync(image, { ...options, threads: 4, signal: controller.signal, onProgress }).then(
  () => 'not at all',
  (error) => error.message,
);
const failed = await encodeAsync(image, { ...options, k2: 0, threads: 4 }).then(
  () => 'not at all',
  (error) => error.name,
);
console.log(JSON.stringify({ encoded, searched, cancelled, failed, threads, endedAt: Date.now() }));
