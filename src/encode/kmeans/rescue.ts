/**
 * Keeps small but distinct colours: a red marker on a map is a few pixels among a million, nothing in the sum of squared
 * error, and yet the one thing the map is about.
 *
 * The colours with the largest error take the places of entries that can merge with others, as long as that raises the sum
 * by no more than a set part of it.
 */

import { DIMENSIONS, squaredDistance } from './colour-space.js';
import type { WeightedPoints } from './histogram.js';
import type { RoundedPalette } from './round-palette.js';

/** The limits within which colours are rescued. */
export interface RescueOptions {
  /** Most that all rescues together may add to the distortion, as a part of it. */
  readonly budget: number;
  /** The first `fixed` entries keep their places. */
  readonly fixed: number;
}

/** Squared error from which a colour counts as lost: far enough to be another colour, even where it is small. */
const LOST_SQUARED = 40 * 40;
/** Squared error from which a colour may join a lost one near it. */
const JOINS_SQUARED = 20 * 20;
/** Squared distance within which pixels count as of the same colour. */
const SAME_SQUARED = 16 * 16;
/** Part of all pixels that must be of a lost colour: fewer, or a scatter of different ones, is noise. */
const LEAST_SHARE = 1e-5;
/** Most colours that are looked at. */
const MAX_TRIALS = 64;
/** Share of the entries that may give way. */
const MAX_SHARE = 1 / 8;

/**
 * Replaces entries by lost colours.
 *
 * @param palette - not changed
 * @returns the new centres, `k * 4` coordinates; undefined when there is nothing to do
 */
export function rescueColours(
  points: WeightedPoints,
  palette: RoundedPalette,
  options: RescueOptions,
): Float64Array | undefined {
  const lost = new LostColours(points, palette.errors);
  let allowance = palette.distortion * options.budget;
  if (lost.worst() < 0) return undefined;
  const centres = palette.centres.slice();
  const places = new Places(centres, palette.weights, options.fixed);
  const most = Math.ceil((palette.colours.length - options.fixed) * MAX_SHARE);
  let left = most;
  for (let trial = 0; trial < MAX_TRIALS && left > 0; trial++) {
    const point = lost.worst();
    const place = places.cheapest();
    if (point < 0 || place < 0) break;
    const { weight, gain } = lost.settle(point);
    const price = places.costs[place] - gain;
    if (weight < lost.totalWeight * LEAST_SHARE || price > allowance) continue;
    allowance -= Math.max(0, price);
    places.give(place);
    const from = point * DIMENSIONS;
    centres.set(points.coordinates.subarray(from, from + DIMENSIONS), place * DIMENSIONS);
    left--;
  }
  return left < most ? centres : undefined;
}

/** The points with large errors, less what rescued colours took of them. */
class LostColours {
  /** Sum of the weights of all points. */
  readonly totalWeight: number;
  readonly #points: WeightedPoints;
  readonly #members: Uint32Array;
  readonly #errors: Float64Array;

  constructor(points: WeightedPoints, errors: Float64Array) {
    this.#points = points;
    const members: number[] = [];
    let totalWeight = 0;
    for (let i = 0; i < errors.length; i++) {
      if (errors[i] >= JOINS_SQUARED) members.push(i);
      totalWeight += points.weights[i];
    }
    this.totalWeight = totalWeight;
    this.#members = Uint32Array.from(members);
    this.#errors = Float64Array.from(members, (i) => errors[i]);
  }

  /** The lost point with the largest error, ties to the lower index; -1 when none is lost. */
  worst(): number {
    let worst = -1;
    let worstSquared = LOST_SQUARED;
    for (let m = 0; m < this.#members.length; m++) {
      if (this.#errors[m] < worstSquared || (worst >= 0 && this.#errors[m] === worstSquared)) continue;
      worstSquared = this.#errors[m];
      worst = this.#members[m];
    }
    return worst;
  }

  /**
   * Lets the points that are nearer to this one than to their entries join it.
   *
   * @returns the error saved, and the weight of the points among them that are of the same colour
   */
  settle(point: number): { weight: number; gain: number } {
    const { coordinates, weights } = this.#points;
    let weight = 0;
    let gain = 0;
    for (let m = 0; m < this.#members.length; m++) {
      const i = this.#members[m];
      const squared = squaredDistance(coordinates, i * DIMENSIONS, coordinates, point * DIMENSIONS);
      if (squared >= this.#errors[m]) continue;
      if (squared <= SAME_SQUARED) weight += weights[i];
      gain += weights[i] * (this.#errors[m] - squared);
      this.#errors[m] = squared;
    }
    return { weight, gain };
  }
}

/** Entries that can give way by merging with another, and what it costs. */
class Places {
  /** Most that the distortion can rise if an entry merges with its stand-in (Ward 1963); infinite for one that must stay. */
  readonly costs: Float64Array;
  readonly #standIns: Uint16Array;
  readonly #centres: Float64Array;
  readonly #weights: Float64Array;
  readonly #fixed: number;

  /** @param centres - changed by {@link give} */
  constructor(centres: Float64Array, weights: Float64Array, fixed: number) {
    const k = weights.length;
    this.costs = new Float64Array(k).fill(Number.POSITIVE_INFINITY);
    this.#standIns = new Uint16Array(k);
    this.#centres = centres;
    this.#weights = weights;
    this.#fixed = fixed;
    for (let a = fixed; a < k; a++) {
      for (let b = 0; b < k; b++) {
        if (b === a) continue;
        const squared = squaredDistance(centres, a * DIMENSIONS, centres, b * DIMENSIONS);
        const cost = weights[a] * this.#shareOf(a, b) * squared;
        if (cost >= this.costs[a]) continue;
        this.costs[a] = cost;
        this.#standIns[a] = b;
      }
    }
  }

  /** The entry that costs least, ties to the lower index; -1 when all must stay. */
  cheapest(): number {
    let best = 0;
    for (let id = 1; id < this.costs.length; id++) if (this.costs[id] < this.costs[best]) best = id;
    return this.costs[best] < Number.POSITIVE_INFINITY ? best : -1;
  }

  /** Moves an entry's stand-in to the mean of the two, after which both must stay; the entry's place is free. */
  give(place: number): void {
    const standIn = this.#standIns[place];
    const way = 1 - this.#shareOf(place, standIn);
    for (let d = 0; d < DIMENSIONS; d++) {
      const from = this.#centres[standIn * DIMENSIONS + d];
      this.#centres[standIn * DIMENSIONS + d] = from + way * (this.#centres[place * DIMENSIONS + d] - from);
    }
    this.costs[place] = Number.POSITIVE_INFINITY;
    this.costs[standIn] = Number.POSITIVE_INFINITY;
  }

  /** The stand-in's share of both entries' weight; 1 for one that can't move. */
  #shareOf(place: number, standIn: number): number {
    const both = this.#weights[place] + this.#weights[standIn];
    return standIn < this.#fixed || both === 0 ? 1 : this.#weights[standIn] / both;
  }
}
