/** Draws the lattice of a mesh over the blocks that it draws. */

import { MESH } from '../../codec/layout.js';
import type { View } from './view-transform.js';

/** A lattice in the picture's pixels. */
export interface Lattice {
  readonly blockSide: number;
  readonly blockColumns: number;
  readonly blockRows: number;
  /** What draws each block, a byte a block. */
  readonly blockMap: Uint8Array;
  /** Pixels between vertices on the finest level, and at the root. */
  readonly finest: number;
  readonly root: number;
  /** Block rows in a band, at whose first row a lattice begins. */
  readonly bandBlockRows: number;
}

/** Lines that are closer on the stage hide the picture, so they are not drawn. */
const LEAST_DISTANCE = 6;

/** Strokes of the lines: a dark one below a light one is visible on any colour. Those of the root are stronger. */
const STROKES = {
  fine: [
    [1.5, '#0006'],
    [0.75, '#fffb'],
  ],
  root: [
    [3, '#0008'],
    [1.5, '#fff'],
  ],
} as const;

/** Draws the visible lines of the finest level that are far enough apart, and those of the root. */
export function drawLattice(context: CanvasRenderingContext2D, lattice: Lattice, view: View): void {
  const { finest, root } = lattice;
  let distance = finest;
  while (distance < root && distance * view.scale < LEAST_DISTANCE) distance *= 2;
  if (distance * view.scale < LEAST_DISTANCE) return;
  if (distance < root) strokeLines(context, lattice, view, distance, STROKES.fine);
  strokeLines(context, lattice, view, root, STROKES.root);
}

function strokeLines(
  context: CanvasRenderingContext2D,
  lattice: Lattice,
  view: View,
  distance: number,
  strokes: readonly (readonly [number, string])[],
): void {
  context.beginPath();
  visitRuns(context, lattice, view, (row, firstColumn, endColumn) =>
    addLines(context, lattice, view, distance, { row, firstColumn, endColumn }),
  );
  for (const [lineWidth, strokeStyle] of strokes) {
    context.lineWidth = lineWidth;
    context.strokeStyle = strokeStyle;
    context.stroke();
  }
}

/** Neighbouring blocks of the mesh in a row of blocks. */
interface Run {
  readonly row: number;
  readonly firstColumn: number;
  readonly endColumn: number;
}

/** Visits the runs of blocks that can be seen. */
function visitRuns(
  { canvas }: CanvasRenderingContext2D,
  { blockSide, blockColumns, blockRows, blockMap }: Lattice,
  { x, y, scale }: View,
  visit: (row: number, firstColumn: number, endColumn: number) => void,
): void {
  const side = blockSide * scale;
  const [left, top] = [Math.max(0, Math.floor(-x / side)), Math.max(0, Math.floor(-y / side))];
  const right = Math.min(blockColumns, Math.ceil((canvas.width - x) / side));
  const bottom = Math.min(blockRows, Math.ceil((canvas.height - y) / side));
  for (let row = top; row < bottom; row++) {
    for (let column = left, start = left; column < right; start = column) {
      const isMesh = blockMap[row * blockColumns + column] === MESH;
      while (column < right && (blockMap[row * blockColumns + column] === MESH) === isMesh) column++;
      if (isMesh) visit(row, start, column);
    }
  }
}

/** Adds the lines through the blocks of a run to the path, those at its edges included. */
function addLines(
  context: CanvasRenderingContext2D,
  { blockSide, bandBlockRows }: Lattice,
  view: View,
  distance: number,
  { row, firstColumn, endColumn }: Run,
): void {
  const [left, right] = [firstColumn * blockSide, endColumn * blockSide];
  const [top, bottom] = [row * blockSide, (row + 1) * blockSide];
  const bandTop = Math.floor(row / bandBlockRows) * bandBlockRows * blockSide;
  const add = (x0: number, y0: number, x1: number, y1: number) => {
    context.moveTo(x0 * view.scale + view.x, y0 * view.scale + view.y);
    context.lineTo(x1 * view.scale + view.x, y1 * view.scale + view.y);
  };
  for (let x = Math.ceil(left / distance) * distance; x <= right; x += distance) add(x, top, x, bottom);
  for (let y = bandTop + Math.ceil((top - bandTop) / distance) * distance; y <= bottom; y += distance)
    add(left, y, right, y);
}
