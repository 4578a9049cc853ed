/** Finds the matches of a segment and parses it repeatedly, with the kernel `deflate`. */

import {
  FINDER_HASH_BITS,
  FINDER_PADDING,
  MAX_DISTANCE,
  MAX_MATCH,
  MIN_MATCH,
  NO_POSITION,
} from '../../wasm/constants.js';
import { instantiateKernel, type Kernel, MemoryLayout } from '../../wasm/kernel.js';
import { type Exports, MODULE } from '../../wasm/modules/deflate.js';
import { COST_UNIT, type Costs } from './costs.js';
import { clipMatches, type MatchTable } from './match-table.js';
import type { MatchLimits } from './options.js';
import { DISTANCE_SYMBOLS, type TokenBuffer, tokenBufferIn, tokenBytes } from './tokens.js';

/** Positions with the same costs. */
export interface CostRange {
  /** One past the last position; the first is the end of the range before. */
  readonly to: number;
  readonly costs: Costs;
}

/** Tokens of the last two passes, of the best one and of the next. */
export const TOKEN_BUFFERS = 4;

/** Goes through an input in order, a segment at a time. */
export interface SegmentParser {
  /** Room for the tokens of a segment; the parses write here. */
  readonly buffers: readonly TokenBuffer[];

  /**
   * Makes the next positions the current segment, and finds their matches.
   *
   * @param to - one past the last position; the segment ends earlier if there are too many matches
   * @returns where it ends
   */
  findMatches(to: number): number;

  /** A first parse of the segment: the longest match, unless the next position has a longer one. */
  parseGreedily(tokens: TokenBuffer): void;

  /**
   * The cheapest parse of the segment.
   *
   * @param ranges - in order, covering the segment's positions; a token is priced by the range in which it begins, and may reach into the next
   * @returns its cost in units of the costs
   */
  parse(ranges: readonly CostRange[], tokens: TokenBuffer): number;

  /** Releases its memory, including the buffers. */
  close(): void;
}

/** Maximum positions in a call to the kernel. An engine switches to faster code only between calls. */
const PIECE = 4096;

/**
 * @param capacity - positions of the longest segment
 * @param maxMatches - a segment with this number of matches ends early
 */
export function makeSegmentParser(
  bytes: Uint8Array,
  limits: MatchLimits,
  capacity: number,
  maxMatches: number,
): SegmentParser {
  const addresses = layOut(bytes.length, capacity, maxMatches);
  const kernel = instantiateKernel(MODULE, addresses.end);
  return new KernelSegmentParser(kernel, addresses, bytes, limits, capacity, maxMatches);
}

type Addresses = ReturnType<typeof layOut>;

function layOut(byteCount: number, capacity: number, maxMatches: number) {
  const layout = new MemoryLayout();
  return {
    roots: layout.reserve(4 << FINDER_HASH_BITS),
    latest3: layout.reserve(4 << FINDER_HASH_BITS),
    children: layout.reserve(8 * MAX_DISTANCE),
    previous3: layout.reserve(4 * MAX_DISTANCE),
    literals: layout.reserve(4 * 256),
    lengths: layout.reserve(4 * (MAX_MATCH + 1)),
    distances: layout.reserve(4 * DISTANCE_SYMBOLS),
    bytes: layout.reserve(byteCount + FINDER_PADDING),
    starts: layout.reserve(4 * (capacity + 1)),
    costToEnd: layout.reserve(4 * (capacity + 1)),
    choices: layout.reserve(4 * capacity),
    tokens: Array.from({ length: TOKEN_BUFFERS }, () => layout.reserve(tokenBytes(capacity))),
    // A position has at most one match of each length.
    packed: layout.reserve(4 * (maxMatches + MAX_MATCH)),
    end: layout.bytes,
  };
}

class KernelSegmentParser implements SegmentParser {
  readonly buffers: readonly TokenBuffer[];
  readonly #call: Exports;
  readonly #addresses: Addresses;
  readonly #starts: Uint32Array;
  readonly #packed: Uint32Array;
  readonly #costToEnd: Int32Array;
  /** The costs of a range, in memory that the kernel reads. */
  readonly #costs: Costs;
  readonly #maxMatches: number;
  readonly close: () => void;
  #from = 0;
  #to = 0;

  constructor(
    { call, memory, release }: Kernel<Exports>,
    addresses: Addresses,
    bytes: Uint8Array,
    limits: MatchLimits,
    capacity: number,
    maxMatches: number,
  ) {
    this.#call = call;
    this.close = release;
    this.#addresses = addresses;
    this.#maxMatches = maxMatches;
    this.buffers = addresses.tokens.map((address) => tokenBufferIn(memory, address, capacity));
    this.#starts = new Uint32Array(memory, addresses.starts, capacity + 1);
    this.#packed = new Uint32Array(memory, addresses.packed, maxMatches + MAX_MATCH);
    this.#costToEnd = new Int32Array(memory, addresses.costToEnd, capacity + 1);
    this.#costs = {
      literals: new Int32Array(memory, addresses.literals, 256),
      lengths: new Int32Array(memory, addresses.lengths, MAX_MATCH + 1),
      distances: new Int32Array(memory, addresses.distances, DISTANCE_SYMBOLS),
    };
    new Uint8Array(memory, addresses.bytes, bytes.length).set(bytes);
    // The tables by hash are adjacent.
    new Int32Array(memory, addresses.roots, 2 << FINDER_HASH_BITS).fill(NO_POSITION);
    call.setInput(addresses.bytes, bytes.length, limits.maxDepth, limits.niceLength);
    call.setFinderTables(addresses.roots, addresses.latest3, addresses.children, addresses.previous3);
    call.setSegmentTables(addresses.starts, addresses.packed, addresses.costToEnd, addresses.choices);
  }

  findMatches(to: number): number {
    this.#from = this.#to;
    this.#call.beginSegment();
    let piece: number;
    do {
      piece = Math.min(this.#to + PIECE, to);
      this.#to = this.#call.findMatches(piece, this.#maxMatches);
    } while (this.#to === piece && piece < to);
    const table: MatchTable = { from: this.#from, to: this.#to, starts: this.#starts, packed: this.#packed };
    clipMatches(table);
    return this.#to;
  }

  parseGreedily(tokens: TokenBuffer): void {
    const { values, distances } = tokens;
    tokens.count = this.#call.parseGreedily(this.#to - this.#from, values.byteOffset, distances.byteOffset);
  }

  parse(ranges: readonly CostRange[], tokens: TokenBuffer): number {
    const count = this.#to - this.#from;
    this.#costToEnd[count] = 0;
    let end = count;
    for (let r = ranges.length - 1; r >= 0; r--) {
      const begin = r === 0 ? 0 : ranges[r - 1].to - this.#from;
      this.#walkBack(begin, end, ranges[r].costs);
      end = begin;
    }
    tokens.count = this.#call.collectTokens(count, tokens.values.byteOffset, tokens.distances.byteOffset);
    return this.#costToEnd[0];
  }

  #walkBack(begin: number, end: number, costs: Costs): void {
    const { literals, lengths, distances } = this.#addresses;
    this.#costs.literals.set(costs.literals);
    this.#costs.lengths.set(costs.lengths);
    this.#costs.distances.set(costs.distances);
    const giveUp = giveUpCost(costs);
    for (let to = end; to > begin; to -= PIECE) {
      this.#call.walkBack(Math.max(begin, to - PIECE), to, literals, lengths, distances, giveUp);
    }
  }
}

const GIVE_UP_COST = 8 * COST_UNIT;

/**
 * Shorter and shorter parts of a match are tried until the rest of the path costs this much more than the best path. From
 * there on no usual length symbol makes up for the difference. Trying all parts saves less than 0.02 % and takes a fifth
 * more time.
 */
export function giveUpCost({ lengths }: Costs): number {
  let cheapest = lengths[MIN_MATCH];
  for (let length = MIN_MATCH + 1; length <= MAX_MATCH; length++) cheapest = Math.min(cheapest, lengths[length]);
  return cheapest - GIVE_UP_COST;
}
