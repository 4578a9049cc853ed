import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandAt, makeGrid, makeLayout } from '../../src/codec/layout.js';
import {
  contextOf,
  makeLattice,
  predictVertex,
  quantisePrediction,
  type Vertex,
  visitVertices,
} from '../../src/codec/mesh.js';
import { meshBandOf, meshBands, randomMesh } from '../support/mesh-bands.js';
import { keyOf } from '../support/plain-mesh.mjs';
import { runs } from '../support/runs.js';

/** A picture of one band whose blocks are all of the mesh. */
function wholeMesh(width: number, height: number, root = 5) {
  const grid = makeGrid({ width, height, blockLog2: 1 });
  const meshMap = new Array(grid.columns * grid.rows).fill(1);
  const steps = Array.from({ length: root }, () => [1, 1] as const);
  const mesh = { finest: 1, root, steps };
  return meshBandOf({ width, height, block: 1, band: grid.rows, alpha: false, mesh, meshMap }, 0);
}

describe('the lattice of a band', () => {
  it('has the vertices of the specification, in its order, active and not', () => {
    fc.assert(
      fc.property(meshBands, ({ lattice, plain }) => {
        const found: object[] = [];
        const note = (isActive: boolean) => (vertex: Vertex) => {
          const { at, x, y, level, kind } = vertex;
          expect(at).toBe(y * lattice.columns + x);
          const d = plain.finest << level;
          found.push({ kind, d, x: x * plain.finest, y: y * plain.finest, isActive });
        };
        visitVertices(lattice, note(true), note(false));
        expect(found).toEqual(plain.vertices);
        expect((lattice.columns - 1) * plain.finest).toBe(plain.right);
        expect((lattice.rows - 1) * plain.finest).toBe(plain.lower);
      }),
      { numRuns: runs(100) },
    );
  });

  it('has as many active vertices as finest cells at least', () => {
    fc.assert(
      fc.property(meshBands, ({ lattice }) => {
        let count = 0;
        visitVertices(lattice, () => count++);
        expect(count).toBeGreaterThanOrEqual(lattice.cells[0].reduce((sum, cell) => sum + cell, 0));
      }),
      { numRuns: runs(50) },
    );
  });

  it.each([
    [1, 100, 2],
    [2, 100, 2],
    [3, 100, 4],
    [100, 4, 4],
    [100, 5, 8],
    [16, 16, 16],
    [17, 16, 16],
    [17, 17, 32],
    [500, 500, 32],
  ])('of %d x %d pixels has a root of %d pixels if the header asks for 32', (width, height, root) => {
    const { lattice } = wholeMesh(width, height);
    expect(2 << lattice.rootLevel).toBe(root);
  });

  it('is not much larger than a band, however thin that is', () => {
    for (const [width, height] of [
      [100_000, 1],
      [100_000, 2],
      [2, 100_000],
      [100_000, 17],
    ]) {
      const layout = makeLayout(makeGrid({ width, height, blockLog2: 1 }));
      const { columns, rows } = makeLattice(layout, bandAt(layout, 0), { finestLog2: 1, rootLog2: 5 });
      expect(columns * rows).toBeLessThan(1.01 * width * height + 20);
    }
  });
});

describe('predictions and contexts', () => {
  it('are those of the specification', () => {
    fc.assert(
      fc.property(meshBands, (meshBand) => {
        const { lattice, plain } = meshBand;
        const { values, stored, sizes } = randomMesh(meshBand);
        const plane = new Int16Array(lattice.columns * lattice.rows);
        const toKey = ({ x, y }: Vertex) => keyOf(x * plain.finest, y * plain.finest, plain.right);
        const read = (vertex: Vertex) => {
          plane[vertex.at] = values[0].get(toKey(vertex))!;
        };
        let i = 0;
        visitVertices(
          lattice,
          (vertex) => {
            const { context, residuals } = stored[i++];
            expect(contextOf(sizes, vertex, lattice.columns)).toBe(context);
            const value = values[0].get(toKey(vertex));
            if (residuals[0] === 0) expect(predictVertex(plane, vertex, lattice.columns)).toBe(value);
            read(vertex);
          },
          (vertex) => {
            expect(predictVertex(plane, vertex, lattice.columns)).toBe(values[0].get(toKey(vertex)));
            read(vertex);
          },
        );
      }),
      { numRuns: runs(100) },
    );
  });

  it('round predictions to the nearest multiple of a step, halves up', () => {
    expect([7, 8, 9, -7, -8, -9].map((value) => quantisePrediction(value, 16))).toEqual([0, 1, 1, 0, 0, -1]);
    expect([-5, 0, 5].map((value) => quantisePrediction(value, 1))).toEqual([-5, 0, 5]);
  });
});
