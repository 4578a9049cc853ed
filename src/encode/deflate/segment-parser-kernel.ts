/** Match finder and parses of a segment as a WebAssembly kernel, where there is one to be had. */

import { instantiateKernel, type Kernel, MemoryLayout } from '../kernels/instantiate.js';
import { MODULE } from '../kernels/wasm/deflate.js';
import type { Costs } from './costs.js';
import { clipMatches, HASH_BITS, type MatchLimits, type MatchTable, NO_POSITION, RING } from './match-finder.js';
import { type CostRange, giveUpCost } from './parse.js';
import { PlainSegmentParser, type SegmentParser, TOKEN_BUFFERS } from './segment-parser.js';
import { DISTANCE_SYMBOLS, MAX_MATCH, type TokenBuffer, tokenBufferIn, tokenBytes } from './tokens.js';

/** See `kernels/assembly/deflate.ts`. */
interface Functions {
  setInput(bytes: number, count: number, maxDepth: number, niceLength: number): void;
  setFinderTables(roots: number, latest3: number, children: number, previous3: number): void;
  setSegmentTables(starts: number, packed: number, costToEnd: number, choices: number): void;
  beginSegment(): void;
  findMatches(to: number, maxMatches: number): number;
  walkBack(first: number, end: number, literals: number, lengths: number, distances: number, giveUp: number): void;
  collectTokens(count: number, values: number, distances: number): number;
  parseGreedily(count: number, values: number, distances: number): number;
}

/** The kernel compares eight bytes at once, from any byte of a match on and from one behind it. */
const PADDING = 16;
/** A call to the kernel does no more: an engine puts faster code to use from the next call on. */
const PIECE = 4096;

/**
 * @param capacity - positions of the longest segment
 * @param maxMatches - a segment with so many matches ends early
 * @returns the kernel, or else its reference
 */
export function makeSegmentParser(
  bytes: Uint8Array,
  limits: MatchLimits,
  capacity: number,
  maxMatches: number,
): SegmentParser {
  const addresses = layOut(bytes.length, capacity, maxMatches);
  const kernel = instantiateKernel<Functions>(MODULE, addresses.end);
  if (kernel === undefined) return new PlainSegmentParser(bytes, limits, capacity, maxMatches);
  return new KernelSegmentParser(kernel, addresses, bytes, limits, capacity, maxMatches);
}

type Addresses = ReturnType<typeof layOut>;

function layOut(byteCount: number, capacity: number, maxMatches: number) {
  const layout = new MemoryLayout();
  return {
    roots: layout.reserve(4 << HASH_BITS),
    latest3: layout.reserve(4 << HASH_BITS),
    children: layout.reserve(8 * RING),
    previous3: layout.reserve(4 * RING),
    literals: layout.reserve(4 * 256),
    lengths: layout.reserve(4 * (MAX_MATCH + 1)),
    distances: layout.reserve(4 * DISTANCE_SYMBOLS),
    bytes: layout.reserve(byteCount + PADDING),
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
  readonly #call: Functions;
  readonly #addresses: Addresses;
  readonly #starts: Uint32Array;
  readonly #packed: Uint32Array;
  readonly #costToEnd: Int32Array;
  /** The costs of a range, where the kernel reads them. */
  readonly #costs: Costs;
  readonly #maxMatches: number;
  readonly close: () => void;
  #from = 0;
  #to = 0;

  constructor(
    { call, memory, release }: Kernel<Functions>,
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
    // The tables by hash lie one behind the other.
    new Int32Array(memory, addresses.roots, 2 << HASH_BITS).fill(NO_POSITION);
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
