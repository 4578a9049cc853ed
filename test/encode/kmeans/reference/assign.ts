/** Nearest centres of points in TypeScript: the reference for the kernel `assign`. */

import type { Assigner } from '../../../../src/encode/kmeans/assign.js';
import { DIMENSIONS, SLACK } from '../../../../src/wasm/constants.js';
import { NeighbourLists } from './neighbours.js';

/** Gives the labels and bounds that the kernel must give. */
export class PlainAssigner implements Assigner {
  readonly labels: Uint16Array;
  readonly upper: Float64Array;
  readonly lower: Float64Array;
  readonly #coordinates: Float64Array;
  readonly #k: number;
  readonly #neighbours: NeighbourLists;
  /** The distance that each centre has moved since the last assignment. */
  readonly #moves: Float64Array;
  /** The centres of the last assignment. */
  readonly #previous: Float64Array;
  /** Whether there are no valid bounds. */
  #fresh = true;
  /** Whether the labels have no values yet. */
  #blank: boolean;

  /**
   * @param coordinates - `n * 4`, kept, not copied
   * @param k - number of centres, 1..4096
   * @param hints - a likely label of each point, each below k, to start the search at; copied
   */
  constructor(coordinates: Float64Array, k: number, hints?: Uint16Array) {
    const count = coordinates.length / DIMENSIONS;
    this.#blank = hints === undefined;
    this.labels = hints?.slice() ?? new Uint16Array(count);
    this.upper = new Float64Array(count);
    this.lower = new Float64Array(count);
    this.#coordinates = coordinates;
    this.#k = k;
    this.#neighbours = new NeighbourLists(k);
    this.#moves = new Float64Array(k);
    this.#previous = new Float64Array(k * DIMENSIONS);
  }

  forget(): void {
    this.#fresh = true;
  }

  assign(centres: Float64Array): number {
    this.#neighbours.rebuild(centres);
    const changed = this.#fresh ? this.#assignFresh(centres) : this.#assignMoved(centres);
    this.#previous.set(centres);
    this.#fresh = false;
    return changed;
  }

  /** Searches every point; without hints from its predecessor's label, as neighbours in the canonical order are alike. */
  #assignFresh(centres: Float64Array): number {
    let hint = 0;
    for (let i = 0; i < this.labels.length; i++) {
      if (!this.#blank) hint = this.labels[i];
      this.#search(i, hint, centres);
      hint = this.labels[i];
    }
    this.#blank = false;
    return this.labels.length;
  }

  #assignMoved(centres: Float64Array): number {
    const { fastest, largest, second } = this.#measureMoves(centres);
    const { labels, upper, lower } = this;
    const moves = this.#moves;
    const coordinates = this.#coordinates;
    const halfGaps = this.#neighbours.halfGaps;
    let changed = 0;
    for (let i = 0; i < labels.length; i++) {
      const label = labels[i];
      const below = lower[i] - (label === fastest ? second : largest);
      const halfGap = halfGaps[label];
      const bound = (below > halfGap ? below : halfGap) - SLACK;
      const above = upper[i] + moves[label];
      upper[i] = above;
      lower[i] = below;
      if (above < bound) continue;
      const at = i * DIMENSIONS;
      const from = label * DIMENSIONS;
      const x = coordinates[at] - centres[from];
      const y = coordinates[at + 1] - centres[from + 1];
      const z = coordinates[at + 2] - centres[from + 2];
      const w = coordinates[at + 3] - centres[from + 3];
      const exact = Math.sqrt(x * x + y * y + z * z + w * w);
      upper[i] = exact;
      if (exact < bound) continue;
      this.#search(i, label, centres);
      if (labels[i] !== label) changed++;
    }
    return changed;
  }

  /**
   * Finds the nearest and the second nearest centre of a point, among the neighbours of a first guess.
   *
   * A centre at distance `g` from the guess is at least `g - d` from a point at distance `d` from the guess; once that is
   * beyond the second best so far, so are all the rest of the list.
   */
  #search(i: number, guess: number, centres: Float64Array): void {
    const { ids, distances, stride, length, complete } = this.#neighbours;
    const at = i * DIMENSIONS;
    const px = this.#coordinates[at];
    const py = this.#coordinates[at + 1];
    const pz = this.#coordinates[at + 2];
    const pw = this.#coordinates[at + 3];
    const gx = px - centres[guess * DIMENSIONS];
    const gy = py - centres[guess * DIMENSIONS + 1];
    const gz = pz - centres[guess * DIMENSIONS + 2];
    const gw = pw - centres[guess * DIMENSIONS + 3];
    let best = guess;
    let bestSquared = gx * gx + gy * gy + gz * gz + gw * gw;
    const toGuess = Math.sqrt(bestSquared);
    let secondSquared = Number.POSITIVE_INFINITY;
    let limit = Number.POSITIVE_INFINITY;
    let entry = guess * stride;
    const end = entry + length;
    for (; entry < end && distances[entry] <= limit; entry++) {
      const id = ids[entry];
      const from = id * DIMENSIONS;
      const x = px - centres[from];
      const y = py - centres[from + 1];
      const z = pz - centres[from + 2];
      const w = pw - centres[from + 3];
      const squared = x * x + y * y + z * z + w * w;
      if (squared < secondSquared) {
        if (squared < bestSquared || (squared === bestSquared && id < best)) {
          secondSquared = bestSquared;
          bestSquared = squared;
          best = id;
        } else {
          secondSquared = squared;
        }
        limit = toGuess + Math.sqrt(secondSquared) + SLACK;
      } else if (squared === bestSquared && id < best) {
        best = id;
      }
    }
    if (entry === end && !complete) {
      this.#scanAll(i, centres);
      return;
    }
    this.labels[i] = best;
    this.upper[i] = Math.sqrt(bestSquared);
    this.lower[i] = Math.sqrt(secondSquared);
  }

  /** {@link #search} by comparing all centres. */
  #scanAll(i: number, centres: Float64Array): void {
    const at = i * DIMENSIONS;
    const px = this.#coordinates[at];
    const py = this.#coordinates[at + 1];
    const pz = this.#coordinates[at + 2];
    const pw = this.#coordinates[at + 3];
    let best = 0;
    let bestSquared = Number.POSITIVE_INFINITY;
    let secondSquared = Number.POSITIVE_INFINITY;
    for (let id = 0, from = 0; id < this.#k; id++, from += DIMENSIONS) {
      const x = px - centres[from];
      const y = py - centres[from + 1];
      const z = pz - centres[from + 2];
      const w = pw - centres[from + 3];
      const squared = x * x + y * y + z * z + w * w;
      if (squared < bestSquared) {
        secondSquared = bestSquared;
        bestSquared = squared;
        best = id;
      } else if (squared < secondSquared) {
        secondSquared = squared;
      }
    }
    this.labels[i] = best;
    this.upper[i] = Math.sqrt(bestSquared);
    this.lower[i] = Math.sqrt(secondSquared);
  }

  /** Notes how far each centre moved; returns the fastest, its move, and the largest move of the others. */
  #measureMoves(centres: Float64Array): { fastest: number; largest: number; second: number } {
    let fastest = 0;
    let largest = 0;
    let second = 0;
    for (let id = 0; id < this.#k; id++) {
      const from = id * DIMENSIONS;
      const x = centres[from] - this.#previous[from];
      const y = centres[from + 1] - this.#previous[from + 1];
      const z = centres[from + 2] - this.#previous[from + 2];
      const w = centres[from + 3] - this.#previous[from + 3];
      const move = Math.sqrt(x * x + y * y + z * z + w * w);
      this.#moves[id] = move;
      if (move > largest) {
        second = largest;
        largest = move;
        fastest = id;
      } else if (move > second) {
        second = move;
      }
    }
    return { fastest, largest, second };
  }
}
