/** Workers for decodes: a few at a time, each ended when its decode gives no sign of life. */

import type { DecodeReply, DecodeRequest } from './protocol.js';

/** As many as browsers load from one host. */
const MAX_WORKERS = 6;

/** Decodes that wait for a worker, first come, first served. */
const waiting: (() => void)[] = [];
let running = 0;
/** One is kept for the next decode. */
let spare: Worker | undefined;

function startWorker(): Worker {
  return new Worker(new URL('./decode-worker.js', import.meta.url), { type: 'module' });
}

/**
 * Decodes in a worker, as soon as one is free.
 *
 * @param timeout - milliseconds without a sign of life after which the worker is ended, and the decode has failed
 * @param onReply - is called with each reply; one that is `failed` or `done` is the last
 * @returns cancels the decode; does nothing when it is over
 */
export function decodeInWorker(
  request: DecodeRequest,
  timeout: number,
  onReply: (reply: DecodeReply) => void,
): () => void {
  let worker: Worker | undefined;
  let timer: ReturnType<typeof setTimeout>;

  const watch = () => {
    clearTimeout(timer);
    timer = setTimeout(() => fail('timeout', `no sign of life for ${timeout} ms`), timeout);
  };
  const finish = (isReusable: boolean) => {
    clearTimeout(timer);
    if (worker === undefined) return;
    worker.onmessage = worker.onerror = null;
    if (isReusable && spare === undefined) spare = worker;
    else worker.terminate();
    worker = undefined;
    running--;
    waiting.shift()?.();
  };
  const fail = (code: string, message: string) => {
    finish(false);
    onReply({ kind: 'failed', fault: { code, message } });
  };
  const start = () => {
    try {
      worker = spare ?? startWorker();
    } catch (error) {
      // Later, as every reply: the caller is not ready for it yet.
      queueMicrotask(() => fail('worker', String(error)));
      return;
    }
    running++;
    spare = undefined;
    worker.onerror = () => fail('worker', 'the worker did not start, or broke');
    worker.onmessage = ({ data }: MessageEvent<DecodeReply>) => {
      watch();
      if (data.kind === 'done' || data.kind === 'failed') finish(true);
      onReply(data);
    };
    worker.postMessage(request);
    watch();
  };

  if (running < MAX_WORKERS) start();
  else waiting.push(start);
  return () => {
    const place = waiting.indexOf(start);
    if (place >= 0) waiting.splice(place, 1);
    finish(false);
  };
}
