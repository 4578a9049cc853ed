/** One decode for each URL, even if several elements show it. */

import type { DecodeReply, DecodeRequest } from './protocol.js';
import { decodeInWorker } from './worker-pool.js';

/** An element that shows a picture. */
export interface Viewer {
  /** Has what is drawn so far. */
  readonly canvas: HTMLCanvasElement;
  onReply(reply: DecodeReply): void;
  /** Copies what another viewer has drawn so far, or all of it. */
  onCopy(canvas: HTMLCanvasElement, isWhole: boolean): void;
}

interface SharedDecode {
  readonly viewers: Set<Viewer>;
  cancel: () => void;
  isWhole: boolean;
}

const decodes = new Map<string, SharedDecode>();

/**
 * Decodes a picture, or joins a running or finished decode of it.
 *
 * @returns a function that leaves the decode; when the last viewer leaves, it is cancelled
 */
export function joinDecode(request: DecodeRequest, timeout: number, viewer: Viewer): () => void {
  const key = JSON.stringify(request);
  const found = decodes.get(key);
  const decode = found ?? startDecode(key, request, timeout);
  const [first] = decode.viewers;
  decode.viewers.add(viewer);
  if (first !== undefined && first.canvas.width > 0) {
    // Later, like all replies: the caller has not finished its start.
    queueMicrotask(() => {
      if (decode.viewers.has(viewer)) viewer.onCopy(first.canvas, decode.isWhole);
    });
  }
  return () => {
    decode.viewers.delete(viewer);
    if (decode.viewers.size > 0) return;
    decode.cancel();
    if (decodes.get(key) === decode) decodes.delete(key);
  };
}

function startDecode(key: string, request: DecodeRequest, timeout: number): SharedDecode {
  const decode: SharedDecode = { viewers: new Set(), cancel: () => {}, isWhole: false };
  decodes.set(key, decode);
  decode.cancel = decodeInWorker(request, timeout, (reply) => {
    if (reply.kind === 'done') decode.isWhole = true;
    // The next request tries again.
    if (reply.kind === 'failed') decodes.delete(key);
    for (const viewer of [...decode.viewers]) viewer.onReply(reply);
  });
  return decode;
}
