/** What the picture readers use of `node:zlib`, for the page: the bundler puts this in its place. By pako. */

import {
  Z_BUF_ERROR,
  Z_FINISH,
  Z_NO_FLUSH,
  Z_OK,
  Z_STREAM_END,
  Z_SYNC_FLUSH,
  ZStream,
  zlibInflate,
  zlibInflateInit2,
} from 'pako';
import { crc32 as crc32OfRange } from '../../../../bits/crc32.js';

/** The options that the readers give. */
interface InflateOptions {
  /** Most bytes that may come out. */
  readonly maxOutputLength: number;
  /** Size of the block that is filled; `maxOutputLength` unless told. */
  readonly chunkSize?: number;
  /** Whether to return, beside the bytes, how many were taken in. */
  readonly info?: true;
}

const WINDOW_BITS = 15;

/** The ways to end a step. */
export const constants = { Z_NO_FLUSH, Z_FINISH, Z_SYNC_FLUSH } as const;

/** CRC-32 of all bytes. */
export function crc32(bytes: Uint8Array): number {
  return crc32OfRange(bytes);
}

/**
 * Inflates a zlib stream at the start of `packed`.
 *
 * @throws Error with the `code` that Node gives it
 */
export function inflateSync(packed: Uint8Array, { maxOutputLength, chunkSize, info }: InflateOptions): unknown {
  const state = new ZStream();
  zlibInflateInit2(state, WINDOW_BITS);
  state.input = packed;
  state.avail_in = packed.length;
  const block = new Uint8Array(Math.max(chunkSize ?? 0, maxOutputLength));
  state.output = block;
  state.avail_out = maxOutputLength;
  let status = zlibInflate(state, Z_FINISH);
  const length = state.total_out;
  if (status !== Z_STREAM_END && state.avail_out === 0) {
    // All room is taken: whether there is more, or only the stream's end, shows with a byte of room.
    state.output = new Uint8Array(1);
    state.next_out = 0;
    state.avail_out = 1;
    status = zlibInflate(state, Z_FINISH);
  }
  if (state.total_out > length) throw faultOf('ERR_BUFFER_TOO_LARGE', 'more bytes than allowed');
  if (status === Z_OK || status === Z_BUF_ERROR) throw faultOf('Z_BUF_ERROR', 'unexpected end of file');
  if (status !== Z_STREAM_END) throw faultOf('Z_DATA_ERROR', state.msg || 'invalid data');
  const buffer = block.subarray(0, length);
  return info ? { buffer, engine: { bytesWritten: packed.length - state.avail_in } } : buffer;
}

/** The parts of Node's stream that the reader of PNGs works with, see `io/png-idat.ts`. */
export function createInflate() {
  const stream = new ZStream();
  zlibInflateInit2(stream, WINDOW_BITS);
  const state = new Uint32Array(2);
  const handle = {
    onerror: (_message: string, _errno: number, _code: string): void => {},
    writeSync(
      flush: 0 | 4,
      input: Uint8Array,
      at: number,
      length: number,
      output: Uint8Array,
      to: number,
      room: number,
    ): void {
      Object.assign(stream, { input, next_in: at, avail_in: length, output, next_out: to, avail_out: room });
      const status = zlibInflate(stream, flush);
      state[0] = stream.avail_out;
      state[1] = stream.avail_in;
      const isGoing = status === Z_OK || status === Z_BUF_ERROR;
      if (isGoing && flush === Z_FINISH && stream.avail_out > 0) {
        handle.onerror('unexpected end of file', Z_BUF_ERROR, 'Z_BUF_ERROR');
      } else if (!isGoing && status !== Z_STREAM_END) {
        handle.onerror(stream.msg || 'invalid data', status, 'Z_DATA_ERROR');
      }
    },
  };
  return { _handle: handle, _writeState: state, close() {} };
}

function faultOf(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
