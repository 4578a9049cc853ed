/** A first parse from a table of matches: the longest one, unless the next position has a longer one. */

import { distanceOf, lengthOf, type MatchTable } from './match-finder.js';
import { MIN_MATCH } from './symbols.js';
import type { TokenBuffer } from './tokens.js';

/** A match of three bytes from farther away costs more than the literals. */
const MAX_DISTANCE_OF_3 = 4096;

/** Parses the positions of a table of matches into tokens. */
export function parseGreedily(bytes: Uint8Array, matches: MatchTable, tokens: TokenBuffer): void {
  const { from, to } = matches;
  const { values, distances } = tokens;
  let count = 0;
  for (let p = from; p < to; count++) {
    const match = longestAt(matches, p);
    const length = lengthOf(match);
    const distance = distanceOf(match);
    const isTaken =
      (length > MIN_MATCH || (length === MIN_MATCH && distance <= MAX_DISTANCE_OF_3)) &&
      (p + 1 === to || lengthOf(longestAt(matches, p + 1)) <= length);
    values[count] = isTaken ? length : bytes[p];
    distances[count] = isTaken ? distance : 0;
    p += isTaken ? length : 1;
  }
  tokens.count = count;
}

/** The longest match at a position, packed; 0 if there is none. */
function longestAt({ from, starts, packed }: MatchTable, p: number): number {
  const end = starts[p - from + 1];
  return end > starts[p - from] ? packed[end - 1] : 0;
}
