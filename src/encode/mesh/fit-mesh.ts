/**
 * Fits a mesh to a band: which blocks it draws, and the residuals of its vertices, for least D + lambda * R.
 *
 * Rounds alternate between the surface and the blocks. The surface is fitted to the blocks that it draws (least squares), and
 * quantised. A block leaves the mesh if its palette would be cheaper, and joins it if the mesh would be.
 */

import { bandAt, makeLayout, packBlockMap } from '../../codec/layout.js';
import { type MeshLattice, makeLattice } from '../../codec/mesh.js';
import { writeMesh } from '../../codec/mesh-values.js';
import type { MeshShape } from '../../format/header.js';
import { defineTask } from '../define-task.js';
import { BlockChoice, GivenBlocks } from './block-choice.js';
import { type BandPixels, type CellSums, CORNERS, measureCells, measureFreely } from './cells.js';
import { type QuantisedMesh, quantise } from './quantise.js';
import { MeshRates } from './rates.js';
import { measureSurface, Surface } from './surface.js';

/** What fitting a band needs: plain data. */
export interface MeshFitting {
  readonly pixels: BandPixels;
  readonly blockLog2: number;
  readonly shape: MeshShape;
  /** Code units squared of error that a bit is worth, above 0. */
  readonly lambda: number;
  readonly effort: MeshEffort;
  /** For each block, the weighted squared error and the bits that it has without the mesh. */
  readonly paletteErrors: Float64Array;
  readonly paletteBits: Float64Array;
  /** The blocks of the mesh, one byte a block, if they must not change; the palette's errors and bits then don't matter. */
  readonly given?: Uint8Array;
}

/** A fitted mesh. */
export interface FittedMesh {
  /** One byte a block of the band, row-major: 1 if the mesh draws it. */
  readonly map: Uint8Array<ArrayBuffer>;
  /** What the band stores, before it is deflated; empty if the mesh draws no block. */
  readonly stored: Uint8Array<ArrayBuffer>;
  /** By how much D + lambda * R falls, estimated. */
  readonly gain: number;
}

/** How long a mesh is fitted. */
export interface MeshEffort {
  /** Rounds between surface and blocks, at least 1. */
  readonly rounds: number;
  /** Sweeps of the last quantisation, at least 1. */
  readonly sweeps: number;
  /** Whether a lattice whose vertices are 2 pixels apart is tried too. Fitting it takes three times as long as all others. */
  readonly triesFinest: boolean;
}

/** Rounds of least squares: at first, and after blocks have changed. */
const FIRST_RELAXING = 5;
const RELAXING = 2;
/** Sweeps of the quantisation while blocks change. */
const SWEEPS = 2;

/** Fits a mesh to a band. */
export function fitMesh({ pixels, blockLog2, shape, lambda, effort, given, ...palette }: MeshFitting): FittedMesh {
  const { width, height } = pixels;
  const grid = { width, height, blockLog2, columns: blocksIn(width, blockLog2), rows: blocksIn(height, blockLog2) };
  const sums = measureCells(pixels, shape.finestLog2);
  const sumBlocks = (cells: Float64Array) => sumCells(cells, sums, grid.columns, blockLog2 - shape.finestLog2);
  const free = sumBlocks(measureFreely(sums));
  const choice = given ? new GivenBlocks(given) : new BlockChoice({ pixels, grid, lambda, free, ...palette });
  const rates = new MeshRates(sums.channels);
  let fitted: readonly Float64Array[] | undefined;
  for (let round = 0; round < effort.rounds && choice.map.includes(1); round++) {
    const isLast = round === effort.rounds - 1;
    const layout = makeLayout(grid, { meshBitmap: packBlockMap(choice.map) });
    const lattice = makeLattice(layout, bandAt(layout, 0), shape);
    const surface: Surface = new Surface(lattice, sums, fitted);
    surface.relax(round === 0 ? FIRST_RELAXING : RELAXING);
    fitted = surface.values.map((values) => values.slice());
    const mesh = quantise(surface, lattice, shape, lambda, rates, isLast ? effort.sweeps : SWEEPS);
    const errors = sumBlocks(measureSurface(lattice, sums, mesh.values));
    const bits = sumBlocks(shareBits(lattice, sums, mesh));
    if (isLast) {
      const stored = writeMesh(lattice, mesh.residuals, mesh.sizes);
      return { map: choice.map, stored: new Uint8Array(stored), gain: choice.measureGain(errors, bits) };
    }
    choice.improve(errors, bits, round < effort.rounds - 2);
  }
  return { map: new Uint8Array(choice.map.length), stored: new Uint8Array(0), gain: 0 };
}

/** {@link fitMesh} as a task. */
export const fitMeshTask = defineTask('fit-mesh', fitMesh, ({ map, stored }) => [map.buffer, stored.buffer]);

function blocksIn(pixels: number, blockLog2: number): number {
  return Math.ceil(pixels / (1 << blockLog2));
}

/** Adds up the cells of each block. */
function sumCells(cells: Float64Array, { across, down }: CellSums, columns: number, cellsLog2: number): Float64Array {
  const blocks = new Float64Array(columns * blocksIn(down, cellsLog2));
  for (let row = 0, cell = 0; row < down; row++) {
    const first = (row >>> cellsLog2) * columns;
    for (let column = 0; column < across; column++, cell++) blocks[first + (column >>> cellsLog2)] += cells[cell];
  }
  return blocks;
}

/** Divides the bits of each vertex among the cells of the mesh around it. */
function shareBits(
  { columns, cells: [low] }: MeshLattice,
  { across, down }: CellSums,
  { bits }: QuantisedMesh,
): Float64Array {
  const isLow = (row: number, column: number) => low[row * (columns - 1) + column] === 1;
  const around = new Uint8Array(bits.length);
  const visit = (add: (cell: number, vertex: number) => void) => {
    for (let row = 0; row < down; row++) {
      for (let column = 0; column < across; column++) {
        if (!isLow(row, column)) continue;
        const vertex = row * columns + column;
        for (let corner = 0; corner < CORNERS; corner++) {
          add(row * across + column, vertex + (corner & 1) + (corner >> 1) * columns);
        }
      }
    }
  };
  visit((_, vertex) => around[vertex]++);
  const shares = new Float64Array(across * down);
  visit((cell, vertex) => {
    shares[cell] += bits[vertex] / around[vertex];
  });
  return shares;
}
