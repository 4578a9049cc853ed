/** One decode a URL, however many elements show it. */

import type { DecodeReply, DecodeRequest } from './protocol.js';
import { decodeInWorker } from './worker-pool.js';

/** Who shows a picture. */
export interface Viewer {
  /** Holds what is drawn so far. */
  readonly canvas: HTMLCanvasElement;
  onReply(reply: DecodeReply): void;
  /** Takes over what another viewer has drawn so far, or all of it. */
  onCopy(canvas: HTMLCanvasElement, isWhole: boolean): void;
}

interface SharedDecode {
  readonly viewers: Set<Viewer>;
  cancel: () => void;
  isWhole: boolean;
}

const decodes = new Map<string, SharedDecode>();

/**
 * Has a picture decoded, or joins whoever has it already.
 *
 * @returns leaves; the last to leave cancels the decode
 */
export function joinDecode(request: DecodeRequest, timeout: number, viewer: Viewer): () => void {
  const key = JSON.stringify(request);
  const found = decodes.get(key);
  const decode = found ?? startDecode(key, request, timeout);
  const [first] = decode.viewers;
  decode.viewers.add(viewer);
  if (first !== undefined && first.canvas.width > 0) {
    // Later, as replies come: the caller is still busy starting.
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
    // Who asks again tries again.
    if (reply.kind === 'failed') decodes.delete(key);
    for (const viewer of [...decode.viewers]) viewer.onReply(reply);
  });
  return decode;
}
