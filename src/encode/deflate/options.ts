/** How hard the encoder tries: a table, one row an effort. */

/** How hard to look for matches. */
export interface MatchLimits {
  /** Maximum number of places that are compared at a position. */
  readonly maxDepth: number;
  /** A match of this length is long enough: the search ends, and skips the positions that the match covers. */
  readonly niceLength: number;
}

/** How finely tokens are split into blocks. */
export interface SplitOptions {
  /** At first, blocks end at a multiple of this number of tokens. */
  readonly chunkTokens: number;
  /** How often the ends of blocks then move to better places. */
  readonly boundaryMoves: number;
}

/** Numbers that an effort stands for. */
export interface DeflateOptions extends MatchLimits, SplitOptions {
  /** Optimal parses, each with the statistics of those before; 0 = only a quick parse. */
  readonly passes: number;
}

/**
 * Row `e - 1` is effort `e`. Bytes and time on index planes, relative to pako's level 9: 1: +2 %, 0.11; 2: +0.3 %, 0.11;
 * 3: -8 %, 0.7; 4: -9 %, 0.9; 5: -9.9 %, 1.2; 6: -10.3 %, 2; 7: -10.6 %, 3.8; 8: -10.7 %, 6; 9: slightly below -10.7 %, 9.
 */
export const DEFLATE_EFFORTS: readonly DeflateOptions[] = [
  { passes: 0, maxDepth: 4, niceLength: 32, chunkTokens: 1024, boundaryMoves: 0 },
  { passes: 0, maxDepth: 8, niceLength: 32, chunkTokens: 1024, boundaryMoves: 1 },
  { passes: 1, maxDepth: 16, niceLength: 32, chunkTokens: 1024, boundaryMoves: 1 },
  { passes: 1, maxDepth: 48, niceLength: 64, chunkTokens: 512, boundaryMoves: 1 },
  { passes: 2, maxDepth: 64, niceLength: 64, chunkTokens: 512, boundaryMoves: 1 },
  { passes: 3, maxDepth: 96, niceLength: 128, chunkTokens: 256, boundaryMoves: 2 },
  { passes: 6, maxDepth: 200, niceLength: 258, chunkTokens: 128, boundaryMoves: 2 },
  { passes: 12, maxDepth: 500, niceLength: 258, chunkTokens: 128, boundaryMoves: 2 },
  { passes: 20, maxDepth: 1000, niceLength: 258, chunkTokens: 128, boundaryMoves: 2 },
];
