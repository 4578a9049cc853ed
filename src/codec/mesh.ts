/**
 * The lattice of a mesh: where its vertices are, in which order they are stored, and how they are predicted (spec, section 5.1).
 *
 * A mesh draws blocks of low detail as a surface. Colours stand at the *vertices* of a square lattice, and between the vertices
 * of the finest level they are interpolated. The coarsest level is the root. Each finer level halves the distance, and adds the
 * vertices in the middle of the edges and of the cells. A vertex is predicted from those of coarser levels, so where the
 * surface is plain its residual is zero.
 *
 * The lattice of a band begins at the band's first pixel. Positions are columns and rows of the finest lattice.
 */

import type { MeshShape } from '../format/header.js';
import { type Band, type Layout, meshBitOf } from './layout.js';

/** Fraction bits of a vertex's values: they are multiples of 1/16 of a code unit. */
export const MESH_FRACTION_BITS = 4;

/** The largest value of a vertex, and with a minus sign the smallest, in 1/16 of a code unit. */
export const MAX_MESH_VALUE = 8191;

/** The lattice of a band. */
export interface MeshLattice {
  /** Vertices of the finest level, across and down. */
  readonly columns: number;
  readonly rows: number;
  /** See {@link MeshShape}. */
  readonly finestLog2: number;
  /** Levels above the finest one; the level of the root in this band. */
  readonly rootLevel: number;
  /** For each level, the finest first: one byte a cell of that level, row-major, 1 if a block of the mesh reaches into it. */
  readonly cells: readonly Uint8Array[];
}

/** Makes the lattice of a band of a picture with a mesh. Blocks are at least as large as the finest cells. */
export function makeLattice(layout: Layout, band: Band, distances: MeshDistances): MeshLattice {
  const { width, blockLog2, columns: blockColumns, meshBitmap } = layout;
  const { finestLog2 } = distances;
  const height = band.bottom - band.top;
  const rootLevel = rootLevelOf(distances, Math.min(width, height));
  const rootSide = 1 << (finestLog2 + rootLevel);
  const across = Math.ceil(width / rootSide) << rootLevel;
  const down = Math.ceil(height / rootSide) << rootLevel;
  const finest = new Uint8Array(across * down);
  const usedColumns = Math.ceil(width / (1 << finestLog2));
  const usedRows = Math.ceil(height / (1 << finestLog2));
  for (let y = 0; y < usedRows; y++) {
    const firstBlock = (band.firstBlockRow + (y >>> (blockLog2 - finestLog2))) * blockColumns;
    for (let x = 0; x < usedColumns; x++) {
      finest[y * across + x] = meshBitOf(meshBitmap, firstBlock + (x >>> (blockLog2 - finestLog2)));
    }
  }
  const cells: Uint8Array[] = [finest];
  for (let level = 1; level <= rootLevel; level++) cells.push(joinCells(cells[level - 1], across >> (level - 1)));
  return { columns: across + 1, rows: down + 1, finestLog2, rootLevel, cells };
}

/** The part of a {@link MeshShape} that a lattice depends on. */
export type MeshDistances = Pick<MeshShape, 'finestLog2' | 'rootLog2'>;

/**
 * The level of the root in a band whose shorter side has `pixels` pixels. In a small band the root is finer than in the header: half
 * of its distance is less than the side. So even there, most of a lattice lies in the band.
 */
function rootLevelOf({ finestLog2, rootLog2 }: MeshDistances, pixels: number): number {
  let level = rootLog2 - finestLog2;
  while (level > 0 && 1 << (finestLog2 + level - 1) >= pixels) level--;
  return level;
}

/** The cells of the next coarser level. */
function joinCells(cells: Uint8Array, across: number): Uint8Array {
  const joined = new Uint8Array(cells.length >> 2);
  const half = across >> 1;
  for (let row = 0, i = 0; i < joined.length; row++) {
    for (let at = 2 * row * across; i < (row + 1) * half; i++, at += 2) {
      joined[i] = cells[at] | cells[at + 1] | cells[at + across] | cells[at + across + 1];
    }
  }
  return joined;
}

/** Where a vertex is among those of its level: at a corner of the root's cells, in the middle of an edge, or of a cell. */
export const ROOT = 0;
export const EDGE_ACROSS = 1;
export const EDGE_DOWN = 2;
export const CENTRE = 3;

/** A vertex while vertices are visited. */
export interface Vertex {
  /** Its place in the finest lattice, row-major, and its column and row there. */
  readonly at: number;
  readonly x: number;
  readonly y: number;
  readonly level: number;
  /** {@link ROOT}, {@link EDGE_ACROSS}, {@link EDGE_DOWN} or {@link CENTRE}. */
  readonly kind: number;
}

/**
 * Visits vertices in the order in which they are stored: level by level from the root, on each level the edges across, the edges
 * down and the centres, each row by row.
 *
 * A vertex is *active* if a block of the mesh reaches into one of the cells of its level that it is a corner of. Only active
 * vertices are stored. The value of any other vertex is its prediction, since active ones may be predicted from it.
 *
 * @param visit - called for each active vertex; the object is the same for all calls
 * @param fill - called for each vertex that is not active, in the same order
 */
export function visitVertices(
  lattice: MeshLattice,
  visit: (vertex: Vertex) => void,
  fill: (vertex: Vertex) => void = () => {},
): void {
  visitKind(lattice, lattice.rootLevel, ROOT, visit, fill);
  for (let level = lattice.rootLevel - 1; level >= 0; level--) {
    for (let kind = EDGE_ACROSS; kind <= CENTRE; kind++) visitKind(lattice, level, kind, visit, fill);
  }
}

function visitKind(
  { columns, rows, cells: pyramid }: MeshLattice,
  level: number,
  kind: number,
  visit: (vertex: Vertex) => void,
  fill: (vertex: Vertex) => void,
): void {
  const cells = pyramid[level];
  const across = (columns - 1) >> level;
  const down = (rows - 1) >> level;
  const stride = kind === ROOT ? 1 : 2;
  const vertex = { at: 0, x: 0, y: 0, level, kind };
  for (let y = kind >> 1; y <= down; y += stride) {
    for (let x = kind & 1; x <= across; x += stride) {
      const cell = y * across + x;
      const isActive =
        (y > 0 && ((x > 0 && cells[cell - across - 1] === 1) || (x < across && cells[cell - across] === 1))) ||
        (y < down && ((x > 0 && cells[cell - 1] === 1) || (x < across && cells[cell] === 1)));
      vertex.x = x << level;
      vertex.y = y << level;
      vertex.at = vertex.y * columns + vertex.x;
      if (isActive) visit(vertex);
      else fill(vertex);
    }
  }
}

/**
 * What a vertex is expected to be, from those before it. The middle of an edge is the mean of its ends, that of a cell the mean
 * of the middles of its edges; so without residuals the surface is bilinear. For the root it is the median edge detector.
 *
 * @param values - of the finest lattice, in 1/16 of a code unit
 * @see Weinberger et al. 2000, "The LOCO-I lossless image compression algorithm", for the root
 */
export function predictVertex(
  values: Int16Array | Float64Array,
  { at, x, y, level, kind }: Vertex,
  columns: number,
): number {
  const step = 1 << level;
  const row = step * columns;
  if (kind === EDGE_ACROSS) return (values[at - step] + values[at + step] + 1) >> 1;
  if (kind === EDGE_DOWN) return (values[at - row] + values[at + row] + 1) >> 1;
  if (kind === CENTRE) return (values[at - step] + values[at + step] + values[at - row] + values[at + row] + 2) >> 2;
  if (x === 0) return y === 0 ? 0 : values[at - row];
  if (y === 0) return values[at - step];
  const left = values[at - step];
  const above = values[at - row];
  const corner = values[at - row - step];
  const least = left < above ? left : above;
  const most = left < above ? above : left;
  return corner >= most ? least : corner <= least ? most : left + above - corner;
}

/** The prediction as a multiple of a step, rounded. */
export function quantisePrediction(predicted: number, step: number): number {
  return Math.floor((2 * predicted + step) / (2 * step));
}

/** Contexts of residuals, by the residuals around a vertex. */
export const MESH_CONTEXTS = 6;

/** Context by the sum of sizes of the residuals around; larger sums have the last context. */
const CONTEXTS = Uint8Array.of(0, 1, 2, 3, 3, 4, 4, 4, 4);

/**
 * The context of a vertex: how large the residuals around it are.
 *
 * @param sizes - for each vertex, the sum of the sizes of its residuals, at most 255; 0 for vertices that are not active
 */
export function contextOf(sizes: Uint8Array, { at, x, y, level, kind }: Vertex, columns: number): number {
  const step = 1 << level;
  const row = step * columns;
  let sum: number;
  if (kind === CENTRE) sum = sizes[at - step] + sizes[at + step] + sizes[at - row] + sizes[at + row];
  else if (kind === ROOT) sum = 2 * ((x > 0 ? sizes[at - step] : 0) + (y > 0 ? sizes[at - row] : 0));
  else {
    const along = kind === EDGE_ACROSS ? step : row;
    sum = sizes[at - along] + sizes[at + along];
    if (x >= 2 * step) sum += sizes[at - 2 * step];
    if (y >= 2 * step) sum += sizes[at - 2 * row];
  }
  return sum < CONTEXTS.length ? CONTEXTS[sum] : MESH_CONTEXTS - 1;
}
