/** Requests to a worker that is cancelled, replaced or broken. */

import { describe, expect, it, vi } from 'vitest';
import type { FromWorker, ToWorker } from '../../../src/apps/studio/page/protocol.js';
import { WorkerClient } from '../../../src/apps/studio/page/worker-client.js';

/** A worker that records all messages and answers when the test says so. */
class SilentWorker {
  onmessage: ((event: { data: FromWorker }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  readonly heard: ToWorker[] = [];
  isTerminated = false;
  postMessage(message: ToWorker): void {
    this.heard.push(message);
  }
  terminate(): void {
    this.isTerminated = true;
  }
  say(data: FromWorker): void {
    this.onmessage?.({ data });
  }
}

function makeClient() {
  const workers: SilentWorker[] = [];
  const client = new WorkerClient(() => {
    workers.push(new SilentWorker());
    return workers.at(-1) as unknown as Worker;
  });
  return { client, workers };
}

const file = { id: 1, blob: new Blob() };

describe('the client of the worker', () => {
  it('starts one worker, reports progress, and gives each job its own output', async () => {
    const { client, workers } = makeClient();
    const seen: number[] = [];
    const first = client.run('draw', { file }, { onProgress: (done) => seen.push(done) });
    const second = client.run('writePng', { file });
    const [{ id }, other] = workers[0].heard;
    workers[0].say({ kind: 'progress', id, done: 0.5 });
    workers[0].say({ kind: 'done', id: other.id, output: 'png' });
    workers[0].say({ kind: 'done', id, output: 'levels' });
    expect([await first, await second, seen, workers.length]).toEqual(['levels', 'png', [0.5], 1]);
  });

  it('rejects a cancelled job at once, and keeps a worker that stops it in time', async () => {
    vi.useFakeTimers();
    const { client, workers } = makeClient();
    const controller = new AbortController();
    const job = client.run('draw', { file }, { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(job).rejects.toThrow('enough');
    const [{ id }, cancel] = workers[0].heard;
    expect(cancel).toEqual({ kind: 'cancel', id });
    workers[0].say({ kind: 'failed', id, message: 'aborted' });
    vi.advanceTimersByTime(5000);
    expect(workers[0].isTerminated).toBe(false);
    vi.useRealTimers();
  });

  it('replaces a hanging worker within a second, and gives the new one the other jobs', async () => {
    vi.useFakeTimers();
    const { client, workers } = makeClient();
    const controller = new AbortController();
    client.run('encode', { picture: file, options: {} }, { signal: controller.signal }).catch(() => {});
    const other = client.run('draw', { file });
    controller.abort();
    vi.advanceTimersByTime(1000);
    expect([workers.length, workers[0].isTerminated]).toEqual([2, true]);
    const [again] = workers[1].heard;
    expect(again).toMatchObject({ kind: 'request', name: 'draw', input: { file } });
    workers[1].say({ kind: 'done', id: again.id, output: 'levels' });
    expect(await other).toBe('levels');
    vi.useRealTimers();
  });

  it('fails all jobs of a worker that breaks, and starts another for the next', async () => {
    const { client, workers } = makeClient();
    const job = client.run('draw', { file });
    workers[0].onerror?.({ message: 'out of memory' });
    await expect(job).rejects.toThrow('out of memory');
    const next = client.run('draw', { file });
    workers[1].say({ kind: 'done', id: workers[1].heard[0].id, output: 'levels' });
    expect(await next).toBe('levels');
  });

  it('says why a worker did not start', async () => {
    const client = new WorkerClient(() => {
      throw new Error('no workers here');
    });
    await expect(client.run('draw', { file })).rejects.toThrow('no workers here');
  });
});
