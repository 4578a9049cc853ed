/**
 * All useful matches at each position: for every length the nearest place where so many bytes repeat.
 *
 * Positions with the same hash of four bytes form a binary tree, sorted by the bytes that follow, the latest at its root;
 * matches of three bytes come from a hash chain of their own.
 *
 * @see `lib/bt_matchfinder.h` of libdeflate; "bt4" of the LZMA SDK
 */

import { DISTANCE_SYMBOL, MAX_DISTANCE, MAX_MATCH, MIN_MATCH } from './tokens.js';

export const HASH_BITS = 16;
const HASH_FACTOR = 0x9e3779b1;
/**
 * Farthest match found, one short of what deflate allows: so the ring of the positions whose links are known, this
 * position among them, needs no more than the window, and fits a processor's cache.
 */
export const MAX_FOUND_DISTANCE = MAX_DISTANCE - 1;
export const RING = MAX_DISTANCE;
const RING_MASK = RING - 1;
export const NO_POSITION = -1;
/** Four bytes are compared as one integer; this makes the signed order that of the bytes. */
const SIGN_BIT = -0x80000000;
const VIEW_PADDING = 8;

/** Bits of a packed match: distance below, then the distance's symbol, then the length. */
const SYMBOL_SHIFT = 16;
export const LENGTH_SHIFT = 21;
/** Set when none of the shorter lengths is worth a try: the position lies within another long match. */
export const WHOLE_FLAG = 1 << 30;
const LENGTH_MASK = 511;
const SYMBOL_MASK = 31;
const DISTANCE_MASK = 0xffff;

/** Distance, its symbol and length in one integer below 2^30. */
export function packMatch(length: number, distance: number): number {
  return (length << LENGTH_SHIFT) | (DISTANCE_SYMBOL[distance] << SYMBOL_SHIFT) | distance;
}

export function lengthOf(match: number): number {
  return (match >>> LENGTH_SHIFT) & LENGTH_MASK;
}

export function distanceOf(match: number): number {
  return match & DISTANCE_MASK;
}

export function distanceSymbolOf(match: number): number {
  return (match >>> SYMBOL_SHIFT) & SYMBOL_MASK;
}

/** How hard to look. */
export interface MatchLimits {
  /** So many places are compared at a position at most. */
  readonly maxDepth: number;
  /** A match of this length is long enough: no longer one is looked for, and none at the positions that it covers. */
  readonly niceLength: number;
}

/** Matches of consecutive positions, one position's behind the other's. */
export interface MatchTable {
  /** The first position. */
  readonly from: number;
  /** One past the last position. */
  readonly to: number;
  /** The matches of position `p` are `packed[starts[p - from]] .. packed[starts[p - from + 1] - 1]`. */
  readonly starts: Uint32Array;
  /** Packed matches; at each position of increasing length and distance. */
  readonly packed: Uint32Array;
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
   * One long function, since it takes most of the encoder's time: with the two searches in functions of their own it takes
   * 1.3 times as long.
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

/** Shortens the matches that reach past a table's last position. */
export function clipMatches({ from, to, starts, packed }: MatchTable): void {
  const first = Math.max(from, to - MAX_MATCH);
  let kept = starts[first - from];
  for (let p = first; p < to; p++) {
    const begin = starts[p - from];
    const end = starts[p - from + 1];
    starts[p - from] = kept;
    let longest = MIN_MATCH - 1;
    for (let m = begin; m < end; m++) {
      const length = Math.min(lengthOf(packed[m]), to - p);
      if (length <= longest) continue;
      packed[kept++] = packMatch(length, distanceOf(packed[m])) | (packed[m] & WHOLE_FLAG);
      longest = length;
    }
  }
  starts[to - from] = kept;
}
