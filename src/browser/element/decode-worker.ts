/** The element's worker: fetches a file, decodes it as it arrives, and transfers pixels to the page. */

import { AkmError } from '../../error.js';
import { decodeStream } from '../stream/decode-stream.js';
import type { DecodeReply, DecodeRequest } from './protocol.js';

function reply(message: DecodeReply): void {
  self.postMessage(message, { transfer: 'words' in message ? [message.words.buffer] : [] });
}

async function decodeFrom(request: DecodeRequest): Promise<void> {
  const response = await fetch(request.url);
  if (!response.ok || response.body === null) throw new AkmError('network', `HTTP status ${response.status}`);
  await decodeStream(response.body, request, {
    onProgress: () => reply({ kind: 'alive' }),
    onSize: (width, height) => reply({ kind: 'size', width, height }),
    onBlocks: (words, width, side) => reply({ kind: 'blocks', words, width, side }),
    onRows: (rows, top) => reply({ kind: 'rows', words: rows.slice(), top }),
  });
}

self.onmessage = async ({ data }: MessageEvent<DecodeRequest>) => {
  try {
    await decodeFrom(data);
    reply({ kind: 'done' });
  } catch (error) {
    const fault = { code: 'network', message: String(error) };
    // Copies the fields of a library error (section, offset, limit ...), but not its cause.
    if (error instanceof AkmError) Object.assign(fault, error, { message: error.message });
    reply({ kind: 'failed', fault });
  }
};
