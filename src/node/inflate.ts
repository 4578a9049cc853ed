/** Inflates with Node's zlib, which is about four times as fast as pako. */

import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { constants, inflateSync } from 'node:zlib';
import type { Inflate } from '../inflate/inflate.js';
import { inflateWithPako } from '../inflate/pako.js';

/** Shorter streams go to pako: `inflateSync` makes an engine for each stream, which takes 2 to 3 µs. */
const MIN_LENGTH = 1024;

/**
 * Inflates with `node:zlib`. It is the default of `akm/node`.
 *
 * With `scratch`, the bytes lie in a buffer that the next call with the same `scratch` frees.
 *
 * @example
 * ```ts
 * import { deflateSync } from 'node:zlib';
 * import { inflateWithZlib } from 'akm/node';
 *
 * const stream = deflateSync(Uint8Array.of(1, 2, 3));
 * console.log(inflateWithZlib(stream, 3).join(' ')); // 1 2 3
 * ```
 */
export const inflateWithZlib: Inflate = (stream, length, scratch) => {
  if (length < MIN_LENGTH) return inflateWithPako(stream, length, scratch);
  if (scratch !== undefined) freeLast(scratch);
  // zlib stops at one byte more than expected. With a chunk of that size it writes to one buffer and joins none.
  const room = length + 1;
  const { buffer, engine } = inflateSync(stream, {
    maxOutputLength: room,
    chunkSize: room,
    finishFlush: constants.Z_FINISH,
    info: true,
  }) as unknown as Inflated;
  if (engine.bytesWritten !== stream.length) {
    throw new Error(`${stream.length - engine.bytesWritten} bytes after the stream's end`);
  }
  // A buffer of less than 4 KiB is a part of Node's shared buffer.
  if (scratch !== undefined && buffer.buffer.byteLength === room) lastBuffers.set(scratch, buffer.buffer);
  return buffer;
};

/** The result of `inflateSync` with `info`. */
interface Inflated {
  readonly buffer: Uint8Array<ArrayBuffer>;
  readonly engine: { readonly bytesWritten: number };
}

/** The buffer of the last call, by the scratch that was passed. */
const lastBuffers = new WeakMap<Uint8Array, ArrayBuffer>();

/**
 * Frees the buffer of the last call with a scratch. The garbage collector would let up to 90 MB of such buffers accumulate.
 *
 * Node drops a message to a closed port, and frees the memory that was transferred with it. From Node 22 on,
 * `ArrayBuffer.prototype.transfer(0)` does the same.
 */
function freeLast(scratch: Uint8Array): void {
  const last = lastBuffers.get(scratch);
  if (last === undefined) return;
  lastBuffers.delete(scratch);
  closedPort ??= openClosedPort();
  closedPort.postMessage(undefined, [last]);
}

let closedPort: MessagePort | undefined;

function openClosedPort(): MessagePort {
  const { port1 } = new MessageChannel();
  port1.close();
  return port1;
}
