/** Whole files with a mesh, made by the vectors' writer and drawn by the plain decoder. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest } from '../../spec/vectors/paint.mjs';
import { makePlan, writePlan, ZLIB } from '../../spec/vectors/writer.mjs';
import { decode, decodeIndexed } from '../../src/decode/index.js';
import { salvage } from '../../src/decode/salvage.js';
import { meshBands } from '../support/mesh-bands.js';
import { bandCountOf, drawPlain, splitRows } from '../support/plain-decoder.mjs';
import { drawMeshPlain, latticeOf, type PlainMeshPicture, restorePlain } from '../support/plain-mesh.mjs';
import { randomNumbers } from '../support/plain-pictures.js';
import { runs } from '../support/runs.js';

const PALETTE = Array.from({ length: 5 }, (_, i) => [50 * i, 255 - 40 * i, 17 * i, i === 2 ? 100 : 255]);

/** A file of a picture with one palette, noise in its indices and in its mesh; and its pixels. */
function makeFile(shape: PlainMeshPicture, seed: number) {
  const meshMap = Array.from(shape.meshMap, (bit, i) => (i === 0 ? 1 : bit));
  const palette2 = shape.alpha ? PALETTE : PALETTE.map((entry) => [...entry.slice(0, 3), 255]);
  const picture = {
    ...{ ...shape, meshMap, map: meshMap.map((bit) => 1 - bit), strip: 0, k1: 0, k2: 5, palette1: [], palette2 },
    ...{ chunks: [], zlib: ZLIB.best },
  };
  const numbers = randomNumbers(shape.width * shape.height, seed);
  const indices = Array.from(numbers, (number) => number % 5);
  let next = 0;
  const meshes = Array.from({ length: bandCountOf(picture) }, (_, b) => {
    const lattice = latticeOf(picture, b);
    const { values, stored } = restorePlain(lattice, (_vertex, _channel, predicted, step) => {
      const residual = (numbers[next++ % numbers.length] % 601) - 300;
      const value = (Math.floor((2 * predicted + step) / (2 * step)) + residual) * step;
      return Math.abs(value) > 8191 ? 0 : residual;
    });
    return { values: stored.length > 0 ? values : undefined, stored };
  });
  const plan = makePlan(
    picture,
    splitRows(picture, indices),
    meshes.map(({ stored }) => stored),
  );
  const drawn = drawMeshPlain(
    picture,
    drawPlain(picture, indices),
    meshes.map(({ values }) => values),
  );
  return { bytes: writePlan(plan).bytes, drawn, meshMap, palette2 };
}

describe('a file with a mesh', () => {
  it('decodes, and is salvaged, to the pixels of the plain decoder', () => {
    fc.assert(
      fc.property(meshBands, ({ picture, seed }) => {
        const { bytes, drawn } = makeFile(picture, seed);
        expect(Buffer.from(decode(bytes).data).equals(Buffer.from(drawn))).toBe(true);
        const { image, lost, fault } = salvage(bytes);
        expect([lost, fault, Buffer.from(image.data).equals(Buffer.from(drawn))]).toEqual([[], undefined, true]);
      }),
      { numRuns: runs(100) },
    );
  });

  it('has an index for each pixel, also if the mesh has more colours than are remembered', () => {
    const side = 320;
    const mesh = { finest: 3, root: 3, steps: [[2, 1] as const] };
    const shape = { width: side, height: side, block: 8, band: 2, alpha: false, mesh, meshMap: [1, 1, 1, 1] };
    const { bytes, drawn, palette2 } = makeFile(shape, 3);
    const words = new Uint32Array(drawn.buffer);
    expect(new Set(words).size).toBeGreaterThan(2 ** 16);
    const { indices } = decodeIndexed(bytes);
    for (let i = 0; i < indices.length; i += 97) {
      expect([i, indices[i]]).toEqual([i, nearest(palette2, [...drawn.subarray(4 * i, 4 * i + 4)])]);
    }
  });
});
