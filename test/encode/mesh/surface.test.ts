import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandAt, makeGrid, makeLayout, packBlockMap } from '../../../src/codec/layout.js';
import { makeLattice, visitVertices } from '../../../src/codec/mesh.js';
import { type BandPixels, measureCells, measureFreely } from '../../../src/encode/mesh/cells.js';
import { measureSurface, Surface } from '../../../src/encode/mesh/surface.js';
import { randomNumbers } from '../../support/plain-pictures.js';
import { runs } from '../../support/runs.js';

/** A picture with random pixels, a mesh over some of its blocks, and a lattice. */
const anyScene = fc
  .record({
    width: fc.integer({ min: 1, max: 40 }),
    height: fc.integer({ min: 1, max: 30 }),
    opaque: fc.boolean(),
    finestLog2: fc.integer({ min: 1, max: 3 }),
    levels: fc.nat(2),
    tune: fc.constantFrom('psnr', 'ssim'),
    seed: fc.nat(),
  })
  .map(({ width, height, opaque, finestLog2, levels, tune, seed }) => {
    const colours = Uint32Array.from(randomNumbers(width * height, seed), (n) => (opaque ? n | 0xff000000 : n) >>> 0);
    const weights = Float32Array.from(randomNumbers(width * height, seed + 1), (n) => 0.25 + (n & 255) / 128);
    const pixels: BandPixels = { width, height, colours, weights, opaque, tune };
    const grid = makeGrid({ width, height, blockLog2: 3 });
    const map = Uint8Array.from(randomNumbers(grid.columns * grid.rows, seed + 2), (n) => (n % 3 === 0 ? 0 : 1));
    const layout = makeLayout(grid, { meshBitmap: packBlockMap(map) });
    const rootLog2 = Math.min(5, finestLog2 + levels);
    const lattice = makeLattice(layout, bandAt(layout, 0), { finestLog2, rootLog2 });
    const sums = measureCells(pixels, finestLog2);
    return { pixels, lattice, sums, seed };
  });

type Scene = typeof anyScene extends fc.Arbitrary<infer T> ? T : never;

/** The weighted error of a surface over the cells of the mesh, pixel by pixel. Outside the picture the nearest pixel counts. */
function measurePlainly({ pixels, lattice, sums }: Scene, values: readonly ArrayLike<number>[]): number {
  const { width, height, colours, opaque } = pixels;
  const side = 1 << lattice.finestLog2;
  let error = 0;
  for (let row = 0; row < sums.down; row++) {
    for (let column = 0; column < sums.across; column++) {
      if (lattice.cells[0][row * (lattice.columns - 1) + column] === 0) continue;
      for (let j = 0; j < side; j++) {
        for (let i = 0; i < side; i++) {
          const x = Math.min(column * side + i, width - 1);
          const y = Math.min(row * side + j, height - 1);
          const colour = colours[y * width + x];
          const alpha = opaque ? 255 : colour >>> 24;
          const [r, g, b] = [0, 8, 16].map((shift) => (((colour >>> shift) & 255) * alpha) / 255);
          const wanted = [(r + 2 * g + b) / 4, (r - b) / 2, (2 * g - r - b) / 4, alpha];
          const [u, v] = [i / side, j / side];
          const at = row * lattice.columns + column;
          for (let c = 0; c < sums.channels; c++) {
            const plane = values[c];
            const above = plane[at] * (1 - u) + plane[at + 1] * u;
            const below = plane[at + lattice.columns] * (1 - u) + plane[at + lattice.columns + 1] * u;
            const difference = above * (1 - v) + below * v - 16 * wanted[c];
            error += sums.weights[row * sums.across + column] * sums.importance[c] * difference * difference;
          }
        }
      }
    }
  }
  return error;
}

const total = (errors: Float64Array) => errors.reduce((sum, error) => sum + error, 0);

describe('the error of a surface', () => {
  it('follows from the sums of the cells as it does from the pixels', () => {
    fc.assert(
      fc.property(anyScene, (scene) => {
        const { lattice, sums, seed } = scene;
        const values = Array.from({ length: sums.channels }, (_, c) =>
          Float64Array.from(randomNumbers(lattice.columns * lattice.rows, seed + 3 + c), (n) => (n & 8191) - 2000),
        );
        const plain = measurePlainly(scene, values);
        expect(total(measureSurface(lattice, sums, values))).toBeCloseTo(plain, plain > 1e6 ? -3 : 2);
      }),
      { numRuns: runs(100) },
    );
  });

  it('is never below that of freely fitted cells', () => {
    fc.assert(
      fc.property(anyScene, ({ lattice, sums }) => {
        const surface = new Surface(lattice, sums);
        surface.relax(4);
        const free = measureFreely(sums);
        const errors = measureSurface(lattice, sums, surface.values);
        errors.forEach((error, cell) => {
          if (error > 0) expect(error).toBeGreaterThan(free[cell] * 0.999 - 1e-3);
        });
      }),
      { numRuns: runs(60) },
    );
  });
});

describe('a surface', () => {
  it('has less error, or the same, after each round', () => {
    fc.assert(
      fc.property(anyScene, ({ lattice, sums }) => {
        const surface = new Surface(lattice, sums);
        let before = Number.POSITIVE_INFINITY;
        for (let round = 0; round < 4; round++) {
          const error = total(measureSurface(lattice, sums, surface.values));
          expect(error).toBeLessThanOrEqual(before * (1 + 1e-9) + 1e-6);
          before = error;
          surface.relax(1);
        }
      }),
      { numRuns: runs(60) },
    );
  });

  it.each([
    ['alone', false],
    ['with the finer vertices that follow', true],
  ])('has the least error where a vertex has its goal: %s', (_, follows) => {
    fc.assert(
      fc.property(anyScene, fc.nat(), (scene, pick) => {
        const { lattice, sums, seed } = scene;
        const surface = new Surface(lattice, sums);
        surface.relax(1);
        const residuals = surface.values.map((values, c) =>
          Int16Array.from(randomNumbers(values.length, seed + c), (n) => n % 3),
        );
        const vertices: { at: number; x: number; y: number; level: number; kind: number }[] = [];
        visitVertices(lattice, (vertex) => vertices.push({ ...vertex }));
        if (vertices.length === 0) return;
        const vertex = vertices[pick % vertices.length];
        const { at, x, y, level } = vertex;
        if (follows) surface.aimWithOthers(vertex, residuals);
        else surface.aimAlone(at, x, y);
        const channel = seed % sums.channels;
        const goal = surface.goal.values[channel];
        const curvature = surface.goal.curvatures[channel];
        if (curvature === 0) return;
        const errorAt = (value: number) => {
          const change = value - surface.values[channel][at];
          if (follows) surface.moveWithOthers(channel, x, y, level, change);
          surface.values[channel][at] = value;
          return total(measureSurface(lattice, sums, surface.values));
        };
        const least = errorAt(goal);
        for (const step of [-64, 16]) {
          const expected = least + curvature * step * step;
          expect(errorAt(goal + step) / expected).toBeCloseTo(1, 5);
        }
      }),
      { numRuns: runs(100) },
    );
  });

  it('of a plain gradient has no error', () => {
    const [width, height] = [32, 16];
    const colours = Uint32Array.from({ length: width * height }, (_, i) => {
      const [x, y] = [i % width, Math.floor(i / width)];
      return (0xff000000 | (x * 4) | ((40 + y * 8) << 8) | ((200 - x - y) << 16)) >>> 0;
    });
    const pixels: BandPixels = {
      width,
      height,
      colours,
      weights: new Float32Array(colours.length).fill(1),
      opaque: true,
      tune: 'psnr',
    };
    const grid = makeGrid({ width, height, blockLog2: 3 });
    const layout = makeLayout(grid, { meshBitmap: new Uint8Array(1).fill(255) });
    const lattice = makeLattice(layout, bandAt(layout, 0), { finestLog2: 2, rootLog2: 4 });
    const surface = new Surface(lattice, measureCells(pixels, 2));
    surface.relax(60);
    const errors = measureSurface(lattice, measureCells(pixels, 2), surface.values);
    expect(Math.max(...errors)).toBeLessThan(0.01);
  });
});
