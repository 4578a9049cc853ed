/**
 * A fast parse: at each position the longest match among a few recent places, unless the next position has a longer one.
 *
 * The kernel `quick-parse` does it.
 */

import { MAX_DISTANCE, NO_POSITION, QUICK_HASH_BITS, QUICK_PADDING } from '../../wasm/constants.js';
import { instantiateKernel, MemoryLayout } from '../../wasm/kernel.js';
import { MODULE } from '../../wasm/modules/quick-parse.js';
import type { MatchLimits } from './options.js';
import { type Tokens, tokenBufferIn, tokenBytes } from './tokens.js';

/** Parses an input in order, a segment at a time. */
export interface QuickParser {
  /**
   * Parses the next positions.
   *
   * @param to - one past the last position
   * @returns tokens that the next call overwrites
   */
  parse(to: number): Tokens;
  /** Releases its memory, including the tokens. */
  close(): void;
}

/**
 * @param capacity - most positions parsed at once
 */
export function makeQuickParser(bytes: Uint8Array, limits: MatchLimits, capacity: number): QuickParser {
  const layout = new MemoryLayout();
  const latest4At = layout.reserve(4 << QUICK_HASH_BITS);
  const latest3At = layout.reserve(4 << QUICK_HASH_BITS);
  const previous4At = layout.reserve(4 * MAX_DISTANCE);
  const bytesAt = layout.reserve(bytes.length + QUICK_PADDING);
  const tokensAt = layout.reserve(tokenBytes(capacity));
  const { call, memory, release } = instantiateKernel(MODULE, layout.bytes);
  new Int32Array(memory, latest4At, 1 << QUICK_HASH_BITS).fill(NO_POSITION);
  new Int32Array(memory, latest3At, 1 << QUICK_HASH_BITS).fill(NO_POSITION);
  new Uint8Array(memory, bytesAt, bytes.length).set(bytes);
  call.begin(bytesAt, bytes.length, latest4At, latest3At, previous4At, limits.maxDepth, limits.niceLength);
  const tokens = tokenBufferIn(memory, tokensAt, capacity);
  return {
    parse(to) {
      tokens.count = call.parse(to, tokens.values.byteOffset, tokens.distances.byteOffset);
      return tokens;
    },
    close: release,
  };
}
