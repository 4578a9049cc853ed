/** Chooses the residuals of a mesh's vertices for least D + lambda * R. */

import {
  contextOf,
  MAX_MESH_VALUE,
  type MeshLattice,
  predictVertex,
  quantisePrediction,
  type Vertex,
  visitVertices,
} from '../../codec/mesh.js';
import { stepOf } from '../../codec/mesh-values.js';
import type { MeshShape } from '../../format/header.js';
import type { MeshRates } from './rates.js';
import type { Surface } from './surface.js';

/**
 * A bit of a residual counts this many times. A vertex with a residual no longer follows coarser ones, which costs more bits
 * later than its own.
 */
const RATE_FACTOR = 1.4;

/** A quantised surface. */
export interface QuantisedMesh {
  /** By channel, as a decoder restores them. */
  readonly values: readonly Int16Array[];
  readonly residuals: readonly Int16Array[];
  /** See `contextOf`. */
  readonly sizes: Uint8Array;
  /** Estimated bits of each vertex. */
  readonly bits: Float64Array;
}

/**
 * Quantises a surface from the root to the finest level, several times. The first sweep treats each vertex alone. Later ones
 * know which finer vertices have no residual and follow.
 *
 * @param surface - its values become the quantised ones
 * @param rates - learns from each sweep
 */
export function quantise(
  surface: Surface,
  lattice: MeshLattice,
  shape: MeshShape,
  lambda: number,
  rates: MeshRates,
  sweeps: number,
): QuantisedMesh {
  const quantiser = new Quantiser(surface, lattice, shape, lambda, rates);
  for (let sweep = 0; sweep < sweeps; sweep++) quantiser.sweep(sweep > 0);
  return quantiser;
}

class Quantiser implements QuantisedMesh {
  readonly values: readonly Int16Array[];
  readonly residuals: readonly Int16Array[];
  readonly sizes: Uint8Array;
  readonly bits: Float64Array;
  readonly #surface: Surface;
  readonly #lattice: MeshLattice;
  readonly #shape: MeshShape;
  readonly #price: number;
  readonly #rates: MeshRates;
  readonly #channels: number;

  constructor(surface: Surface, lattice: MeshLattice, shape: MeshShape, lambda: number, rates: MeshRates) {
    const count = lattice.columns * lattice.rows;
    this.#channels = surface.values.length;
    const makePlanes = () => surface.values.map(() => new Int16Array(count));
    this.values = makePlanes();
    this.residuals = makePlanes();
    this.sizes = new Uint8Array(count);
    this.bits = new Float64Array(count);
    this.#surface = surface;
    this.#lattice = lattice;
    this.#shape = shape;
    this.#price = RATE_FACTOR * lambda;
    this.#rates = rates;
  }

  /** @param follows - whether finer vertices without a residual move along with coarser ones */
  sweep(follows: boolean): void {
    this.sizes.fill(0);
    const { columns } = this.#lattice;
    const choose = (vertex: Vertex) => this.#choose(vertex, follows && vertex.level > 0);
    const fill = (vertex: Vertex) => {
      for (let c = 0; c < this.#channels; c++) {
        const value = predictVertex(this.values[c], vertex, columns);
        this.values[c][vertex.at] = value;
        this.#surface.values[c][vertex.at] = value;
      }
    };
    visitVertices(this.#lattice, choose, fill);
    this.#rates.learn();
  }

  #choose(vertex: Vertex, follows: boolean): void {
    const { at, x, y, level } = vertex;
    const { columns } = this.#lattice;
    const surface = this.#surface;
    const rates = this.#rates;
    if (follows) surface.aimWithOthers(vertex, this.residuals);
    else surface.aimAlone(at, x, y);
    const context = contextOf(this.sizes, vertex, columns);
    let size = 0;
    let bits = 0;
    for (let c = 0; c < this.#channels; c++) {
      const predicted = predictVertex(this.values[c], vertex, columns);
      const table = rates.tableOf(context, c, this.#channels, size > 0);
      const step = stepOf(this.#shape, c, level);
      const residual = this.#chooseResidual(c, predicted, step, table);
      const value = residual === 0 ? predicted : (quantisePrediction(predicted, step) + residual) * step;
      if (follows) surface.moveWithOthers(c, x, y, level, value - surface.values[c][at]);
      surface.values[c][at] = value;
      this.values[c][at] = value;
      this.residuals[c][at] = residual;
      rates.count(table, residual);
      bits += rates.bitsOf(table, residual);
      size += Math.abs(residual);
    }
    this.sizes[at] = Math.min(size, 255);
    this.bits[at] = bits;
  }

  /** No residual, or one of the four multiples of the step around the goal. */
  #chooseResidual(channel: number, predicted: number, step: number, table: number): number {
    const { values, curvatures } = this.#surface.goal;
    const curvature = curvatures[channel];
    if (curvature === 0) return 0;
    const goal = values[channel];
    const rates = this.#rates;
    const middle = quantisePrediction(predicted, step);
    let best = 0;
    let bestPrice = curvature * (goal - predicted) * (goal - predicted) + this.#price * rates.bitsOf(table, 0);
    const below = Math.floor(goal / step);
    for (let multiple = below - 1; multiple <= below + 2; multiple++) {
      const value = multiple * step;
      const residual = multiple - middle;
      if (residual === 0 || value > MAX_MESH_VALUE || value < -MAX_MESH_VALUE) continue;
      const price = curvature * (goal - value) * (goal - value) + this.#price * rates.bitsOf(table, residual);
      if (price >= bestPrice) continue;
      best = residual;
      bestPrice = price;
    }
    return best;
  }
}
