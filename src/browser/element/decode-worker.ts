/** The element's worker: fetches a file, decodes it as it arrives, hands pixels over. */

import { AkmError } from '../../error.js';
import { decodeStream } from '../stream/decode-stream.js';
import type { DecodeReply, DecodeRequest } from './protocol.js';

function reply(message: DecodeReply, ...transfer: ArrayBuffer[]): void {
  self.postMessage(message, { transfer });
}

/** Milliseconds between two signs of life. */
const SIGN_EVERY = 200;

/** Tells now and then that bytes are coming. */
function signalBytes(stream: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  let signalledAt = Date.now();
  const signal = new TransformStream<Uint8Array, Uint8Array>({
    transform(bytes, controller) {
      if (Date.now() - signalledAt > SIGN_EVERY) {
        reply({ kind: 'alive' });
        signalledAt = Date.now();
      }
      controller.enqueue(bytes);
    },
  });
  return stream.pipeThrough(signal);
}

async function decodeFrom({ url, ...limits }: DecodeRequest): Promise<void> {
  const response = await fetch(url);
  if (!response.ok || response.body === null) throw new AkmError('network', `HTTP status ${response.status}`);
  await decodeStream(signalBytes(response.body), limits, {
    onSize: (width, height) => reply({ kind: 'size', width, height }),
    onBlocks: (blocks, columns, side) => {
      const words = blocks.slice();
      reply({ kind: 'blocks', words, columns, side }, words.buffer);
    },
    onRows: (rows, top) => {
      const words = rows.slice();
      reply({ kind: 'rows', words, top }, words.buffer);
    },
  });
}

self.onmessage = async ({ data }: MessageEvent<DecodeRequest>) => {
  try {
    await decodeFrom(data);
    reply({ kind: 'done' });
  } catch (error) {
    const fault = { name: 'AkmError', code: 'network', message: String(error) };
    // Own fields of ours (section, offset, limit ...) travel, but for a cause.
    if (error instanceof AkmError) Object.assign(fault, error, { message: error.message });
    reply({ kind: 'failed', fault });
  }
};
