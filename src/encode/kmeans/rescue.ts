/**
 * Keeps small but distinct colours. A red marker on a map is a few pixels among a million. It hardly counts in the sum of
 * squared error, and yet it is what the map is for.
 *
 * The colours with the largest error replace entries that can merge with others. The rescues together may raise the sum
 * only by a given share.
 */

import { DIMENSIONS, squaredDistance } from './colour-space.js';
import type { WeightedPoints } from './histogram.js';
import type { RoundedPalette } from './round-palette.js';

/** Limits of the rescue. */
export interface RescueOptions {
  /** Maximum that all rescues together may add to the distortion, as a share of it. */
  readonly budget: number;
  /** The first `fixed` entries keep their places. */
  readonly fixed: number;
}

/** Squared error from which a colour counts as lost: it is then clearly another colour, even in a small area. */
const LOST_SQUARED = 40 * 40;
/** Squared error from which a colour may join a lost one near it. */
const JOINS_SQUARED = 20 * 20;
/** Squared distance within which pixels count as the same colour. */
const SAME_SQUARED = 16 * 16;
/** Share of all pixels that a lost colour must have. Fewer pixels, or a scatter of different colours, are noise. */
const LEAST_SHARE = 3e-5;
/** Maximum number of colours that are examined. */
const MAX_CANDIDATES = 24;
/** Maximum share of the entries that may be replaced. */
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
  const most = Math.ceil((palette.colours.length - options.fixed) * MAX_SHARE);
  let allowance = palette.distortion * options.budget;
  let rescued = 0;
  let places: Places | undefined;
  for (let tried = 0; tried < MAX_CANDIDATES && rescued < most; tried++) {
    const point = lost.worst();
    if (point < 0) break;
    const { weight, gain } = lost.settle(point);
    if (weight < lost.totalWeight * LEAST_SHARE) continue;
    places ??= new Places(palette.centres.slice(), palette.weights, options.fixed);
    const place = places.cheapest();
    if (place < 0) break;
    const price = places.costs[place] - gain;
    if (price > allowance) continue;
    allowance -= Math.max(0, price);
    places.give(place, points.coordinates, point);
    rescued++;
  }
  return rescued > 0 ? places?.centres : undefined;
}

/** The points with large errors, less what rescued colours have removed from them. */
class LostColours {
  /** Sum of the weights of all points. */
  readonly totalWeight: number;
  readonly #points: WeightedPoints;
  readonly #members: Uint32Array;
  readonly #errors: Float64Array;

  constructor(points: WeightedPoints, errors: Float64Array) {
    this.#points = points;
    const members = new Uint32Array(errors.length);
    let count = 0;
    let totalWeight = 0;
    for (let i = 0; i < errors.length; i++) {
      if (errors[i] >= JOINS_SQUARED) members[count++] = i;
      totalWeight += points.weights[i];
    }
    this.totalWeight = totalWeight;
    this.#members = members.slice(0, count);
    this.#errors = new Float64Array(count);
    for (let m = 0; m < count; m++) this.#errors[m] = errors[members[m]];
  }

  /** The lost point with the largest error, ties to the lower index; -1 when none is lost. */
  worst(): number {
    const errors = this.#errors;
    let worst = -1;
    for (let m = 0; m < errors.length; m++) {
      if (errors[m] >= LOST_SQUARED && (worst < 0 || errors[m] > errors[worst])) worst = m;
    }
    return worst < 0 ? -1 : this.#members[worst];
  }

  /**
   * Moves the points that are nearer to this one than to their entries to it.
   *
   * @returns the error saved, and the weight of the points among them that are of the same colour
   */
  settle(point: number): { weight: number; gain: number } {
    const { coordinates, weights } = this.#points;
    const members = this.#members;
    const errors = this.#errors;
    let weight = 0;
    let gain = 0;
    for (let m = 0; m < members.length; m++) {
      const i = members[m];
      const squared = squaredDistance(coordinates, i * DIMENSIONS, coordinates, point * DIMENSIONS);
      if (squared >= errors[m]) continue;
      if (squared <= SAME_SQUARED) weight += weights[i];
      gain += weights[i] * (errors[m] - squared);
      errors[m] = squared;
    }
    return { weight, gain };
  }
}

/** Entries that can be replaced by merging with another, and what that costs. */
class Places {
  /** Maximum rise of the distortion if an entry merges with its stand-in (Ward 1963); infinite for an entry that must stay. */
  readonly costs: Float64Array;
  readonly #standIns: Uint16Array;
  /** The centres after all replacements. */
  readonly centres: Float64Array;
  readonly #weights: Float64Array;
  readonly #fixed: number;

  /** @param centres - kept and changed */
  constructor(centres: Float64Array, weights: Float64Array, fixed: number) {
    const k = weights.length;
    this.costs = new Float64Array(k).fill(Number.POSITIVE_INFINITY);
    this.#standIns = new Uint16Array(k);
    this.centres = centres;
    this.#weights = weights;
    this.#fixed = fixed;
    for (let a = fixed; a < k; a++) {
      for (let b = 0; b < k; b++) {
        if (b === a) continue;
        const squared = squaredDistance(centres, a * DIMENSIONS, centres, b * DIMENSIONS);
        const share = b < fixed ? 1 : weights[b] / (weights[a] + weights[b] || 1);
        const cost = weights[a] * share * squared;
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

  /** Moves an entry's stand-in to the mean of the two, and the entry to a point. Both must then stay. */
  give(place: number, coordinates: Float64Array, point: number): void {
    const centres = this.centres;
    const standIn = this.#standIns[place];
    const both = this.#weights[place] + this.#weights[standIn];
    const way = standIn < this.#fixed || both === 0 ? 0 : this.#weights[place] / both;
    for (let d = 0; d < DIMENSIONS; d++) {
      const from = centres[standIn * DIMENSIONS + d];
      centres[standIn * DIMENSIONS + d] = from + way * (centres[place * DIMENSIONS + d] - from);
      centres[place * DIMENSIONS + d] = coordinates[point * DIMENSIONS + d];
    }
    this.costs[place] = Number.POSITIVE_INFINITY;
    this.costs[standIn] = Number.POSITIVE_INFINITY;
  }
}
