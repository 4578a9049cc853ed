import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandAt, makeGrid, makeLayout, packBlockMap } from '../../../src/codec/layout.js';
import { makeLattice } from '../../../src/codec/mesh.js';
import { restoreMesh, writeMesh } from '../../../src/codec/mesh-values.js';
import { measureCells } from '../../../src/encode/mesh/cells.js';
import { fitMesh, type MeshFitting } from '../../../src/encode/mesh/fit-mesh.js';
import { quantise } from '../../../src/encode/mesh/quantise.js';
import { MeshRates } from '../../../src/encode/mesh/rates.js';
import { Surface } from '../../../src/encode/mesh/surface.js';
import { makeShape } from '../../../src/encode/rate-distortion/mesh-variant.js';
import { makeNoise } from '../../support/pictures.js';
import { randomNumbers } from '../../support/plain-pictures.js';
import { runs } from '../../support/runs.js';

/** A band whose left part is a soft gradient, and whose right part is noise. */
function halfSoft(width: number, height: number, opaque: boolean): MeshFitting {
  const next = makeNoise(3);
  const colours = Uint32Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    const alpha = opaque ? 255 : 255 - y;
    if (x < width / 2) return ((alpha << 24) | (x + 40) | ((90 + y) << 8) | (120 << 16)) >>> 0;
    return ((alpha << 24) | (next() & 0xffffff)) >>> 0;
  });
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  return {
    pixels: { width, height, colours, weights: new Float32Array(colours.length).fill(1), opaque, tune: 'ssim' },
    blockLog2: 3,
    shape: makeShape(2, 4, 8),
    lambda: 8,
    effort: { rounds: 3, sweeps: 3, triesFinest: false },
    paletteErrors: new Float64Array(blocks).fill(64 * 20),
    paletteBits: new Float64Array(blocks).fill(64),
  };
}

function latticeOf({ pixels, blockLog2, shape }: MeshFitting, map: Uint8Array) {
  const layout = makeLayout(makeGrid({ ...pixels, blockLog2 }), { meshBitmap: packBlockMap(map) });
  return makeLattice(layout, bandAt(layout, 0), shape);
}

describe('fitting a mesh', () => {
  it.each([true, false])('takes smooth blocks, and leaves noise to the palette (opaque: %s)', (opaque) => {
    const fitting = halfSoft(128, 64, opaque);
    const { map, stored, gain } = fitMesh(fitting);
    expect(Array.from(map)).toEqual(Array.from({ length: 128 }, (_, block) => (block % 16 < 8 ? 1 : 0)));
    expect(gain).toBeGreaterThan(0);
    expect(restoreMesh(stored, latticeOf(fitting, map), fitting.shape, !opaque)).toHaveLength(opaque ? 3 : 4);
  });

  it('draws nothing where the palette is better', () => {
    const fitting = halfSoft(64, 40, true);
    const free = { ...fitting, paletteErrors: new Float64Array(40), paletteBits: new Float64Array(40) };
    const { map, stored, gain } = fitMesh(free);
    expect([map.includes(1), stored.length, gain]).toEqual([false, 0, 0]);
  });

  it('gives the same result for the same input, and leaves the input as it is', () => {
    const fitting = halfSoft(70, 45, false);
    const copy = structuredClone(fitting);
    expect(fitMesh(fitting)).toEqual(fitMesh(copy));
    expect(fitting).toEqual(copy);
  });

  it('costs fewer bytes as lambda rises', () => {
    const lengths = [1, 8, 64, 512].map((lambda) => {
      const fitting = halfSoft(128, 64, true);
      const errors = fitting.paletteErrors.map(() => 1e9);
      return fitMesh({ ...fitting, lambda, shape: makeShape(2, 4, lambda), paletteErrors: errors }).stored;
    });
    const residuals = lengths.map((stored) => stored.reduce((sum, byte) => sum + (byte === 53 ? 0 : 1), 0));
    for (let i = 1; i < residuals.length; i++) expect(residuals[i]).toBeLessThanOrEqual(residuals[i - 1]);
  });
});

describe('quantising', () => {
  it('knows the values that a decoder restores', () => {
    const anyJob = fc.record({
      width: fc.integer({ min: 1, max: 50 }),
      height: fc.integer({ min: 1, max: 40 }),
      opaque: fc.boolean(),
      finestLog2: fc.integer({ min: 1, max: 3 }),
      lambda: fc.constantFrom(0.02, 1, 30, 1200),
      sweeps: fc.integer({ min: 1, max: 3 }),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(anyJob, ({ width, height, opaque, finestLog2, lambda, sweeps, seed }) => {
        const colours = Uint32Array.from(
          randomNumbers(width * height, seed),
          (n) => (opaque ? n | 0xff000000 : n) >>> 0,
        );
        const weights = new Float32Array(colours.length).fill(1);
        const sums = measureCells({ width, height, colours, weights, opaque, tune: 'psnr' }, finestLog2);
        const grid = makeGrid({ width, height, blockLog2: 3 });
        const map = Uint8Array.from(randomNumbers(grid.columns * grid.rows, seed + 1), (n) => n & 1);
        map[0] = 1;
        const layout = makeLayout(grid, { meshBitmap: packBlockMap(map) });
        const shape = makeShape(finestLog2, Math.min(5, finestLog2 + 2), lambda);
        const lattice = makeLattice(layout, bandAt(layout, 0), shape);
        const surface = new Surface(lattice, sums);
        surface.relax(2);
        const mesh = quantise(surface, lattice, shape, lambda, new MeshRates(sums.channels), sweeps);
        const stored = writeMesh(lattice, mesh.residuals, mesh.sizes);
        expect(restoreMesh(stored, lattice, shape, !opaque)).toEqual(mesh.values);
      }),
      { numRuns: runs(100) },
    );
  });
});
