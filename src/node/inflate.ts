/** Inflating by Node's own zlib: about four times as fast as pako. */

import { constants, createInflate, type Inflate as InflateStream, inflateSync } from 'node:zlib';
import type { Inflate } from '../decode/inflate.js';

/** {@link Inflate} by `node:zlib`; to the scratch buffer, or one buffer of the expected length, nothing copied. */
export const inflateWithZlib: Inflate = (stream, length, scratch) => {
  const { buffer, engine } = (scratch && inflateInto(scratch, stream, length)) ?? inflateAnew(stream, length);
  if (engine.bytesWritten !== stream.length) {
    throw new Error(`${stream.length - engine.bytesWritten} bytes behind the stream's end`);
  }
  return buffer;
};

interface Inflated {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

/** The smallest chunk that zlib takes. */
const MIN_CHUNK = constants.Z_MIN_CHUNK;

function inflateAnew(stream: Uint8Array, length: number): Inflated {
  return inflateSync(stream, {
    maxOutputLength: length + 1,
    chunkSize: Math.max(MIN_CHUNK, length + 1),
    finishFlush: constants.Z_FINISH,
    info: true,
  }) as unknown as Inflated;
}

/** What `inflateSync` uses of a stream, and Node keeps for the packages that use it too, such as pngjs. */
interface EngineParts {
  _outBuffer: unknown;
  _chunkSize: unknown;
  readonly _processChunk: unknown;
}

/**
 * `inflateSync` with an output buffer of ours, for which Node has no option: its own, a new one for each stream, pile up to
 * tens of megabytes before they are collected.
 *
 * @param scratch - more than `length` bytes
 * @returns undefined when this Node has other parts
 */
function inflateInto(scratch: Uint8Array<ArrayBuffer>, stream: Uint8Array, length: number): Inflated | undefined {
  const engine = createInflate({ maxOutputLength: length + 1, chunkSize: MIN_CHUNK }) as InflateStream & EngineParts;
  const { _outBuffer: output, _chunkSize: chunkSize, _processChunk: processChunk } = engine;
  // Both are to be replaced or none: else zlib would be told a wrong length.
  const isKnown = Buffer.isBuffer(output) && output.length === MIN_CHUNK && chunkSize === MIN_CHUNK;
  if (!isKnown || typeof processChunk !== 'function') {
    engine.close();
    return undefined;
  }
  engine._outBuffer = Buffer.from(scratch.buffer, scratch.byteOffset, length + 1);
  engine._chunkSize = length + 1;
  return { buffer: processChunk.call(engine, stream, constants.Z_FINISH), engine };
}
