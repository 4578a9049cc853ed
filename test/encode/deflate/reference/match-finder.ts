/**
 * All useful matches at each position, in TypeScript: the reference for the kernel `deflate`. See there.
 */

import { clipMatches, type MatchTable } from '../../../../src/encode/deflate/match-table.js';
import type { MatchLimits } from '../../../../src/encode/deflate/options.js';
import { DISTANCE_SYMBOL } from '../../../../src/encode/deflate/tokens.js';
import {
  FINDER_HASH_BITS as HASH_BITS,
  HASH_FACTOR,
  LENGTH_SHIFT,
  MAX_DISTANCE,
  MAX_FOUND_DISTANCE,
  MAX_MATCH,
  MIN_MATCH,
  NO_POSITION,
  SYMBOL_MASK,
  SYMBOL_SHIFT,
  WHOLE_FLAG,
} from '../../../../src/wasm/constants.js';

const RING = MAX_DISTANCE;
const RING_MASK = RING - 1;
/** Four bytes are compared as one integer; this makes the signed order that of the bytes. */
const SIGN_BIT = -0x80000000;
const VIEW_PADDING = 8;

export function distanceSymbolOf(match: number): number {
  return (match >>> SYMBOL_SHIFT) & SYMBOL_MASK;
}

/** Finds the matches of all positions of an input, in order, a segment at a time. */
export class MatchFinder {
  readonly #bytes: Uint8Array;
  readonly #limits: MatchLimits;
  readonly #roots = new Int32Array(1 << HASH_BITS).fill(NO_POSITION);
  /** Two children of each position of the ring: where smaller bytes follow, where larger ones follow. */
  readonly #children = new Int32Array(2 * RING);
  readonly #latest3 = new Int32Array(1 << HASH_BITS).fill(NO_POSITION);
  readonly #previous3 = new Int32Array(RING);
  #at = 0;
  #packed = new Uint32Array(0);
  #starts = new Uint32Array(0);

  constructor(bytes: Uint8Array, limits: MatchLimits) {
    this.#bytes = bytes;
    this.#limits = limits;
  }

  /**
   * The matches of the next positions; none of them reaches past the last of these positions.
   *
   * @param to - one past the last position; the table ends earlier when it holds `maxMatches` matches
   * @returns a table that the next call overwrites
   */
  find(to: number, maxMatches: number): MatchTable {
    const from = this.#at;
    // A position has at most one match of each length.
    if (this.#packed.length < maxMatches + MAX_MATCH) this.#packed = new Uint32Array(maxMatches + MAX_MATCH);
    if (this.#starts.length < to - from + 1) this.#starts = new Uint32Array(to - from + 1);
    this.#scan(to, maxMatches);
    const table = { from, to: this.#at, starts: this.#starts, packed: this.#packed };
    clipMatches(table);
    return table;
  }

  /** A view of bytes of the input with a few zeros behind, so that four bytes can be read at once anywhere. */
  #view(begin: number, end: number): DataView {
    const part = this.#bytes.subarray(begin, end);
    const padded = new Uint8Array(part.length + MAX_MATCH + VIEW_PADDING);
    padded.set(part);
    return new DataView(padded.buffer);
  }

  /**
   * Looks at the positions up to `to`, or until the table is full.
   *
   * One long function, in the order of the kernel's two searches.
   */
  #scan(to: number, maxMatches: number): void {
    const { maxDepth, niceLength } = this.#limits;
    const bytes = this.#bytes;
    const roots = this.#roots;
    const children = this.#children;
    const latest3 = this.#latest3;
    const previous3 = this.#previous3;
    const starts = this.#starts;
    const packed = this.#packed;
    const from = this.#at;
    const base = Math.max(0, from - MAX_DISTANCE);
    const view = this.#view(base, to + MAX_MATCH);
    let found = 0;
    let coveredTo = from;
    // At the position before, the longest match; so far it goes on at least.
    let knownLength = 0;
    let knownDistance = 0;
    let p = from;
    for (; p < to && found < maxMatches; p++) {
      starts[p - from] = found;
      const maxLength = Math.min(MAX_MATCH, bytes.length - p);
      if (maxLength < MIN_MATCH) continue;
      const lowest = Math.max(0, p - MAX_FOUND_DISTANCE);
      let longest = MIN_MATCH - 1;
      let longestDistance = 0;
      const three = bytes[p] | (bytes[p + 1] << 8) | (bytes[p + 2] << 16);
      const hash3 = Math.imul(three, HASH_FACTOR) >>> (32 - HASH_BITS);
      let candidate = latest3[hash3];
      latest3[hash3] = p;
      previous3[p & RING_MASK] = candidate;
      for (let depth = maxDepth; candidate >= lowest && depth > 0; depth--) {
        if (
          bytes[candidate] === bytes[p] &&
          bytes[candidate + 1] === bytes[p + 1] &&
          bytes[candidate + 2] === bytes[p + 2]
        ) {
          const distance = p - candidate;
          packed[found++] = (MIN_MATCH << LENGTH_SHIFT) | (DISTANCE_SYMBOL[distance] << SYMBOL_SHIFT) | distance;
          longest = MIN_MATCH;
          longestDistance = distance;
          break;
        }
        candidate = previous3[candidate & RING_MASK];
      }
      if (maxLength === MIN_MATCH) continue;
      const hash4 = Math.imul(three | (bytes[p + 3] << 24), HASH_FACTOR) >>> (32 - HASH_BITS);
      let node = roots[hash4];
      roots[hash4] = p;
      const enough = Math.min(niceLength, maxLength);
      // Where the next node with smaller, with larger bytes than here is to be hung, and how many bytes its kind shares.
      let smallerSlot = 2 * (p & RING_MASK);
      let largerSlot = smallerSlot + 1;
      let smallerShares = 0;
      let largerShares = 0;
      let length = 0;
      for (let depth = maxDepth; ; depth--) {
        if (node < lowest || depth === 0) {
          children[smallerSlot] = NO_POSITION;
          children[largerSlot] = NO_POSITION;
          break;
        }
        const slot = 2 * (node & RING_MASK);
        if (length < knownLength && p - node === knownDistance) length = knownLength;
        let nodeBytes = 0;
        let bytesHere = 0;
        do {
          nodeBytes = view.getInt32(node - base + length) ^ SIGN_BIT;
          bytesHere = view.getInt32(p - base + length) ^ SIGN_BIT;
          if (nodeBytes !== bytesHere) {
            length += Math.clz32(nodeBytes ^ bytesHere) >>> 3;
            break;
          }
          length += 4;
        } while (length < maxLength);
        if (length > longest) {
          if (length > maxLength) length = maxLength;
          if (length > longest) {
            // The match of three bytes may have been the beginning of this one.
            if (p - node === longestDistance) found--;
            longest = length;
            longestDistance = p - node;
            const symbol = DISTANCE_SYMBOL[longestDistance];
            packed[found++] = (length << LENGTH_SHIFT) | (symbol << SYMBOL_SHIFT) | longestDistance;
          }
          if (length >= enough) {
            children[smallerSlot] = children[slot];
            children[largerSlot] = children[slot + 1];
            break;
          }
        }
        if (nodeBytes < bytesHere) {
          children[smallerSlot] = node;
          smallerSlot = slot + 1;
          node = children[smallerSlot];
          smallerShares = length;
          if (largerShares < length) length = largerShares;
        } else {
          children[largerSlot] = node;
          largerSlot = slot;
          node = children[largerSlot];
          largerShares = length;
          if (smallerShares < length) length = smallerShares;
        }
      }
      knownLength = longest - 1;
      knownDistance = longestDistance;
      if (longest >= niceLength) {
        if (p < coveredTo) {
          packed[starts[p - from]] = packed[found - 1] | WHOLE_FLAG;
          found = starts[p - from] + 1;
        } else {
          coveredTo = p + longest;
        }
      }
    }
    starts[p - from] = found;
    this.#at = p;
  }
}
