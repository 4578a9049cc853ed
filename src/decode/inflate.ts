/** Inflating exactly one zlib stream to exactly the length that is known beforehand. */

import { Z_FINISH, Z_STREAM_END, ZStream, zlibInflate, zlibInflateInit2 } from 'pako';
import { OptionError } from '../error.js';
import { checkInflatedLength, checkInflateRatio, type StreamPlace, wrapInflateError } from './inflate-checks.js';

/**
 * Inflates a whole zlib stream (RFC 1950) of known inflated length.
 *
 * Must throw, with any error, when the stream is invalid, is cut short, is followed by further bytes, needs a preset
 * dictionary, or inflates to more than `length` bytes; must not allocate much more than `length` bytes.
 */
export type Inflate = (stream: Uint8Array, length: number) => Uint8Array;

/**
 * {@link Inflate} by pako: runs everywhere.
 *
 * pako's `Inflate` class has no cap on its output; its lower layer writes into the buffer it is given and stops there.
 */
export const inflateWithPako: Inflate = (stream, length) => {
  const state = new ZStream();
  zlibInflateInit2(state, 15);
  state.input = stream;
  state.avail_in = stream.length;
  state.output = new Uint8Array(length);
  state.avail_out = length;
  const status = zlibInflate(state, Z_FINISH);
  if (status !== Z_STREAM_END) throw new Error(state.msg || describeUnfinished(state));
  if (state.avail_in !== 0) throw new Error(`${state.avail_in} bytes behind the stream's end`);
  return state.output.subarray(0, state.total_out);
};

function describeUnfinished(state: ZStream): string {
  return state.avail_in === 0 ? 'the stream is cut short' : 'the stream inflates to more than it should';
}

/**
 * Inflates a stream of the file and requires exactly `length` bytes.
 *
 * @throws FormatError with the given code, section and offset, whatever the reason
 */
export function inflateExactly(inflate: Inflate, stream: Uint8Array, length: number, at: StreamPlace): Uint8Array {
  checkInflateRatio(stream, length, at);
  const bytes = callInflate(inflate, stream, length, at);
  checkInflatedLength(bytes, length, at);
  return bytes;
}

function callInflate(inflate: Inflate, stream: Uint8Array, length: number, at: StreamPlace): Uint8Array {
  let inflated: Uint8Array;
  try {
    inflated = inflate(stream, length);
  } catch (cause) {
    throw wrapInflateError(cause, at);
  }
  if (!(inflated instanceof Uint8Array)) throw new OptionError('inflate', 'expected it to return a Uint8Array');
  // A plain Uint8Array even of a Buffer, whose `slice` would not copy.
  return new Uint8Array(inflated.buffer, inflated.byteOffset, inflated.length);
}
