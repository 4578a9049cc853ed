/** What finds the matches of a segment, and parses it again and again. */

import { MatchFinder, type MatchLimits, type MatchTable } from './match-finder.js';
import { type CostRange, OptimalParser, parseGreedily } from './parse.js';
import { makeTokenBuffer, type TokenBuffer } from './tokens.js';

/** Tokens of the last two passes, of the best one and of the next. */
export const TOKEN_BUFFERS = 4;

/** Goes through an input in order, a segment at a time. */
export interface SegmentParser {
  /** Room for the tokens of a segment; where the parses write. */
  readonly buffers: readonly TokenBuffer[];

  /**
   * Makes the next positions the segment that is parsed: finds their matches.
   *
   * @param to - one past the last of them; the segment ends earlier if there are too many matches
   * @returns where it ends
   */
  findMatches(to: number): number;

  /** A first parse of the segment: the longest match, unless the next position has a longer one. */
  parseGreedily(tokens: TokenBuffer): void;

  /**
   * The cheapest parse of the segment.
   *
   * @param ranges - in order, covering the segment's positions; see {@link OptimalParser.parse}
   * @returns its cost in units of the costs
   */
  parse(ranges: readonly CostRange[], tokens: TokenBuffer): number;

  /** Gives back its memory, that of the buffers included. */
  close(): void;
}

/** The reference of the kernel, see `makeSegmentParser`. */
export class PlainSegmentParser implements SegmentParser {
  readonly buffers: readonly TokenBuffer[];
  readonly #bytes: Uint8Array;
  readonly #finder: MatchFinder;
  readonly #parser: OptimalParser;
  readonly #maxMatches: number;
  #matches!: MatchTable;

  /**
   * @param capacity - positions of the longest segment
   * @param maxMatches - a segment with so many matches ends early
   */
  constructor(bytes: Uint8Array, limits: MatchLimits, capacity: number, maxMatches: number) {
    this.buffers = Array.from({ length: TOKEN_BUFFERS }, () => makeTokenBuffer(capacity));
    this.#bytes = bytes;
    this.#finder = new MatchFinder(bytes, limits);
    this.#parser = new OptimalParser(capacity);
    this.#maxMatches = maxMatches;
  }

  findMatches(to: number): number {
    this.#matches = this.#finder.find(to, this.#maxMatches);
    return this.#matches.to;
  }

  parseGreedily(tokens: TokenBuffer): void {
    parseGreedily(this.#bytes, this.#matches, tokens);
  }

  parse(ranges: readonly CostRange[], tokens: TokenBuffer): number {
    return this.#parser.parse(this.#bytes, this.#matches, ranges, tokens);
  }

  close(): void {}
}
