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
/** Any limit by which the field that holds it is known. */
const MAX_PROBE = 4099;

function inflateAnew(stream: Uint8Array, length: number): Inflated {
  return inflateSync(stream, {
    maxOutputLength: length + 1,
    chunkSize: Math.max(MIN_CHUNK, length + 1),
    finishFlush: constants.Z_FINISH,
    info: true,
  }) as unknown as Inflated;
}

/** What `inflateSync` uses of a stream, and Node keeps for the packages that use it too, such as pngjs and tar's. */
interface EngineParts {
  _outBuffer: unknown;
  _chunkSize: unknown;
  _maxOutputLength: unknown;
  _handle: { close: () => void } | null;
  readonly _processChunk: unknown;
}

type Engine = InflateStream & EngineParts;

/** Done with one stream and ready for the next: making one takes longer than inflating some thousand bytes. */
let spare: Engine | undefined;

/**
 * `inflateSync` with an output buffer of ours, for which Node has no option: its own, a new one for each stream, pile up to
 * tens of megabytes before they are collected. So do its engines, so there is one for all streams.
 *
 * @param scratch - more than `length` bytes
 * @returns undefined when this Node has other parts
 */
function inflateInto(scratch: Uint8Array<ArrayBuffer>, stream: Uint8Array, length: number): Inflated | undefined {
  const engine = spare ?? openEngine();
  if (engine === undefined) return undefined;
  const { _handle: handle, _processChunk: processChunk } = engine as Engine & {
    _handle: NonNullable<Engine['_handle']>;
    _processChunk: (chunk: Uint8Array, flush: number) => Uint8Array;
  };
  spare = undefined;
  engine._outBuffer = bufferOf(scratch);
  engine._chunkSize = length + 1;
  engine._maxOutputLength = length + 1;
  // It would be closed behind the stream.
  const { close } = handle;
  handle.close = () => {};
  try {
    const buffer = processChunk.call(engine, stream, constants.Z_FINISH);
    const { bytesWritten } = engine;
    engine._handle = handle;
    engine._outBuffer = NO_BYTES;
    engine.removeAllListeners('error');
    engine.reset();
    spare = engine;
    return { buffer, engine: { bytesWritten } };
  } finally {
    handle.close = close;
    if (spare === undefined) handle.close();
  }
}

/** The same bytes as the `Buffer` that zlib takes, made once for each scratch buffer. */
function bufferOf(scratch: Uint8Array<ArrayBuffer>): Buffer {
  const known = buffers.get(scratch);
  if (known !== undefined) return known;
  const buffer = Buffer.from(scratch.buffer, scratch.byteOffset, scratch.length);
  buffers.set(scratch, buffer);
  return buffer;
}

const buffers = new WeakMap<Uint8Array, Buffer>();

const NO_BYTES = Buffer.alloc(0);

/** A stream whose parts are all known: all are to be replaced or none, else zlib would be told a wrong length. */
function openEngine(): Engine | undefined {
  const engine = createInflate({ maxOutputLength: MAX_PROBE, chunkSize: MIN_CHUNK }) as Engine;
  const { _outBuffer: output, _chunkSize: chunkSize, _maxOutputLength: most, _handle: handle } = engine;
  const isKnown =
    Buffer.isBuffer(output) &&
    output.length === MIN_CHUNK &&
    chunkSize === MIN_CHUNK &&
    most === MAX_PROBE &&
    typeof handle?.close === 'function' &&
    typeof engine._processChunk === 'function';
  if (isKnown) return engine;
  engine.close();
  return undefined;
}
