/** Tables of matches: for every length at a position, the nearest earlier place that repeats this many bytes, as an integer. */

import { DISTANCE_MASK, LENGTH_MASK, LENGTH_SHIFT, SYMBOL_SHIFT, WHOLE_FLAG } from '../../wasm/constants.js';
import { DISTANCE_SYMBOL, MAX_MATCH, MIN_MATCH } from './tokens.js';

/** Matches of consecutive positions, in the order of the positions. */
export interface MatchTable {
  /** The first position. */
  readonly from: number;
  /** One past the last position. */
  readonly to: number;
  /** The matches of position `p` are `packed[starts[p - from]] .. packed[starts[p - from + 1] - 1]`. */
  readonly starts: Uint32Array;
  /** Packed matches; at each position they ascend by length and distance. */
  readonly packed: Uint32Array;
}

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
