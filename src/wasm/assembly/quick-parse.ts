/**
 * A fast parse: at each position the longest match among a few recent places, unless the next position has a longer one.
 *
 * Bytes are compared eight at a time. So `QUICK_PADDING` bytes after the input's end may be read, with any value. Such loads
 * are marked as unaligned (the 1 at their end), since JavaScript would round their addresses.
 *
 * @see `deflate_slow` of zlib; `lib/hc_matchfinder.h` of libdeflate
 */

import {
  HASH_FACTOR,
  MAX_DISTANCE,
  MAX_DISTANCE_OF_3,
  MAX_MATCH,
  MIN_MATCH,
  NO_POSITION,
  QUICK_HASH_BITS,
} from '../constants';

const HASH_SHIFT: i32 = 32 - QUICK_HASH_BITS;
const RING_MASK: i32 = MAX_DISTANCE - 1;

/** Addresses: the input; 2^15 integers of latest positions, by hash; 2^15 of previous positions, in a ring. */
let bytes: i32 = 0;
let byteCount: i32 = 0;
let latest4: i32 = 0;
let latest3: i32 = 0;
let previous4: i32 = 0;
let maxDepth: i32 = 0;
let niceLength: i32 = 0;

/** The result of `search`. */
let foundLength: i32 = 0;
let foundDistance: i32 = 0;
/** The next position to enter into the tables. */
let entered: i32 = 0;
let at: i32 = 0;

export function begin(
  bytesAt: i32,
  count: i32,
  latest4At: i32,
  latest3At: i32,
  previous4At: i32,
  depth: i32,
  nice: i32,
): void {
  bytes = bytesAt;
  byteCount = count;
  latest4 = latest4At;
  latest3 = latest3At;
  previous4 = previous4At;
  maxDepth = depth;
  niceLength = nice;
  entered = 0;
  at = 0;
}

/** Parses the next positions up to `to`; returns the number of tokens. */
export function parse(to: i32, values: i32, distances: i32): i32 {
  let count: i32 = 0;
  let p = at;
  search(p, to, MIN_MATCH - 1, maxDepth);
  while (p < to) {
    const length = foundLength;
    const distance = foundDistance;
    const isMatch = length >= MIN_MATCH && !hasLongerNext(p, to, length);
    store<u16>(values + 2 * count, isMatch ? length : load<u8>(bytes + p));
    store<u16>(distances + 2 * count, isMatch ? distance : 0);
    count++;
    p += isMatch ? length : 1;
    // After a literal that was taken for a longer match, that match is already known.
    if (isMatch || length < MIN_MATCH) search(p, to, MIN_MATCH - 1, maxDepth);
  }
  at = to;
  return count;
}

/** Whether a longer match begins at the next position. If so, it becomes the result. */
function hasLongerNext(p: i32, to: i32, length: i32): bool {
  if (length >= niceLength) return false;
  search(p + 1, to, length, maxDepth >> 1);
  return foundLength > length;
}

/** Finds the longest match at a position, if it is longer than `least`; `foundLength` is 0 if there is none. */
function search(p: i32, to: i32, least: i32, depthLimit: i32): void {
  foundLength = 0;
  const maxLength = min(MAX_MATCH, to - p);
  if (maxLength <= least) return;
  const near = enterUpTo(p);
  const ring = previous4;
  const nice = niceLength;
  const here = bytes + p;
  const lowest = max(0, p - RING_MASK);
  let longest = least;
  let node = load<i32>(ring + 4 * (p & RING_MASK));
  for (let depth = depthLimit; node >= lowest && depth > 0; depth--) {
    const there = bytes + node;
    if (load<u8>(there + longest) === load<u8>(here + longest) && load<u16>(there, 0, 1) === load<u16>(here, 0, 1)) {
      const length = commonLength(there, here, maxLength);
      if (length > longest) {
        longest = length;
        foundLength = length;
        foundDistance = p - node;
        if (length >= nice || length === maxLength) return;
      }
    }
    node = load<i32>(ring + 4 * (node & RING_MASK));
  }
  if (longest >= MIN_MATCH || near < max(0, p - MAX_DISTANCE_OF_3)) return;
  if ((load<u32>(bytes + near, 0, 1) ^ load<u32>(here, 0, 1)) << 8 === 0) {
    foundLength = MIN_MATCH;
    foundDistance = p - near;
  }
}

function commonLength(there: i32, here: i32, maxLength: i32): i32 {
  let length: i32 = 0;
  do {
    const difference = load<u64>(there + length, 0, 1) ^ load<u64>(here + length, 0, 1);
    if (difference !== 0) {
      length += i32(ctz(difference) >> 3);
      break;
    }
    length += 8;
  } while (length < maxLength);
  return min(length, maxLength);
}

/** Enters the positions up to this one; returns the latest one before it with the same hash of three bytes. */
function enterUpTo(p: i32): i32 {
  const hashable = min(p, byteCount - 4);
  let near = NO_POSITION;
  let q = entered;
  for (; q <= hashable; q++) {
    const four = load<i32>(bytes + q, 0, 1);
    const slot3 = latest3 + 4 * (((four & 0xffffff) * HASH_FACTOR) >>> HASH_SHIFT);
    const slot4 = latest4 + 4 * ((four * HASH_FACTOR) >>> HASH_SHIFT);
    near = load<i32>(slot3);
    store<i32>(slot3, q);
    store<i32>(previous4 + 4 * (q & RING_MASK), load<i32>(slot4));
    store<i32>(slot4, q);
  }
  for (; q <= p; q++) {
    near = NO_POSITION;
    store<i32>(previous4 + 4 * (q & RING_MASK), NO_POSITION);
  }
  entered = p + 1;
  return near;
}
