/**
 * Finds all useful matches at each position: for every length, the nearest earlier place that repeats this many bytes. Then
 * parses a segment into literals and matches: the cheapest parse under given costs, and a greedy one as a start.
 *
 * Positions with the same hash of four bytes form a binary tree, sorted by the bytes that follow, with the latest at its root.
 * Matches of three bytes come from a separate hash chain. Matches and tokens stay in the kernel's memory.
 *
 * Bytes are compared eight at a time. So `FINDER_PADDING` bytes after the input's end may be read, with any value. Such loads
 * are marked as unaligned (the 1 at their end), since JavaScript would round their addresses. Long work is divided into
 * several calls, since an engine switches to faster code only between calls.
 *
 * @see `lib/bt_matchfinder.h` of libdeflate; "bt4" of the LZMA SDK
 */

import {
  DISTANCE_MASK,
  FINDER_HASH_BITS,
  HASH_FACTOR,
  LENGTH_MASK,
  LENGTH_SHIFT,
  MAX_DISTANCE,
  MAX_DISTANCE_OF_3,
  MAX_FOUND_DISTANCE,
  MAX_MATCH,
  MIN_MATCH,
  NO_POSITION,
  SYMBOL_MASK,
  SYMBOL_SHIFT,
  WHOLE_FLAG,
} from '../constants';

const HASH_SHIFT: i32 = 32 - FINDER_HASH_BITS;
const RING_MASK: i32 = MAX_DISTANCE - 1;
const INFINITE_COST: i32 = i32.MAX_VALUE;

/** Addresses of the input, its tables and those of a segment. */
let bytes: i32 = 0;
let byteCount: i32 = 0;
let roots: i32 = 0;
let children: i32 = 0;
let latest3: i32 = 0;
let previous3: i32 = 0;
let starts: i32 = 0;
let packed: i32 = 0;
let costToEnd: i32 = 0;
let choices: i32 = 0;
let maxDepth: i32 = 0;
let niceLength: i32 = 0;

/** The segment's first position, the next one to search, and the number of matches so far. */
let from: i32 = 0;
let at: i32 = 0;
let found: i32 = 0;
/** Where a nice match ends. */
let coveredTo: i32 = 0;
/** The longest match at the position before. It continues here for at least the rest of its length. */
let knownLength: i32 = 0;
let knownDistance: i32 = 0;

export function setInput(bytesAt: i32, count: i32, depth: i32, nice: i32): void {
  bytes = bytesAt;
  byteCount = count;
  maxDepth = depth;
  niceLength = nice;
  at = 0;
}

/** Two tables of 2^16 positions by hash; for each position of a ring, its two children and the previous position. */
export function setFinderTables(rootsAt: i32, latest3At: i32, childrenAt: i32, previous3At: i32): void {
  roots = rootsAt;
  latest3 = latest3At;
  children = childrenAt;
  previous3 = previous3At;
}

export function setSegmentTables(startsAt: i32, packedAt: i32, costToEndAt: i32, choicesAt: i32): void {
  starts = startsAt;
  packed = packedAt;
  costToEnd = costToEndAt;
  choices = choicesAt;
}

export function beginSegment(): void {
  from = at;
  found = 0;
  coveredTo = at;
  knownLength = 0;
  knownDistance = 0;
}

/** Finds the matches of the next positions up to `to`, or until there are `maxMatches`; returns one past the last. */
export function findMatches(to: i32, maxMatches: i32): i32 {
  let p = at;
  while (p < to && found < maxMatches) {
    const first = found;
    store<i32>(starts + 4 * (p - from), first);
    const maxLength = min(MAX_MATCH, byteCount - p);
    if (maxLength >= MIN_MATCH) {
      findAt(p, maxLength);
      if (maxLength > MIN_MATCH && knownLength + 1 >= niceLength) {
        if (p < coveredTo) {
          store<i32>(packed + 4 * first, load<i32>(packed + 4 * (found - 1)) | WHOLE_FLAG);
          found = first + 1;
        } else {
          coveredTo = p + knownLength + 1;
        }
      }
    }
    p++;
  }
  at = p;
  store<i32>(starts + 4 * (p - from), found);
  return p;
}

/** Finds the matches of one position, and enters it into the tables. */
function findAt(p: i32, maxLength: i32): void {
  const here = bytes + p;
  const lowest = max(0, p - MAX_FOUND_DISTANCE);
  let end = packed + 4 * found;
  let longest = MIN_MATCH - 1;
  let longestDistance: i32 = 0;
  const four = load<i32>(here, 0, 1);
  const slot3 = latest3 + 4 * (((four & 0xffffff) * HASH_FACTOR) >>> HASH_SHIFT);
  let candidate = load<i32>(slot3);
  store<i32>(slot3, p);
  store<i32>(previous3 + 4 * (p & RING_MASK), candidate);
  for (let depth = maxDepth; candidate >= lowest && depth > 0; depth--) {
    if ((load<i32>(bytes + candidate, 0, 1) ^ four) << 8 === 0) {
      longestDistance = p - candidate;
      longest = MIN_MATCH;
      store<i32>(end, packMatch(MIN_MATCH, longestDistance));
      end += 4;
      break;
    }
    candidate = load<i32>(previous3 + 4 * (candidate & RING_MASK));
  }
  if (maxLength > MIN_MATCH) {
    const root = roots + 4 * ((four * HASH_FACTOR) >>> HASH_SHIFT);
    let node = load<i32>(root);
    store<i32>(root, p);
    const enough = min(niceLength, maxLength);
    // Where to attach the next node with smaller and with larger bytes than here, and how many bytes each kind shares.
    let smallerSlot = children + 8 * (p & RING_MASK);
    let largerSlot = smallerSlot + 4;
    let smallerShares: i32 = 0;
    let largerShares: i32 = 0;
    let length: i32 = 0;
    for (let depth = maxDepth; ; depth--) {
      if (node < lowest || depth === 0) {
        store<i32>(smallerSlot, NO_POSITION);
        store<i32>(largerSlot, NO_POSITION);
        break;
      }
      const slot = children + 8 * (node & RING_MASK);
      const there = bytes + node;
      if (length < knownLength && p - node === knownDistance) length = knownLength;
      do {
        const difference = load<u64>(there + length, 0, 1) ^ load<u64>(here + length, 0, 1);
        if (difference !== 0) {
          length += i32(ctz(difference) >> 3);
          break;
        }
        length += 8;
      } while (length < maxLength);
      if (length > longest) {
        if (length > maxLength) length = maxLength;
        if (length > longest) {
          // The match of three bytes may be the start of this one.
          if (p - node === longestDistance) end -= 4;
          longest = length;
          longestDistance = p - node;
          store<i32>(end, packMatch(length, longestDistance));
          end += 4;
        }
        if (length >= enough) {
          store<i32>(smallerSlot, load<i32>(slot));
          store<i32>(largerSlot, load<i32>(slot, 4));
          break;
        }
      }
      if (load<u8>(there + length) < load<u8>(here + length)) {
        store<i32>(smallerSlot, node);
        smallerSlot = slot + 4;
        node = load<i32>(smallerSlot);
        smallerShares = length;
        if (largerShares < length) length = largerShares;
      } else {
        store<i32>(largerSlot, node);
        largerSlot = slot;
        node = load<i32>(largerSlot);
        largerShares = length;
        if (smallerShares < length) length = smallerShares;
      }
    }
    knownLength = longest - 1;
    knownDistance = longestDistance;
  }
  found = (end - packed) >> 2;
}

function packMatch(length: i32, distance: i32): i32 {
  return (length << LENGTH_SHIFT) | (distanceSymbol(distance) << SYMBOL_SHIFT) | distance;
}

function distanceSymbol(distance: i32): i32 {
  const d = distance - 1;
  if (d < 4) return d;
  const log = 31 - clz(d);
  return 2 * log + ((d >> (log - 1)) & 1);
}

/**
 * Costs and choices of the positions `first .. end - 1` of the segment, from last to first; later positions are known.
 *
 * @param literals, lengths, distances - costs, by byte, by length, by symbol
 */
export function walkBack(first: i32, end: i32, literals: i32, lengths: i32, distances: i32, giveUp: i32): void {
  const base = bytes + from;
  let matchEnd = packed + 4 * load<i32>(starts + 4 * end);
  for (let i = end - 1; i >= first; i--) {
    const here = costToEnd + 4 * i;
    let best = load<i32>(literals + 4 * load<u8>(base + i)) + load<i32>(here + 4);
    let choice = 1 << LENGTH_SHIFT;
    const matchStart = packed + 4 * load<i32>(starts + 4 * i);
    let cheapest: i32 = 0;
    let cheapestCost = INFINITE_COST;
    // From the longest match down. A longer match also covers any smaller length, perhaps at a cheaper distance.
    for (let m = matchEnd - 4; m >= matchStart; m -= 4) {
      const match = load<i32>(m);
      const distanceCost = load<i32>(distances + 4 * ((match >> SYMBOL_SHIFT) & SYMBOL_MASK));
      if (distanceCost <= cheapestCost) {
        cheapestCost = distanceCost;
        cheapest = match & DISTANCE_MASK;
      }
      const longest = (match >> LENGTH_SHIFT) & LENGTH_MASK;
      let shortest = m === matchStart ? MIN_MATCH : ((load<i32>(m - 4) >> LENGTH_SHIFT) & LENGTH_MASK) + 1;
      if (match >= WHOLE_FLAG) shortest = longest;
      for (let length = longest; length >= shortest; length--) {
        const rest = cheapestCost + load<i32>(here + 4 * length);
        if (rest >= best - giveUp) break;
        const cost = rest + load<i32>(lengths + 4 * length);
        if (cost < best) {
          best = cost;
          choice = (length << LENGTH_SHIFT) | cheapest;
        }
      }
    }
    store<i32>(here, best);
    store<i32>(choices + 4 * i, choice);
    matchEnd = matchStart;
  }
}

/** Writes the tokens of the best path from position 0 to `count` of the segment; returns their number. */
export function collectTokens(count: i32, values: i32, distances: i32): i32 {
  const base = bytes + from;
  let tokens: i32 = 0;
  for (let i = 0; i < count; ) {
    const choice = load<i32>(choices + 4 * i);
    const length = choice >> LENGTH_SHIFT;
    store<u16>(values + 2 * tokens, length === 1 ? load<u8>(base + i) : length);
    store<u16>(distances + 2 * tokens, choice & DISTANCE_MASK);
    tokens++;
    i += length;
  }
  return tokens;
}

/** Writes the tokens of the greedy parse of the segment's `count` positions; returns their number. */
export function parseGreedily(count: i32, values: i32, distances: i32): i32 {
  const base = bytes + from;
  let tokens: i32 = 0;
  for (let i = 0; i < count; ) {
    const match = longestAt(i);
    const length = (match >> LENGTH_SHIFT) & LENGTH_MASK;
    const distance = match & DISTANCE_MASK;
    const isTaken =
      (length > MIN_MATCH || (length === MIN_MATCH && distance <= MAX_DISTANCE_OF_3)) &&
      (i + 1 === count || ((longestAt(i + 1) >> LENGTH_SHIFT) & LENGTH_MASK) <= length);
    store<u16>(values + 2 * tokens, isTaken ? length : load<u8>(base + i));
    store<u16>(distances + 2 * tokens, isTaken ? distance : 0);
    tokens++;
    i += isTaken ? length : 1;
  }
  return tokens;
}

function longestAt(i: i32): i32 {
  const slot = starts + 4 * i;
  const end = load<i32>(slot, 4);
  return end > load<i32>(slot) ? load<i32>(packed + 4 * end - 4) : 0;
}
