/** Parses of a segment in TypeScript: the reference for the kernel `deflate`. */

import type { Costs } from '../../../../src/encode/deflate/costs.js';
import { distanceOf, lengthOf, type MatchTable } from '../../../../src/encode/deflate/match-table.js';
import { type CostRange, giveUpCost } from '../../../../src/encode/deflate/segment-parser.js';
import type { TokenBuffer } from '../../../../src/encode/deflate/tokens.js';
import { LENGTH_SHIFT, MAX_DISTANCE_OF_3, MIN_MATCH, WHOLE_FLAG } from '../../../../src/wasm/constants.js';
import { distanceSymbolOf } from './match-finder.js';

/** Finds cheapest paths through the positions of a segment; its arrays are used again for each. */
export class OptimalParser {
  /** At each position the cost from there to the segment's end, in units of the costs. */
  readonly #costToEnd: Int32Array;
  /** At each position the length (1 for a literal) and distance of the token that begins there on the best path. */
  readonly #choices: Uint32Array;

  /** @param capacity - positions of the longest segment */
  constructor(capacity: number) {
    this.#costToEnd = new Int32Array(capacity + 1);
    this.#choices = new Uint32Array(capacity);
  }

  /**
   * Parses a segment: a shortest path, found from its end to its start.
   *
   * A token is priced by the range in which it begins, and may reach into the next.
   *
   * @param ranges - in order, covering the table's positions
   * @param tokens - out
   * @returns the path's cost in units of the costs
   */
  parse(bytes: Uint8Array, matches: MatchTable, ranges: readonly CostRange[], tokens: TokenBuffer): number {
    const { from, to } = matches;
    this.#costToEnd[to - from] = 0;
    for (let r = ranges.length - 1; r >= 0; r--) {
      this.#walkBack(bytes, matches, r === 0 ? from : ranges[r - 1].to, ranges[r].to, ranges[r].costs);
    }
    this.#collect(bytes, from, to, tokens);
    return this.#costToEnd[0];
  }

  #walkBack(bytes: Uint8Array, matches: MatchTable, begin: number, end: number, costs: Costs): void {
    const { from, starts, packed } = matches;
    const { literals, lengths, distances } = costs;
    const costToEnd = this.#costToEnd;
    const choices = this.#choices;
    const giveUp = giveUpCost(costs);
    for (let i = end - 1 - from; i >= begin - from; i--) {
      let best = (literals[bytes[from + i]] + costToEnd[i + 1]) | 0;
      let choice = 1 << LENGTH_SHIFT;
      const first = starts[i];
      let cheapest = 0;
      let cheapestCost = 0x7fffffff;
      // From the longest match down: a longer match also is one of any smaller length, maybe at a cheaper distance.
      for (let m = starts[i + 1] - 1; m >= first; m--) {
        const match = packed[m];
        const distanceCost = distances[distanceSymbolOf(match)];
        if (distanceCost <= cheapestCost) {
          cheapestCost = distanceCost;
          cheapest = distanceOf(match);
        }
        const longest = lengthOf(match);
        let shortest = m === first ? MIN_MATCH : lengthOf(packed[m - 1]) + 1;
        if (match >= WHOLE_FLAG) shortest = longest;
        for (let length = longest; length >= shortest; length--) {
          const rest = (cheapestCost + costToEnd[i + length]) | 0;
          if (rest >= ((best - giveUp) | 0)) break;
          const cost = (rest + lengths[length]) | 0;
          if (cost < best) {
            best = cost;
            choice = (length << LENGTH_SHIFT) | cheapest;
          }
        }
      }
      costToEnd[i] = best;
      choices[i] = choice;
    }
  }

  #collect(bytes: Uint8Array, from: number, to: number, tokens: TokenBuffer): void {
    const { values, distances } = tokens;
    const choices = this.#choices;
    let count = 0;
    for (let p = from; p < to; count++) {
      const choice = choices[p - from];
      const length = lengthOf(choice);
      values[count] = length === 1 ? bytes[p] : length;
      distances[count] = distanceOf(choice);
      p += length;
    }
    tokens.count = count;
  }
}

/** Takes the longest match at each position, unless the next position has a longer one. */
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
