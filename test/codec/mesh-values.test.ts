import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MESH_CONTEXTS,
  type MeshLattice,
  predictVertex,
  quantisePrediction,
  visitVertices,
} from '../../src/codec/mesh.js';
import { countVertices, type MeshValues, restoreMesh, stepOf, writeMesh } from '../../src/codec/mesh-values.js';
import { type MeshBand, meshBandOf, meshBands, randomMesh } from '../support/mesh-bands.js';
import { keyOf, type PlainValues } from '../support/plain-mesh.mjs';
import { runs } from '../support/runs.js';

/** The values of all vertices, by channel and in the order of the lattice. */
function listPlain(values: PlainValues, { lattice, plain }: MeshBand): number[][] {
  return values.map((channel) =>
    Array.from({ length: lattice.columns * lattice.rows }, (_, at) => {
      const x = (at % lattice.columns) * plain.finest;
      const y = Math.floor(at / lattice.columns) * plain.finest;
      return channel.get(keyOf(x, y, plain.right))!;
    }),
  );
}

/** A band of one block of the mesh: a 2x2 picture with four vertices and steps of 16. */
function fourVertices(alpha = false): MeshBand {
  const mesh = { finest: 1, root: 1, steps: [[16, 16] as const] };
  return meshBandOf({ width: 2, height: 2, block: 1, band: 1, alpha, mesh, meshMap: [1] }, 0);
}

const restoreFour = (bytes: readonly number[], alpha = false) => {
  const { lattice, shape } = fourVertices(alpha);
  return restoreMesh(Uint8Array.from(bytes), lattice, shape, alpha);
};

/** The token of a vertex without residuals, and the bytes of a mesh of four of them. */
const NOTHING = 3 * 16 + 1 * 4 + 1;
const COUNTS = [4, 0, 0, 0, 0];
const FLAT = [...COUNTS, NOTHING, NOTHING, NOTHING, NOTHING];

describe('a stored mesh', () => {
  it('is restored to the values of the specification', () => {
    fc.assert(
      fc.property(meshBands, (meshBand) => {
        const { lattice, shape, picture } = meshBand;
        const { values, residuals, sizes } = randomMesh(meshBand);
        const stored = writeMesh(lattice, residuals, sizes);
        const restored = restoreMesh(stored, lattice, shape, picture.alpha);
        expect((restored as MeshValues).map((plane) => [...plane])).toEqual(listPlain(values, meshBand));
      }),
      { numRuns: runs(200) },
    );
  });

  it('is the only form of its residuals: a file that decodes is written with the same bytes', () => {
    fc.assert(
      fc.property(meshBands, fc.nat(), fc.nat(255), (meshBand, place, byte) => {
        const { lattice, shape, picture } = meshBand;
        const { residuals, sizes } = randomMesh(meshBand);
        const stored = writeMesh(lattice, residuals, sizes);
        if (stored.length === MESH_CONTEXTS - 1) return;
        stored[place % stored.length] = byte;
        const values = restoreMesh(stored, lattice, shape, picture.alpha);
        if (typeof values === 'string') return;
        const again = findResiduals(lattice, values, meshBand);
        expect(writeMesh(lattice, again.residuals, again.sizes)).toEqual(stored);
      }),
      { numRuns: runs(200) },
    );
  });

  it('of any bytes is restored or refused with a code', () => {
    fc.assert(
      fc.property(meshBands, fc.uint8Array({ maxLength: 400 }), (meshBand, bytes) => {
        const { lattice, shape, picture } = meshBand;
        const found = restoreMesh(bytes, lattice, shape, picture.alpha);
        expect(typeof found === 'string' ? ['mesh-length', 'mesh-token', 'mesh-value'] : [found]).toContain(found);
      }),
      { numRuns: runs(300) },
    );
  });

  it('is refused at every shorter length, and with a byte more', () => {
    fc.assert(
      fc.property(meshBands, (meshBand) => {
        const { lattice, shape, picture } = meshBand;
        const { residuals, sizes } = randomMesh(meshBand);
        const stored = writeMesh(lattice, residuals, sizes);
        const restore = (bytes: Uint8Array) => restoreMesh(bytes, lattice, shape, picture.alpha);
        for (let length = 0; length < stored.length; length += 1 + (length >> 4)) {
          expect(restore(stored.subarray(0, length))).toBe('mesh-length');
        }
        expect(restore(Uint8Array.of(...stored, 0))).toBe('mesh-length');
      }),
      { numRuns: runs(50) },
    );
  });

  it('may have more tokens of a context than three bytes of a count can tell', () => {
    const side = 2930;
    const mesh = { finest: 1, root: 1, steps: [[255, 255] as const] };
    const meshMap = new Uint8Array(12 ** 2).fill(1);
    const { lattice, shape } = meshBandOf(
      { width: side, height: side, block: 8, band: 12, alpha: false, mesh, meshMap },
      0,
    );
    const count = countVertices(lattice);
    expect(count).toBeGreaterThan(2 ** 21);
    const none = new Int16Array(count);
    const stored = writeMesh(lattice, [none, none, none], new Uint8Array(count));
    expect(stored.length).toBe(4 + 4 + count);
    expect(typeof restoreMesh(stored, lattice, shape, false)).toBe('object');
  });
});

/** The residuals of values, which a file of them must have. */
function findResiduals(lattice: MeshLattice, values: MeshValues, { shape }: MeshBand) {
  const residuals = values.map((plane) => new Int16Array(plane.length));
  const sizes = new Uint8Array(values[0].length);
  visitVertices(lattice, (vertex) => {
    let size = 0;
    values.forEach((plane, channel) => {
      const predicted = predictVertex(plane, vertex, lattice.columns);
      const step = stepOf(shape, channel, vertex.level);
      const value = plane[vertex.at];
      const residual = value === predicted ? 0 : value / step - quantisePrediction(predicted, step);
      residuals[channel][vertex.at] = residual;
      size += Math.abs(residual);
    });
    sizes[vertex.at] = Math.min(size, 255);
  });
  return { residuals, sizes };
}

describe('the bytes of a mesh', () => {
  it('begin with the numbers of the tokens of all contexts but the last', () => {
    const { lattice, shape } = fourVertices();
    const none = new Int16Array(4);
    const stored = writeMesh(lattice, [none, none, none], new Uint8Array(4));
    expect([...stored]).toEqual(FLAT);
    expect(restoreMesh(stored, lattice, shape, false)).toEqual([none, none, none]);
  });

  it.each([
    ['3', [4, 0, 0, 0, 0, 6 * 16 + 5], 48],
    ['4', [4, 0, 0, 0, 0, 7 * 16 + 5], 64, [0]],
    ['-4', [4, 0, 0, 0, 0, 7 * 16 + 5], -64, [1]],
    ['67', [4, 0, 0, 0, 0, 7 * 16 + 5], 1072, [126]],
    ['68', [4, 0, 0, 0, 0, 7 * 16 + 5], 1088, [0x80, 1]],
    ['-511', [4, 0, 0, 0, 0, 7 * 16 + 5], -8176, [0xf7, 7]],
  ])('have a residual of luma of %s steps as a token, and an escape if need be', (_, head, value, beyond = []) => {
    const rest = head.slice(5);
    // The three other vertices are predicted from the first; the second and third see its residual.
    const size = Math.abs(value / 16);
    const bytes = [1, 0, 0, 0, 0, ...rest, NOTHING, NOTHING, NOTHING, ...beyond];
    // The second vertex has the context of twice the size; the fourth that of no residuals.
    bytes[0] = 2;
    if (size * 2 < 9) bytes[4] = 2;
    const values = restoreFour(bytes) as MeshValues;
    expect([...values[0]]).toEqual([value, value, value, value]);
  });

  it('have alpha in bytes of their own behind the tokens', () => {
    const bytes = [2, 0, 0, 0, 0, NOTHING, NOTHING, NOTHING, NOTHING, 255, 0, 0, 0, 0];
    const values = restoreFour(bytes, true) as MeshValues;
    // The escape of 0 stands for a folded 255, which is -128.
    expect([...values[3]]).toEqual([-2048, -2048, -2048, -2048]);
  });

  it.each([
    ['no bytes', []],
    ['a count that the end cuts off', [0x84]],
    ['a count of six bytes', [0x84, 0x80, 0x80, 0x80, 0x80, 0, ...FLAT.slice(1)]],
    ['a count in a byte too many', [0x84, 0, ...FLAT.slice(1)]],
    ['more tokens than vertices', [5, 0, 0, 0, 0, ...FLAT.slice(5), NOTHING]],
    ['more tokens than vertices, of which the last are not there', [5, 0, 0, 0, 0, ...FLAT.slice(5)]],
    ['a count that is right but for 2^32', [0x84, 0x80, 0x80, 0x80, 0x10, 0, 0, 0, 0, ...FLAT.slice(5)]],
    ['a count of 2^34', [0xff, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0, ...FLAT.slice(5)]],
    ['fewer tokens in a context than vertices', [3, 1, 0, 0, 0, ...FLAT.slice(5)]],
    ['a token too few', FLAT.slice(0, -1)],
    ['a byte behind the last token', [...FLAT, 0]],
    ['no escape for its mark', [...FLAT.slice(0, -1), 7 * 16 + 5]],
    ['an escape in a byte too many', [...FLAT.slice(0, -1), 7 * 16 + 5, 0x80, 0]],
    ['an escape of four bytes', [...FLAT.slice(0, -1), 7 * 16 + 5, 0x80, 0x80, 0x80, 1]],
  ])('are refused with mesh-length for %s', (_, bytes) => {
    expect(restoreFour(bytes)).toBe('mesh-length');
  });

  it('are refused with mesh-token for a token of 128', () => {
    expect(restoreFour([...FLAT.slice(0, -1), 128 + NOTHING])).toBe('mesh-token');
  });

  it('are refused with mesh-value for a value beyond the limits', () => {
    // 512 steps of 16 are 8192.
    const folded = (residual: number) => 2 * (Math.abs(residual) - 4) + (residual < 0 ? 1 : 0);
    const mesh = (residual: number) => [
      ...FLAT.slice(0, -1),
      7 * 16 + 5,
      (folded(residual) & 127) | 128,
      folded(residual) >> 7,
    ];
    expect(typeof restoreFour(mesh(511))).toBe('object');
    expect(restoreFour(mesh(512))).toBe('mesh-value');
    expect(restoreFour(mesh(-512))).toBe('mesh-value');
  });

  it('are refused for the first fault', () => {
    const bytes = [...FLAT.slice(0, -2), 128 + NOTHING, 7 * 16 + 5];
    expect(restoreFour(bytes)).toBe('mesh-token');
  });
});
