/** The studio's worker: does jobs as they come, and stops those that are cancelled. An entry point, not to be imported. */

import type { FromWorker, JobName, ToWorker } from '../protocol.js';
import { JOBS, type JobContext } from './jobs.js';

/** The worker's own end, whose type is not among those of pages. */
const scope = self as unknown as {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker, transfer: Transferable[]): void;
};

const running = new Map<number, AbortController>();

scope.onmessage = ({ data }) => {
  if (data.kind === 'cancel') running.get(data.id)?.abort();
  else void perform(data.id, data.name, data.input);
};

async function perform(id: number, name: JobName, input: unknown): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  const onProgress = (done: number) => scope.postMessage({ kind: 'progress', id, done }, []);
  try {
    const job = JOBS[name] as (input: unknown, context: JobContext) => Promise<unknown>;
    const output = await job(input, { signal: controller.signal, onProgress });
    scope.postMessage({ kind: 'done', id, output }, listBitmaps(output));
  } catch (error) {
    scope.postMessage({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) }, []);
  } finally {
    running.delete(id);
  }
}

/** Bitmaps anywhere in an output: handed over, not copied. */
function listBitmaps(output: unknown): ImageBitmap[] {
  if (output instanceof ImageBitmap) return [output];
  if (Array.isArray(output)) return output.flatMap(listBitmaps);
  const levels = (output as { levels?: unknown }).levels;
  return Array.isArray(levels) ? levels.flatMap(listBitmaps) : [];
}
