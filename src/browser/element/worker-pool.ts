/** Workers for decodes: a few at a time. A worker without progress is ended. */

import type { DecodeReply, DecodeRequest } from './protocol.js';

/** The number of connections that browsers open to one host. */
const MAX_WORKERS = 6;

/** Decodes that wait for a worker, in order of arrival. */
const waiting: (() => void)[] = [];
let running = 0;
/** A worker that is kept for the next decode. */
let spare: Worker | undefined;

function startWorker(): Worker {
  return new Worker(new URL('./decode-worker.js', import.meta.url), { type: 'module' });
}

/**
 * Decodes in a worker, as soon as one is free.
 *
 * @param timeout - milliseconds without progress after which the worker is ended and the decode fails
 * @param onReply - called with each reply; `failed` or `done` is the last one
 * @returns a function that cancels the decode; it does nothing when the decode is over
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
      // Later, like all replies: the caller is not ready yet.
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
