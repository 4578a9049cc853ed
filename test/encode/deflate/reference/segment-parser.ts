/** Finds the matches of a segment, and parses it several times, in TypeScript. */

import type { MatchTable } from '../../../../src/encode/deflate/match-table.js';
import type { MatchLimits } from '../../../../src/encode/deflate/options.js';
import { type CostRange, type SegmentParser, TOKEN_BUFFERS } from '../../../../src/encode/deflate/segment-parser.js';
import { makeTokenBuffer, type TokenBuffer } from '../../../../src/encode/deflate/tokens.js';
import { MatchFinder } from './match-finder.js';
import { OptimalParser, parseGreedily } from './parse.js';

/** Gives the results that the kernel must give. */
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
