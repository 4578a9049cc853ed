/**
 * Inflating by pako, a port of zlib that runs everywhere.
 *
 * pako's `Inflate` class has no limit on its output. Its lower layer writes into the buffer it is given and stops there.
 */

import { Z_BUF_ERROR, Z_FINISH, Z_NO_FLUSH, Z_OK, Z_STREAM_END, ZStream, zlibInflate, zlibInflateInit2 } from 'pako';
import type { Inflate, InflateStream } from './inflate.js';

/** The largest window that a zlib stream may have: 2^15 bytes. */
const WINDOW_BITS = 15;

/**
 * Inflates with pako. It is the default of {@link DecodeOptions.inflate}, and runs on every platform.
 *
 * @example
 * ```ts
 * import { deflateSync } from 'node:zlib';
 * import { inflateWithPako } from 'akm/decode';
 *
 * const stream = deflateSync(Uint8Array.of(1, 2, 3));
 * console.log(inflateWithPako(stream, 3).join(' ')); // 1 2 3
 * ```
 */
export const inflateWithPako: Inflate = (stream, length, scratch = new Uint8Array(length)) => {
  engine ??= makeEngine();
  const { state } = engine;
  state.input = stream;
  state.avail_in = stream.length;
  state.output = scratch;
  state.avail_out = length;
  try {
    const status = zlibInflate(state, Z_FINISH);
    if (status !== Z_STREAM_END) throw new Error(state.msg || describeUnfinished(state));
    if (state.avail_in !== 0) throw new Error(`${state.avail_in} bytes after the stream's end`);
    return scratch.subarray(0, state.total_out);
  } finally {
    engine.reset();
  }
};

/** pako's state, reused for one stream after another. */
interface Engine {
  readonly state: ZStream;
  /** Resets the state. It then holds no bytes of a caller. */
  readonly reset: () => void;
}

/** Shared by all calls: a call inflates its whole stream before it returns. */
let engine: Engine | undefined;

/**
 * pako's own reset allocates tables of 6 kB for each stream, which is gigabytes of garbage for a file of many small bands.
 * The tables are written before they are read, as in zlib, so resetting the fields is enough.
 */
function makeEngine(): Engine {
  const state = makeState();
  const outer = { ...state };
  const inner = { ...state.state };
  const reset = () => {
    Object.assign(state, outer);
    Object.assign(state.state, inner);
  };
  return { state, reset };
}

function makeState(): ZStream {
  const state = new ZStream();
  zlibInflateInit2(state, WINDOW_BITS);
  return state;
}

function describeUnfinished(state: ZStream): string {
  return state.avail_in === 0 ? 'the stream is cut short' : 'the stream inflates to more bytes than expected';
}

/** Opens an {@link InflateStream} by pako. It takes about 50 kB. */
export function openPakoStream(): InflateStream {
  const state = makeState();
  let isEnded = false;
  return {
    inflate(input, output) {
      Object.assign(state, { input, next_in: 0, avail_in: input.length });
      Object.assign(state, { output, next_out: 0, avail_out: output.length });
      const status = zlibInflate(state, Z_NO_FLUSH);
      // `Z_BUF_ERROR` means that there is no input or no room.
      if (status === Z_STREAM_END) isEnded = true;
      else if (status !== Z_OK && status !== Z_BUF_ERROR) throw new Error(state.msg || 'invalid data');
      return { taken: state.next_in, made: state.next_out };
    },
    isEnded: () => isEnded,
  };
}
