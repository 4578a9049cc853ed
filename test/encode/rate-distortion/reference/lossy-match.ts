/** Lossy matching in TypeScript: the reference for the kernel `lossy-match`. */

import { type MatchedPlane, type MatchLimits, readTokens } from '../../../../src/encode/rate-distortion/lossy-match.js';
import type { WeightedPixels } from '../../../../src/encode/rate-distortion/plane-pixels.js';
import type { MatchPrices } from '../../../../src/encode/rate-distortion/token-prices.js';
import {
  DIMENSIONS,
  FREE_PIXELS,
  MATCHER_HASH_BITS as HASH_BITS,
  HASH_FACTOR,
  LAYING_BUDGET,
  MAX_DISTANCE,
  MAX_MATCH,
  MIN_MATCH,
  NEAR_FORK,
  REPEAT_TOKENS,
  REPEATS,
} from '../../../../src/wasm/constants.js';
import { type Literals, priceLiterals } from './literals.js';

/**
 * Parses a plane.
 *
 * @param entries - `k * 4` coordinates of the palette, k from 1 to 256
 * @param prices - what each token is expected to cost
 * @param limits - how hard to look
 */
export function matchPlane(
  plane: WeightedPixels,
  entries: Float64Array,
  prices: MatchPrices,
  limits: MatchLimits,
): MatchedPlane {
  return new Matcher(plane, entries, prices, limits).run();
}

class Matcher {
  readonly #plane: WeightedPixels;
  readonly #limits: MatchLimits;
  readonly #entries: Float64Array;
  readonly #literals: Literals;
  /** Price of each length and of each distance, in units of the error. */
  readonly #lengthPrice: Float64Array;
  readonly #distancePrice: Float64Array;
  /** Cheapest way to each position: its price, and the last token on it. */
  readonly #cost: Float64Array;
  readonly #lastLength: Uint16Array;
  readonly #lastDistance: Uint16Array;
  /** Indices of the cheapest path to the current position, and which positions it touches. */
  readonly #indices: Uint8Array<ArrayBuffer>;
  readonly #isOnPath: Uint8Array;
  #pathEnd = 0;
  /** The last token of that path, if it is a match (distance above 0), and the error it adds. */
  #tailStart = 0;
  #tailDistance = 0;
  #tailError = 0;
  /** Scratch: the positions of a path that is not laid out yet, last one first. */
  readonly #branch: Uint32Array;
  /** Pixels laid out again so far. */
  #laidOut = 0;
  /** The distances in progress: where each began, which pixel it copies next, and what it cost so far without its length. */
  readonly #activeDistance: Int32Array;
  readonly #activeStart: Int32Array;
  readonly #activeSource: Int32Array;
  readonly #activeCost: Float64Array;
  /** Where each distance is in those lists, or -1. */
  readonly #slotOf = new Int8Array(MAX_DISTANCE + 1).fill(-1);
  #activeCount = 0;
  /** Positions by the hash of their three nearest entries. */
  readonly #head = new Int32Array(1 << HASH_BITS).fill(-1);
  readonly #previous: Int32Array;

  constructor(plane: WeightedPixels, entries: Float64Array, prices: MatchPrices, limits: MatchLimits) {
    const { count } = plane;
    this.#plane = plane;
    this.#limits = limits;
    this.#activeDistance = new Int32Array(limits.maxActive);
    this.#activeStart = new Int32Array(limits.maxActive);
    this.#activeSource = new Int32Array(limits.maxActive);
    this.#activeCost = new Float64Array(limits.maxActive);
    this.#entries = entries;
    this.#literals = priceLiterals(plane, entries, prices.literals);
    this.#lengthPrice = prices.lengths;
    this.#distancePrice = prices.distances;
    this.#cost = new Float64Array(count + 1).fill(Number.POSITIVE_INFINITY);
    this.#cost[0] = 0;
    this.#lastLength = new Uint16Array(count + 1);
    this.#lastDistance = new Uint16Array(count + 1);
    this.#indices = new Uint8Array(count);
    this.#isOnPath = new Uint8Array(count + 1);
    this.#isOnPath[0] = 1;
    this.#branch = new Uint32Array(count + 1);
    this.#previous = new Int32Array(count);
  }

  run(): MatchedPlane {
    const { count } = this.#plane;
    for (let i = 0; i < count; i++) {
      if (i > 0) this.#layOutPath(i);
      this.#tryLiteral(i);
      this.#startMatches(i);
      this.#extendMatches(i);
    }
    if (count > 0) this.#layOutPath(count);
    return readTokens(this.#indices, this.#lastLength, this.#lastDistance);
  }

  #tryLiteral(i: number): void {
    const cost = this.#cost[i] + this.#literals.prices[i];
    if (cost >= this.#cost[i + 1]) return;
    this.#cost[i + 1] = cost;
    this.#lastLength[i + 1] = 1;
    this.#lastDistance[i + 1] = 0;
  }

  /**
   * Sets the indices to those of the cheapest path to `end`, and corrects its cost. If this is more than a literal behind the
   * path to `end - 1` costs, takes the literal. So no path ever costs more than literals only.
   */
  #layOutPath(end: number): void {
    const isHasty = this.#laidOut > LAYING_BUDGET * (end + FREE_PIXELS);
    const earliestFork = isHasty ? end - NEAR_FORK : 0;
    this.#switchPath(end, earliestFork);
    const literalCost = this.#cost[end - 1] + this.#literals.prices[end - 1];
    if (this.#cost[end] <= literalCost) return;
    this.#isOnPath[end] = 0;
    this.#pathEnd = end - this.#lastLength[end];
    this.#lastLength[end] = 1;
    this.#lastDistance[end] = 0;
    this.#switchPath(end, earliestFork);
  }

  /**
   * Switches to the path to `end` at its fork from the present path, and lays it out. If the fork is before `earliestFork`,
   * keeps the present path, with a literal behind it.
   */
  #switchPath(end: number, earliestFork: number): void {
    const isOnPath = this.#isOnPath;
    const lastLength = this.#lastLength;
    if (this.#continuesTail(end)) {
      isOnPath[this.#pathEnd] = 0;
      this.#layOutMatch(end, this.#pathEnd);
    } else {
      let depth = 0;
      let fork = end;
      while (isOnPath[fork] === 0) {
        this.#branch[depth++] = fork;
        fork -= lastLength[fork];
        if (fork >= earliestFork) continue;
        lastLength[end] = 1;
        this.#lastDistance[end] = 0;
        fork = this.#pathEnd;
        depth = 1;
        break;
      }
      for (let node = this.#pathEnd; node > fork; node -= lastLength[node]) isOnPath[node] = 0;
      while (depth > 0) this.#layOutToken(this.#branch[--depth]);
    }
    this.#pathEnd = end;
  }

  /** Whether the path to `end` is the one laid out with its last match a pixel longer: long matches grow pixel by pixel. */
  #continuesTail(end: number): boolean {
    return (
      this.#tailDistance !== 0 &&
      this.#pathEnd === end - 1 &&
      this.#lastDistance[end] === this.#tailDistance &&
      end - this.#lastLength[end] === this.#tailStart
    );
  }

  /** Writes the indices of the token that ends at `end`, and corrects the cost of the path to there. */
  #layOutToken(end: number): void {
    const start = end - this.#lastLength[end];
    this.#laidOut += end - start;
    this.#tailDistance = this.#lastDistance[end];
    if (this.#tailDistance === 0) {
      this.#isOnPath[end] = 1;
      this.#indices[start] = this.#literals.indices[start];
      this.#cost[end] = this.#cost[start] + this.#literals.prices[start];
      return;
    }
    this.#tailStart = start;
    this.#tailError = 0;
    this.#layOutMatch(end, start);
  }

  /** Copies the indices of the match that ends at `end`, from pixel `from` on; those before are there already. */
  #layOutMatch(end: number, from: number): void {
    const indices = this.#indices;
    const distance = this.#tailDistance;
    for (let i = from; i < end; i++) {
      indices[i] = indices[i - distance];
      this.#tailError += this.#errorAt(i, indices[i]);
    }
    this.#isOnPath[end] = 1;
    const price = this.#distancePrice[distance] + this.#lengthPrice[end - this.#tailStart];
    this.#cost[end] = this.#cost[this.#tailStart] + price + this.#tailError;
  }

  /** Weighted squared error of an entry at a pixel. */
  #errorAt(i: number, index: number): number {
    const { points, weights } = this.#plane;
    const entries = this.#entries;
    const at = i * DIMENSIONS;
    const from = index * DIMENSIONS;
    const x = points[at] - entries[from];
    const y = points[at + 1] - entries[from + 1];
    const z = points[at + 2] - entries[from + 2];
    const w = points[at + 3] - entries[from + 3];
    return weights[i] * (x * x + y * y + z * z + w * w);
  }

  /** Begins matches at `i`: at the path's last distances, the neighbours, the row above, and where it looks the same. */
  #startMatches(i: number): void {
    for (let node = i, tokens = 0, seen = 0; node > 0 && tokens < REPEAT_TOKENS && seen < REPEATS; tokens++) {
      const distance = this.#lastDistance[node];
      if (distance !== 0) {
        this.#startMatch(i, distance);
        seen++;
      }
      node -= this.#lastLength[node];
    }
    this.#startMatch(i, 1);
    this.#startMatch(i, 2);
    const above = this.#plane.above[i];
    if (above !== 0) for (let d = above - 2; d <= above + 2; d++) this.#startMatch(i, d);
    this.#startLookalikes(i);
  }

  #startLookalikes(i: number): void {
    const { labels, count } = this.#plane;
    if (i + 2 >= count) return;
    const key = labels[i] | (labels[i + 1] << 8) | (labels[i + 2] << 16);
    const slot = Math.imul(key, HASH_FACTOR) >>> (32 - HASH_BITS);
    let candidate = this.#head[slot];
    for (let n = 0; n < this.#limits.chainLength && candidate >= 0; n++) {
      this.#startMatch(i, i - candidate);
      candidate = this.#previous[candidate];
    }
    this.#previous[i] = this.#head[slot];
    this.#head[slot] = i;
  }

  /** Begins a match, unless one of that distance is in progress and cheaper. */
  #startMatch(i: number, distance: number): void {
    if (distance < 1 || distance > MAX_DISTANCE || distance > i) return;
    const cost = this.#cost[i] + this.#distancePrice[distance];
    let slot = this.#slotOf[distance];
    if (slot >= 0) {
      const length = Math.max(MIN_MATCH, i - this.#activeStart[slot]);
      if (this.#activeCost[slot] + this.#lengthPrice[length] <= cost + this.#lengthPrice[MIN_MATCH]) return;
    } else {
      if (this.#activeCount === this.#limits.maxActive) return;
      slot = this.#activeCount++;
      this.#slotOf[distance] = slot;
      this.#activeDistance[slot] = distance;
    }
    this.#activeStart[slot] = i;
    this.#activeSource[slot] = i - distance;
    this.#activeCost[slot] = cost;
  }

  /**
   * Moves all matches in progress over pixel `i`; drops those that are no cheaper than a new match.
   *
   * A kernel: some ten distances a pixel, in one loop with everything in locals.
   */
  #extendMatches(i: number): void {
    const { points, weights } = this.#plane;
    const entries = this.#entries;
    const indices = this.#indices;
    const activeDistance = this.#activeDistance;
    const activeStart = this.#activeStart;
    const activeSource = this.#activeSource;
    const activeCost = this.#activeCost;
    const lengthPrice = this.#lengthPrice;
    const at = i * DIMENSIONS;
    const px = points[at];
    const py = points[at + 1];
    const pz = points[at + 2];
    const pw = points[at + 3];
    const weight = weights[i];
    let best = this.#cost[i + 1];
    const worthless = best + lengthPrice[MIN_MATCH];
    const count = this.#activeCount;
    let kept = 0;
    for (let slot = 0; slot < count; slot++) {
      const distance = activeDistance[slot];
      const start = activeStart[slot];
      const source = activeSource[slot];
      const from = indices[source] * DIMENSIONS;
      const x = px - entries[from];
      const y = py - entries[from + 1];
      const z = pz - entries[from + 2];
      const w = pw - entries[from + 3];
      const cost = activeCost[slot] + weight * (x * x + y * y + z * z + w * w);
      const length = i + 1 - start;
      const whole = cost + lengthPrice[length];
      if (length >= MIN_MATCH && whole < best) {
        best = whole;
        this.#lastLength[i + 1] = length;
        this.#lastDistance[i + 1] = distance;
      }
      if (length === MAX_MATCH || whole > worthless + this.#distancePrice[distance]) {
        this.#slotOf[distance] = -1;
      } else {
        activeDistance[kept] = distance;
        activeStart[kept] = start;
        // A match longer than its distance copies its beginning, which is not laid out yet. So take the source of the beginning.
        activeSource[kept] = source + 1 === start ? start - distance : source + 1;
        activeCost[kept] = cost;
        this.#slotOf[distance] = kept++;
      }
    }
    this.#cost[i + 1] = best;
    this.#activeCount = kept;
  }
}
