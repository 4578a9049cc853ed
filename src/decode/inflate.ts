/** Inflating exactly one zlib stream to exactly the length that is known beforehand. */

import { Z_FINISH, Z_STREAM_END, ZStream, zlibInflate, zlibInflateInit2 } from 'pako';
import { viewBytes } from '../check.js';
import { OptionError } from '../error.js';
import { allocateBytes } from './allocate.js';
import { checkInflatedLength, checkInflateRatio, type StreamPlace, wrapInflateError } from './inflate-checks.js';

/**
 * Inflates a whole zlib stream (RFC 1950) of known inflated length.
 *
 * Must throw, with any error, when the stream is invalid, is cut short, is followed by further bytes, needs a preset
 * dictionary, or inflates to more than `length` bytes; must not allocate much more than `length` bytes.
 *
 * @param scratch - more than `length` bytes, if given. What is returned may be a part of it, and is then done with when the
 *   function is called with it again: planes that lie there are no garbage, of which bands would leave a plane each. Without
 *   it, what is returned is kept.
 */
export type Inflate = (stream: Uint8Array, length: number, scratch?: Uint8Array<ArrayBuffer>) => Uint8Array;

/**
 * {@link Inflate} by pako: runs everywhere.
 *
 * pako's `Inflate` class has no cap on its output; its lower layer writes into the buffer it is given and stops there.
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
    if (state.avail_in !== 0) throw new Error(`${state.avail_in} bytes behind the stream's end`);
    return scratch.subarray(0, state.total_out);
  } finally {
    engine.reset();
  }
};

/** pako's state, used for one stream after the other. */
interface Engine {
  readonly state: ZStream;
  /** Makes it what it was before the first stream; it then holds on to no bytes of a caller's. */
  readonly reset: () => void;
}

/** Of this module, as there is no waiting amid a stream. */
let engine: Engine | undefined;

/**
 * pako's own reset makes tables of 6 kB for each stream, which would be gigabytes of garbage for a file of many small bands.
 * They are written before they are read, as zlib's are: putting the fields back suffices.
 */
function makeEngine(): Engine {
  const state = new ZStream();
  zlibInflateInit2(state, 15);
  const outer = { ...state };
  const inner = { ...state.state };
  const reset = () => {
    Object.assign(state, outer);
    Object.assign(state.state, inner);
  };
  return { state, reset };
}

function describeUnfinished(state: ZStream): string {
  return state.avail_in === 0 ? 'the stream is cut short' : 'the stream inflates to more than it should';
}

/** What a scratch buffer has beyond what is asked, so that planes which get longer from band to band seldom need another. */
const ROOM = 1.5;

/** @returns more than `length` bytes of any value: the same ones at each call, as long as they suffice */
export type Scratch = (length: number) => Uint8Array<ArrayBuffer>;

/**
 * Makes memory that one stream after the other is inflated to.
 *
 * @param most - bytes that a stream may have at most
 */
export function makeScratch(most = Number.POSITIVE_INFINITY): Scratch {
  let bytes = new Uint8Array(0);
  return (length) => {
    if (bytes.length <= length) bytes = allocateBytes(Math.min(Math.ceil(length * ROOM), most) + 1);
    return bytes;
  };
}

/**
 * Inflates a stream of the file and requires exactly `length` bytes.
 *
 * @param scratch - where they may lie; they are then valid until it is used again
 * @throws FormatError with the given code, section and offset, whatever the reason
 */
export function inflateExactly(
  inflate: Inflate,
  stream: Uint8Array,
  length: number,
  at: StreamPlace,
  scratch?: Scratch,
): Uint8Array {
  checkInflateRatio(stream.length, length, at);
  const bytes = callInflate(inflate, stream, length, at, scratch);
  checkInflatedLength(bytes, length, at);
  return bytes;
}

function callInflate(
  inflate: Inflate,
  stream: Uint8Array,
  length: number,
  at: StreamPlace,
  scratch: Scratch | undefined,
): Uint8Array {
  const target = scratch?.(length);
  const size = stream.length;
  let inflated: unknown;
  try {
    inflated = inflate(stream, length, target);
  } catch (cause) {
    throw wrapInflateError(cause, at);
  }
  if (stream.length !== size) throw new OptionError('inflate', 'expected it to leave the bytes where they are');
  if (!(inflated instanceof Uint8Array)) throw new OptionError('inflate', 'expected it to return a Uint8Array');
  // A plain Uint8Array even of a Buffer, whose `slice` would not copy.
  return viewBytes('inflate', inflated);
}
