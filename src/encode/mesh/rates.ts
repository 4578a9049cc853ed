/**
 * What the residuals of a mesh cost in bits, learned from those that were chosen before.
 *
 * A vertex's residuals are one token, which deflate codes by how often it occurs in its context. Here the channels are priced
 * one after the other: each by its context, and by whether a channel before it has a residual. The sum is close to the
 * cost of the token.
 */

import { MESH_CONTEXTS } from '../../codec/mesh.js';
import { log2 } from '../deflate/costs.js';

/** Sizes of residuals with a count each. All larger ones share the last count, and cost bits for the size itself. */
const SIZES = 16;
const LARGE = SIZES - 1;
const LARGE_BITS = 8;

/** The least bits of a residual. */
const LEAST_BITS = 0.05;
/** A residual counts this much each time it occurs, and a little even if it never does. */
const SEEN = 16;
const UNSEEN_SMALL = 4;
const UNSEEN_LARGE = 1;
const SMALL_SIZE = 4;

/** Bits of residuals by table, see {@link MeshRates.tableOf}, and size. */
export class MeshRates {
  readonly #bits: Float64Array;
  readonly #counts: Uint32Array;

  constructor(channels: number) {
    const tables = MESH_CONTEXTS * channels * 2;
    this.#bits = new Float64Array(tables * SIZES);
    this.#counts = new Uint32Array(tables * SIZES);
    for (let table = 0; table < tables; table++) {
      const context = Math.floor(table / (2 * channels));
      const channel = (table >> 1) % channels;
      const spread = (1 + context) * (channel === 0 ? 1 : 0.5) * (table & 1 ? 1.5 : 1);
      this.#bits[table * SIZES] = 0.3 + 0.4 * Math.min(context, 4);
      for (let size = 1; size < SIZES; size++) this.#bits[table * SIZES + size] = 2.2 + size / spread;
    }
  }

  /** @param hasBefore - whether a channel before this one has a residual */
  tableOf(context: number, channel: number, channels: number, hasBefore: boolean): number {
    return ((context * channels + channel) * 2 + (hasBefore ? 1 : 0)) * SIZES;
  }

  /** Bits of a residual. */
  bitsOf(table: number, residual: number): number {
    const size = residual < 0 ? -residual : residual;
    return size < LARGE ? this.#bits[table + size] : this.#bits[table + LARGE] + LARGE_BITS;
  }

  count(table: number, residual: number): void {
    this.#counts[table + Math.min(Math.abs(residual), LARGE)]++;
  }

  /** Sets the bits by what was counted since the last time. */
  learn(): void {
    const bits = this.#bits;
    const counts = this.#counts;
    for (let table = 0; table < bits.length; table += SIZES) {
      let total = 0;
      for (let size = 0; size < SIZES; size++) total += occurrences(counts[table + size], size);
      const totalLog = log2(total);
      for (let size = 0; size < SIZES; size++) {
        const sign = size > 0 ? 1 : 0;
        bits[table + size] = Math.max(LEAST_BITS, totalLog - log2(occurrences(counts[table + size], size))) + sign;
      }
    }
    counts.fill(0);
  }
}

function occurrences(count: number, size: number): number {
  return SEEN * count + (size < SMALL_SIZE ? UNSEEN_SMALL : UNSEEN_LARGE);
}
