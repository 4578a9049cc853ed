/** The quick parse as a WebAssembly kernel, where there is one to be had. */

import { instantiateKernel, MemoryLayout } from '../kernels/instantiate.js';
import { MODULE } from '../kernels/wasm/quick-parse.js';
import type { MatchLimits } from './match-finder.js';
import { HASH_BITS, NO_POSITION, PlainQuickParser, type QuickParser } from './quick-parse.js';
import { MAX_DISTANCE, tokenBufferIn, tokenBytes } from './tokens.js';

interface Functions {
  begin(
    bytes: number,
    count: number,
    latest4: number,
    latest3: number,
    previous4: number,
    depth: number,
    nice: number,
  ): void;
  parse(to: number, values: number, distances: number): number;
}

/** The kernel compares eight bytes at once. */
const PADDING = 8;

/**
 * @param capacity - most positions parsed at once
 * @returns the kernel, or else its reference
 */
export function makeQuickParser(bytes: Uint8Array, limits: MatchLimits, capacity: number): QuickParser {
  return openQuickParser(bytes, limits, capacity) ?? new PlainQuickParser(bytes, limits, capacity);
}

function openQuickParser(bytes: Uint8Array, limits: MatchLimits, capacity: number): QuickParser | undefined {
  const layout = new MemoryLayout();
  const latest4At = layout.reserve(4 << HASH_BITS);
  const latest3At = layout.reserve(4 << HASH_BITS);
  const previous4At = layout.reserve(4 * MAX_DISTANCE);
  const bytesAt = layout.reserve(bytes.length + PADDING);
  const tokensAt = layout.reserve(tokenBytes(capacity));
  const kernel = instantiateKernel<Functions>(MODULE, layout.bytes);
  if (kernel === undefined) return undefined;
  const { call, memory, release } = kernel;
  new Int32Array(memory, latest4At, 1 << HASH_BITS).fill(NO_POSITION);
  new Int32Array(memory, latest3At, 1 << HASH_BITS).fill(NO_POSITION);
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
