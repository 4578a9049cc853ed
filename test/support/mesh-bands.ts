/** Random bands with a mesh, for property tests: as the sources see them, and as the plain decoder does. */

import fc from 'fast-check';
import { type Band, bandAt, type Layout, makeGrid, makeLayout, packBlockMap } from '../../src/codec/layout.js';
import { MAX_MESH_VALUE, type MeshLattice, makeLattice, visitVertices } from '../../src/codec/mesh.js';
import type { MeshShape } from '../../src/format/header.js';
import { latticeOf, type PlainLattice, type PlainMeshPicture, restorePlain, stepOf } from './plain-mesh.mjs';
import { randomNumbers } from './plain-pictures.js';

/** A band of a picture with a mesh. */
export interface MeshBand {
  readonly picture: PlainMeshPicture;
  readonly layout: Layout;
  readonly band: Band;
  readonly shape: MeshShape;
  readonly lattice: MeshLattice;
  readonly plain: PlainLattice;
  readonly seed: number;
}

/** A byte that is often a small or an extreme one. */
const step = fc.oneof(fc.constantFrom(1, 2, 255), fc.integer({ min: 1, max: 255 }));

/** Bands of pictures of up to 45 pixels a side. */
export const meshBands = fc
  .record({
    width: fc.integer({ min: 1, max: 45 }),
    height: fc.integer({ min: 1, max: 45 }),
    block: fc.integer({ min: 1, max: 5 }),
    finest: fc.integer({ min: 1, max: 3 }),
    levels: fc.integer({ min: 1, max: 5 }),
    steps: fc.array(fc.tuple(step, step), { minLength: 5, maxLength: 5 }),
    bandRows: fc.nat(30),
    share: fc.integer({ min: 0, max: 4 }),
    alpha: fc.boolean(),
    seed: fc.nat(),
  })
  .map((parts) => {
    const { width, height, share, alpha, seed } = parts;
    const finest = Math.min(parts.finest, parts.block);
    const root = Math.min(finest + parts.levels - 1, 5);
    const grid = makeGrid({ width, height, blockLog2: parts.block });
    const count = grid.columns * grid.rows;
    const meshMap = Array.from(randomNumbers(count, seed), (number) => (number % 5 <= share ? 1 : 0));
    const mesh = { finest, root, steps: parts.steps.slice(0, root - finest + 1) };
    const band = (parts.bandRows % grid.rows) + 1;
    return meshBandOf({ width, height, block: parts.block, band, alpha, mesh, meshMap }, seed);
  });

/** A band of a picture, chosen by the seed. */
export function meshBandOf(picture: PlainMeshPicture, seed: number): MeshBand {
  const { width, height, block: blockLog2, mesh, meshMap } = picture;
  const grid = makeGrid({ width, height, blockLog2 });
  const layout = makeLayout(grid, {
    bandBlockRows: picture.band,
    meshBitmap: packBlockMap(Uint8Array.from(meshMap)),
  });
  const index = seed % Math.ceil(grid.rows / picture.band);
  const band = bandAt(layout, index);
  const finestFirst = mesh.steps.slice().reverse();
  const shape = {
    finestLog2: mesh.finest,
    rootLog2: mesh.root,
    lumaSteps: finestFirst.map(([luma]) => luma),
    chromaSteps: finestFirst.map(([, chroma]) => chroma),
  };
  const lattice = makeLattice(layout, band, shape);
  return { picture, layout, band, shape, lattice, plain: latticeOf(picture, index), seed };
}

/** How large random residuals are: 0, a few steps, or any for which the value is in range. */
const SIZES = [1, 1, 1, 3, 9, 80, 700, 40000];

/** Random residuals of a band as the plain decoder restores them, and in the form of the sources. */
export function randomMesh({ lattice, plain, picture, seed }: MeshBand) {
  let next = 0;
  const numbers = randomNumbers(8 * plain.vertices.length, seed);
  const { values, stored } = restorePlain(plain, (vertex, channel, predicted) => {
    const most = SIZES[numbers[next++] % SIZES.length];
    const residual = (numbers[next++] % (2 * most - 1)) - most + 1;
    const unit = stepOf(picture, channel, vertex.d);
    const value = (Math.floor((2 * predicted + unit) / (2 * unit)) + residual) * unit;
    return Math.abs(value) > MAX_MESH_VALUE ? 0 : residual;
  });
  const residuals = values.map(() => new Int16Array(lattice.columns * lattice.rows));
  const sizes = new Uint8Array(lattice.columns * lattice.rows);
  let i = 0;
  visitVertices(lattice, ({ at }) => {
    let size = 0;
    stored[i++].residuals.forEach((residual, channel) => {
      residuals[channel][at] = residual;
      size += Math.abs(residual);
    });
    sizes[at] = Math.min(size, 255);
  });
  return { values, stored, residuals, sizes };
}
