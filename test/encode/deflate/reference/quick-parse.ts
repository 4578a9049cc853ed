/** The quick parse in TypeScript: the reference for the kernel `quick-parse`. */

import type { MatchLimits } from '../../../../src/encode/deflate/options.js';
import type { QuickParser } from '../../../../src/encode/deflate/quick-parse.js';
import { makeTokenBuffer, type TokenBuffer, type Tokens } from '../../../../src/encode/deflate/tokens.js';
import {
  QUICK_HASH_BITS as HASH_BITS,
  HASH_FACTOR,
  MAX_DISTANCE,
  MAX_DISTANCE_OF_3,
  MAX_MATCH,
  MIN_MATCH,
  NO_POSITION,
} from '../../../../src/wasm/constants.js';

const RING_MASK = MAX_DISTANCE - 1;

/** Finds the tokens that the kernel must find. */
export class PlainQuickParser implements QuickParser {
  readonly #bytes: Uint8Array;
  readonly #maxDepth: number;
  readonly #niceLength: number;
  /** Latest position of each hash, of four and of three bytes. */
  readonly #latest4 = new Int32Array(1 << HASH_BITS).fill(NO_POSITION);
  readonly #latest3 = new Int32Array(1 << HASH_BITS).fill(NO_POSITION);
  /** Position before, with the same hash of four bytes. */
  readonly #previous4 = new Int32Array(MAX_DISTANCE);
  /** The result of `#search`. */
  #length = 0;
  #distance = 0;
  /** The next position to be entered into the tables. */
  #entered = 0;
  #at = 0;
  readonly #tokens: TokenBuffer;

  /** @param capacity - most positions parsed at once */
  constructor(bytes: Uint8Array, { maxDepth, niceLength }: MatchLimits, capacity: number) {
    this.#bytes = bytes;
    this.#tokens = makeTokenBuffer(capacity);
    this.#maxDepth = maxDepth;
    this.#niceLength = niceLength;
  }

  parse(to: number): Tokens {
    const bytes = this.#bytes;
    const tokens = this.#tokens;
    const { values, distances } = tokens;
    let count = 0;
    let p = this.#at;
    this.#search(p, to, MIN_MATCH - 1, this.#maxDepth);
    while (p < to) {
      const length = this.#length;
      const distance = this.#distance;
      const isMatch = length >= MIN_MATCH && !this.#hasLongerNext(p, to, length);
      values[count] = isMatch ? length : bytes[p];
      distances[count++] = isMatch ? distance : 0;
      p += isMatch ? length : 1;
      // Behind a literal in favour of a longer match, that match is already known.
      if (isMatch || length < MIN_MATCH) this.#search(p, to, MIN_MATCH - 1, this.#maxDepth);
    }
    this.#at = to;
    tokens.count = count;
    return tokens;
  }

  close(): void {}

  /** Whether a longer match begins at the next position. If so, it becomes the result. */
  #hasLongerNext(p: number, to: number, length: number): boolean {
    if (length >= this.#niceLength) return false;
    this.#search(p + 1, to, length, this.#maxDepth >> 1);
    return this.#length > length;
  }

  /** Finds the longest match at a position, if it is longer than `least`; `#length` is 0 if there is none. */
  #search(p: number, to: number, least: number, maxDepth: number): void {
    this.#length = 0;
    const maxLength = Math.min(MAX_MATCH, to - p);
    if (maxLength <= least) return;
    const near = this.#enterUpTo(p);
    const bytes = this.#bytes;
    const previous4 = this.#previous4;
    const lowest = Math.max(0, p - RING_MASK);
    let longest = least;
    let node = previous4[p & RING_MASK];
    for (let depth = maxDepth; node >= lowest && depth > 0; depth--) {
      if (
        bytes[node + longest] === bytes[p + longest] &&
        bytes[node] === bytes[p] &&
        bytes[node + 1] === bytes[p + 1]
      ) {
        let length = 2;
        while (length < maxLength && bytes[node + length] === bytes[p + length]) length++;
        if (length > longest) {
          longest = length;
          this.#length = length;
          this.#distance = p - node;
          if (length >= this.#niceLength || length === maxLength) return;
        }
      }
      node = previous4[node & RING_MASK];
    }
    if (longest >= MIN_MATCH || near < Math.max(0, p - MAX_DISTANCE_OF_3)) return;
    if (bytes[near] === bytes[p] && bytes[near + 1] === bytes[p + 1] && bytes[near + 2] === bytes[p + 2]) {
      this.#length = MIN_MATCH;
      this.#distance = p - near;
    }
  }

  /** Enters the positions up to this one; returns the latest one before it with the same hash of three bytes. */
  #enterUpTo(p: number): number {
    const bytes = this.#bytes;
    const latest4 = this.#latest4;
    const latest3 = this.#latest3;
    const previous4 = this.#previous4;
    const hashable = Math.min(p, bytes.length - 4);
    let near = NO_POSITION;
    let q = this.#entered;
    for (; q <= hashable; q++) {
      const three = bytes[q] | (bytes[q + 1] << 8) | (bytes[q + 2] << 16);
      const hash3 = Math.imul(three, HASH_FACTOR) >>> (32 - HASH_BITS);
      const hash4 = Math.imul(three | (bytes[q + 3] << 24), HASH_FACTOR) >>> (32 - HASH_BITS);
      near = latest3[hash3];
      latest3[hash3] = q;
      previous4[q & RING_MASK] = latest4[hash4];
      latest4[hash4] = q;
    }
    for (; q <= p; q++) {
      near = NO_POSITION;
      previous4[q & RING_MASK] = NO_POSITION;
    }
    this.#entered = p + 1;
    return near;
  }
}
