/**
 * A surface while it is fitted: the values of all vertices, and where a vertex's value has the least error if the others stay.
 */

import type { MeshLattice, Vertex } from '../../codec/mesh.js';
import { type CellSums, CORNERS } from './cells.js';

/** The best value of a vertex in each channel, and how fast the error grows from there. */
export interface Goal {
  /** In 1/16 of a code unit. */
  readonly values: Float64Array;
  /** The error of a value `v` is `curvature * (v - goal)^2` above the least one. 0 if the vertex draws no pixel. */
  readonly curvatures: Float64Array;
}

/** Most positions of a vertex's reach, in one direction: the root may be four levels above the finest. */
const MAX_REACH = 2 * 16 + 1;

/** The values of a band's vertices, which change one by one. */
export class Surface {
  /** By channel. */
  readonly values: readonly Float64Array[];
  readonly goal: Goal;
  readonly #lattice: MeshLattice;
  readonly #sums: CellSums;
  /** The weights of cells, 0 for those outside the mesh, in rows of a cell more on each side. */
  readonly #weights: Float64Array;
  /** For each vertex, the weighted projections on it: one number a channel. */
  readonly #wanted: Float64Array;
  /** For each channel, how far the vertices around a coarse one move along with it. */
  readonly #pull: readonly Float64Array[];

  /** Begins with the values that each cell's own pixels have on average near the vertex. */
  constructor(lattice: MeshLattice, sums: CellSums, values?: readonly Float64Array[]) {
    const { channels } = sums;
    this.#lattice = lattice;
    this.#sums = sums;
    this.values = values ?? startValues(lattice, sums);
    this.goal = { values: new Float64Array(channels), curvatures: new Float64Array(channels) };
    this.#pull = Array.from({ length: channels }, () => new Float64Array(MAX_REACH * MAX_REACH));
    this.#weights = new Float64Array((lattice.columns + 1) * (lattice.rows + 1));
    this.#wanted = new Float64Array(lattice.columns * lattice.rows * channels);
    this.#weighCells();
  }

  #weighCells(): void {
    const { columns, cells } = this.#lattice;
    const { across, down, channels, projections, weights } = this.#sums;
    for (let row = 0, cell = 0; row < down; row++) {
      for (let column = 0; column < across; column++, cell++) {
        if (cells[0][row * (columns - 1) + column] === 0) continue;
        const weight = weights[cell];
        this.#weights[(row + 1) * (columns + 1) + column + 1] = weight;
        for (let corner = 0, from = cell * CORNERS * channels; corner < CORNERS; corner++) {
          const vertex = (row + (corner >> 1)) * columns + column + (corner & 1);
          for (let c = 0; c < channels; c++, from++) this.#wanted[vertex * channels + c] += weight * projections[from];
        }
      }
    }
  }

  /** Moves every vertex of the mesh to its goal, again and again (Gauss-Seidel). */
  relax(rounds: number): void {
    const { columns, rows } = this.#lattice;
    const { values, curvatures } = this.goal;
    for (let round = 0; round < rounds; round++) {
      for (let y = 0, at = 0; y < rows; y++) {
        for (let x = 0; x < columns; x++, at++) {
          this.aimAlone(at, x, y);
          if (curvatures[0] === 0) continue;
          for (let c = 0; c < values.length; c++) this.values[c][at] = values[c];
        }
      }
    }
  }

  /** Sets the goal of a vertex if no other vertex moves. */
  aimAlone(at: number, x: number, y: number): void {
    const { channels, gram, importance } = this.#sums;
    const { columns, rows } = this.#lattice;
    const { values, curvatures } = this.goal;
    // The cells around: above to the left, above to the right, and so on.
    const above = y * (columns + 1) + x;
    const below = above + columns + 1;
    const aboveLeft = this.#weights[above];
    const aboveRight = this.#weights[above + 1];
    const belowLeft = this.#weights[below];
    const belowRight = this.#weights[below + 1];
    const curvature = gram[15] * aboveLeft + gram[10] * aboveRight + gram[5] * belowLeft + gram[0] * belowRight;
    if (curvature === 0) {
      curvatures.fill(0);
      return;
    }
    const toLeft = gram[14] * aboveLeft + gram[4] * belowLeft;
    const toRight = gram[11] * aboveRight + gram[1] * belowRight;
    const upwards = gram[13] * aboveLeft + gram[8] * aboveRight;
    const downwards = gram[7] * belowLeft + gram[2] * belowRight;
    const diagonal = gram[12];
    // At the border of the lattice the factor is 0, and any place will do.
    const left = x > 0 ? at - 1 : at;
    const right = x < columns - 1 ? at + 1 : at;
    const up = y > 0 ? columns : 0;
    const down = y < rows - 1 ? columns : 0;
    for (let c = 0; c < channels; c++) {
      const v = this.values[c];
      const others =
        toLeft * v[left] +
        toRight * v[right] +
        upwards * v[at - up] +
        downwards * v[at + down] +
        diagonal *
          (aboveLeft * v[left - up] +
            aboveRight * v[right - up] +
            belowLeft * v[left + down] +
            belowRight * v[right + down]);
      values[c] = (this.#wanted[at * channels + c] - others) / curvature;
      curvatures[c] = curvature * importance[c];
    }
  }

  /**
   * Sets the goal of a vertex if finer vertices without a residual move along: each is the mean of coarser ones.
   *
   * @param residuals - by channel
   */
  aimWithOthers({ at, x, y, level }: Vertex, residuals: readonly Int16Array[]): void {
    const { channels, importance } = this.#sums;
    const { values, curvatures } = this.goal;
    for (let c = 0; c < channels; c++) {
      this.#findPull(this.#pull[c], residuals[c], x, y, level);
      const { slope, curvature } = this.#measurePull(c, x, y, level);
      const value = this.values[c][at];
      values[c] = curvature > 0 ? value - slope / curvature : value;
      curvatures[c] = curvature * importance[c];
    }
  }

  /** Moves the last vertex of {@link aimWithOthers} in a channel, and those that move along. */
  moveWithOthers(channel: number, x: number, y: number, level: number, change: number): void {
    const { columns } = this.#lattice;
    const reach = 1 << level;
    const size = 2 * reach + 1;
    const pull = this.#pull[channel];
    const values = this.values[channel];
    for (let j = 0; j < size; j++) {
      const row = (y - reach + j) * columns + x - reach;
      for (let i = 0; i < size; i++) if (pull[j * size + i] !== 0) values[row + i] += pull[j * size + i] * change;
    }
  }

  /** How far each vertex within reach moves if the middle one moves by 1, and finer ones without a residual follow. */
  #findPull(pull: Float64Array, residuals: Int16Array, x: number, y: number, level: number): void {
    const { columns, rows } = this.#lattice;
    const reach = 1 << level;
    const size = 2 * reach + 1;
    const [left, top] = [x - reach, y - reach];
    const follows = (i: number, j: number) =>
      left + i >= 0 &&
      top + j >= 0 &&
      left + i < columns &&
      top + j < rows &&
      residuals[(top + j) * columns + left + i] === 0;
    pull.fill(0, 0, size * size);
    pull[reach * size + reach] = 1;
    for (let step = reach >> 1; step > 0; step >>= 1) {
      const row = step * size;
      for (let j = 0; j < size; j += 2 * step) {
        for (let i = step; i < size; i += 2 * step) {
          const at = j * size + i;
          if (follows(i, j)) pull[at] = (pull[at - step] + pull[at + step]) / 2;
          const across = i * size + j;
          if (follows(j, i)) pull[across] = (pull[across - row] + pull[across + row]) / 2;
        }
      }
      for (let j = step; j < size; j += 2 * step) {
        for (let i = step; i < size; i += 2 * step) {
          const at = j * size + i;
          if (follows(i, j)) pull[at] = (pull[at - step] + pull[at + step] + pull[at - row] + pull[at + row]) / 4;
        }
      }
    }
  }

  /** Half the slope of the error along a pull, and its curvature, before the channel's importance. */
  #measurePull(channel: number, x: number, y: number, level: number): { slope: number; curvature: number } {
    const { across, down, channels, projections, weights, gram } = this.#sums;
    const { columns, cells } = this.#lattice;
    const reach = 1 << level;
    const size = 2 * reach + 1;
    const pull = this.#pull[channel];
    const values = this.values[channel];
    let slope = 0;
    let curvature = 0;
    for (let j = Math.max(0, reach - y); j < 2 * reach && y - reach + j < down; j++) {
      for (let i = Math.max(0, reach - x); i < 2 * reach && x - reach + i < across; i++) {
        const column = x - reach + i;
        const row = y - reach + j;
        if (cells[0][row * (columns - 1) + column] === 0) continue;
        const at = j * size + i;
        const p0 = pull[at];
        const p1 = pull[at + 1];
        const p2 = pull[at + size];
        const p3 = pull[at + size + 1];
        if (p0 === 0 && p1 === 0 && p2 === 0 && p3 === 0) continue;
        const cell = row * across + column;
        const from = cell * CORNERS * channels + channel;
        const v = row * columns + column;
        const g0 = gram[0] * p0 + gram[1] * p1 + gram[2] * p2 + gram[3] * p3;
        const g1 = gram[4] * p0 + gram[5] * p1 + gram[6] * p2 + gram[7] * p3;
        const g2 = gram[8] * p0 + gram[9] * p1 + gram[10] * p2 + gram[11] * p3;
        const g3 = gram[12] * p0 + gram[13] * p1 + gram[14] * p2 + gram[15] * p3;
        const drawn = g0 * values[v] + g1 * values[v + 1] + g2 * values[v + columns] + g3 * values[v + columns + 1];
        const wanted =
          p0 * projections[from] +
          p1 * projections[from + channels] +
          p2 * projections[from + 2 * channels] +
          p3 * projections[from + 3 * channels];
        slope += weights[cell] * (drawn - wanted);
        curvature += weights[cell] * (g0 * p0 + g1 * p1 + g2 * p2 + g3 * p3);
      }
    }
    return { slope, curvature };
  }
}

/** For each vertex, the mean of the pixels of a cell that it is a corner of, weighted by their nearness. */
function startValues({ columns, rows }: MeshLattice, sums: CellSums): Float64Array[] {
  const { across, down, channels, projections, gram } = sums;
  const totals = Array.from({ length: CORNERS }, (_, corner) => {
    const row = gram.subarray(CORNERS * corner, CORNERS * (corner + 1));
    return row[0] + row[1] + row[2] + row[3];
  });
  const values = Array.from({ length: channels }, () => new Float64Array(columns * rows));
  for (let y = 0, at = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++, at++) {
      const column = Math.min(x, across - 1);
      const row = Math.min(y, down - 1);
      const corner = (x > column ? 1 : 0) + (y > row ? 2 : 0);
      const from = ((row * across + column) * CORNERS + corner) * channels;
      for (let c = 0; c < channels; c++) values[c][at] = projections[from + c] / totals[corner];
    }
  }
  return values;
}

/**
 * The weighted squared error of each cell of the mesh, as its vertices draw it before rounding; 0 for other cells.
 *
 * @param values - by channel, in 1/16 of a code unit
 */
export function measureSurface(
  lattice: MeshLattice,
  sums: CellSums,
  values: readonly ArrayLike<number>[],
): Float64Array {
  const { across, down, channels, projections, energies, weights, gram, importance } = sums;
  const { columns, cells } = lattice;
  const errors = new Float64Array(across * down);
  for (let row = 0, cell = 0; row < down; row++) {
    for (let column = 0; column < across; column++, cell++) {
      if (cells[0][row * (columns - 1) + column] === 0) continue;
      const v = row * columns + column;
      let error = energies[cell];
      for (let c = 0; c < channels; c++) {
        const plane = values[c];
        const from = cell * CORNERS * channels + c;
        for (let a = 0; a < CORNERS; a++) {
          const g = CORNERS * a;
          const product =
            gram[g] * plane[v] +
            gram[g + 1] * plane[v + 1] +
            gram[g + 2] * plane[v + columns] +
            gram[g + 3] * plane[v + columns + 1];
          const value = plane[v + (a & 1) + (a >> 1) * columns];
          error += importance[c] * value * (product - 2 * projections[from + a * channels]);
        }
      }
      errors[cell] = weights[cell] * Math.max(0, error);
    }
  }
  return errors;
}
