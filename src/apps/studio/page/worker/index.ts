/** The studio's worker: answers requests, and stops cancelled ones. An entry point, not to be imported. */

import type { FromWorker, RequestName, ToWorker } from '../protocol.js';
import { HANDLERS, type RequestContext } from './handlers.js';

/** The worker's global scope, whose type is not part of the page's types. */
const scope = self as unknown as {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker, transfer: Transferable[]): void;
};

const running = new Map<number, AbortController>();

scope.onmessage = ({ data }) => {
  if (data.kind === 'cancel') running.get(data.id)?.abort();
  else void perform(data.id, data.name, data.input);
};

async function perform(id: number, name: RequestName, input: unknown): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  const onProgress = (done: number) => scope.postMessage({ kind: 'progress', id, done }, []);
  try {
    const handle = HANDLERS[name] as (input: unknown, context: RequestContext) => Promise<unknown>;
    const output = await handle(input, { signal: controller.signal, onProgress });
    scope.postMessage({ kind: 'done', id, output }, listBitmaps(output));
  } catch (error) {
    scope.postMessage({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) }, []);
  } finally {
    running.delete(id);
  }
}

/** Lists the bitmaps in an output, which are transferred instead of copied. */
function listBitmaps(output: unknown): ImageBitmap[] {
  if (output instanceof ImageBitmap) return [output];
  if (Array.isArray(output)) return output.flatMap(listBitmaps);
  const levels = (output as { levels?: unknown }).levels;
  return Array.isArray(levels) ? levels.flatMap(listBitmaps) : [];
}
