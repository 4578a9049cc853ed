import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawMesh } from '../../src/codec/mesh-draw.js';
import { type MeshValues, restoreMesh, writeMesh } from '../../src/codec/mesh-values.js';
import { type MeshBand, meshBandOf, meshBands, randomMesh } from '../support/mesh-bands.js';
import { drawPixel, isInMesh } from '../support/plain-mesh.mjs';
import { runs } from '../support/runs.js';

/** What pixels are before a mesh is drawn. */
const UNTOUCHED = 0x12345678;

function restore(
  { lattice, shape, picture }: MeshBand,
  residuals: readonly Int16Array[],
  sizes: Uint8Array,
): MeshValues {
  return restoreMesh(writeMesh(lattice, residuals, sizes), lattice, shape, picture.alpha) as MeshValues;
}

describe('a mesh', () => {
  it('is drawn as the formula of the specification says, and nothing else is', () => {
    fc.assert(
      fc.property(meshBands, (meshBand) => {
        const { layout, band, lattice, plain } = meshBand;
        const { values: plainValues, residuals, sizes } = randomMesh(meshBand);
        const values = restore(meshBand, residuals, sizes);
        const words = new Uint32Array(layout.width * layout.height).fill(UNTOUCHED);
        drawMesh(words, layout, band, { lattice, values });
        const bytes = new Uint8Array(words.buffer);
        for (let y = 0; y < layout.height; y++) {
          for (let x = 0; x < layout.width; x++) {
            const at = y * layout.width + x;
            const inBand = y >= band.top && y < band.bottom;
            if (inBand && isInMesh(plain, x, y - band.top)) {
              const expected = drawPixel(plain, plainValues, x, y - band.top);
              expect([x, y, ...bytes.subarray(4 * at, 4 * at + 4)]).toEqual([x, y, ...expected]);
            } else expect(words[at]).toBe(UNTOUCHED);
          }
        }
      }),
      { numRuns: runs(100) },
    );
  });

  it('is drawn with the same bytes on a big-endian machine', () => {
    fc.assert(
      fc.property(meshBands, (meshBand) => {
        const { layout, band, lattice } = meshBand;
        const { residuals, sizes } = randomMesh(meshBand);
        const values = restore(meshBand, residuals, sizes);
        const [little, big] = [true, false].map((isLittle) => {
          const words = new Uint32Array(layout.width * layout.height);
          drawMesh(words, layout, band, { lattice, values }, isLittle);
          return words;
        });
        const exchanged = new DataView(big.buffer);
        for (const [i, word] of little.entries()) expect(exchanged.getUint32(4 * i, false)).toBe(word);
      }),
      { numRuns: runs(30) },
    );
  });

  it('of four corners without other residuals is bilinear, to a code unit', () => {
    const side = 32;
    const corners = [800, 2400, 3200, 160];
    const mesh = { finest: 1, root: 5, steps: Array.from({ length: 5 }, () => [1, 1] as const) };
    const meshBand = meshBandOf({ width: side, height: side, block: 5, band: 1, alpha: false, mesh, meshMap: [1] }, 0);
    const { lattice, layout, band } = meshBand;
    const count = lattice.columns * lattice.rows;
    const residuals = [0, 1, 2].map(() => new Int16Array(count));
    // The root is predicted by 0, the left, the one above, and the median.
    const [topLeft, topRight, lowLeft, lowRight] = corners;
    const [right, low] = [lattice.columns - 1, count - lattice.columns];
    const median = [topRight, lowLeft, topRight + lowLeft - topLeft].sort((a, b) => a - b)[1];
    residuals[0].set([topLeft], 0);
    residuals[0].set([topRight - topLeft], right);
    residuals[0].set([lowLeft - topLeft], low);
    residuals[0].set([lowRight - median], count - 1);
    const sizes = new Uint8Array(count);
    for (const at of [0, right, low, count - 1]) sizes[at] = Math.min(Math.abs(residuals[0][at]), 255);
    const words = new Uint32Array(side * side);
    drawMesh(words, layout, band, { lattice, values: restore(meshBand, residuals, sizes) });
    const bytes = new Uint8Array(words.buffer);
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const [u, v] = [x / side, y / side];
        const above = topLeft + (topRight - topLeft) * u;
        const below = lowLeft + (lowRight - lowLeft) * u;
        expect(Math.abs(bytes[4 * (y * side + x)] - (above + (below - above) * v) / 16)).toBeLessThan(1);
      }
    }
  });

  it('wider than a segment is drawn to its end', () => {
    const width = 9001;
    const mesh = { finest: 3, root: 3, steps: [[16, 16] as const] };
    const meshMap = new Array(Math.ceil(width / 8)).fill(1);
    const meshBand = meshBandOf({ width, height: 3, block: 3, band: 1, alpha: false, mesh, meshMap }, 7);
    const { residuals, sizes, values: plainValues } = randomMesh(meshBand);
    const words = new Uint32Array(3 * width);
    const { layout, band, lattice, plain } = meshBand;
    drawMesh(words, layout, band, { lattice, values: restore(meshBand, residuals, sizes) });
    const bytes = new Uint8Array(words.buffer);
    for (const x of [0, 4095, 4096, 4103, 8191, 8192, 9000]) {
      for (const y of [0, 1, 2]) {
        const at = 4 * (y * width + x);
        expect([x, y, ...bytes.subarray(at, at + 4)]).toEqual([x, y, ...drawPixel(plain, plainValues, x, y)]);
      }
    }
  });

  it('does not depend on other bands', () => {
    const picture = (meshMap: readonly number[]) => ({
      ...{ width: 20, height: 16, block: 3, band: 1, alpha: false, meshMap },
      mesh: { finest: 1, root: 5, steps: Array.from({ length: 5 }, () => [9, 9] as const) },
    });
    const draw = (meshMap: readonly number[]) => {
      const meshBand = meshBandOf(picture(meshMap), 1);
      const { residuals, sizes } = randomMesh(meshBand);
      const words = new Uint32Array(20 * 16);
      const { layout, band, lattice } = meshBand;
      drawMesh(words, layout, band, { lattice, values: restore(meshBand, residuals, sizes) });
      return words;
    };
    expect(draw([0, 0, 0, 1, 0, 1])).toEqual(draw([1, 1, 1, 1, 0, 1]));
  });
});
