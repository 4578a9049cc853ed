/**
 * A mutant: a description that fast-check makes and shrinks, and the bytes that it describes.
 *
 * A description is a small valid picture (or one of the vectors) and a list of damages. Checksums are right again in the
 * end: a fuzzer that stops at a CRC-32 finds nothing behind it.
 */

import { crc32, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { BROKEN_ZLIB, makePlan, writePlan, ZLIB } from '../../spec/vectors/writer.mjs';
import { bandCountOf, gridOf, splitRows, storedSize } from '../../test/support/plain-decoder.mjs';
import { latticeOf, restorePlain } from '../../test/support/plain-mesh.mjs';
import { damageBytes, damagePlan } from './damage.mjs';
import { repairCrcs } from './repair-crcs.mjs';

/** Ways in which the streams of a whole file are deflated; node:zlib is the fastest by far. */
const DEFLATES = [
  ZLIB.stored,
  ZLIB.stored,
  ZLIB.stored,
  (content) => [...deflateSync(Uint8Array.from(content), { level: 9, memLevel: 1 })],
  ZLIB.storedInBlocksOf7,
  ZLIB.noDistanceCode,
];

/** Damage to a plan or to bytes; see `damage.mjs`. */
export const damage = fc.record(
  { way: fc.nat(0xff), at: fc.nat(0xffff), to: fc.nat(0xffff) },
  { noNullPrototype: true },
);
const damages = fc.array(damage, { minLength: 1, maxLength: 4, size: 'max' });

const picture = fc.record(
  {
    width: fc.integer({ min: 1, max: 20 }),
    height: fc.integer({ min: 1, max: 20 }),
    block: fc.integer({ min: 1, max: 4 }),
    k1: fc.nat(6),
    k2: fc.integer({ min: 1, max: 6 }),
    /** Which of the rarer things a picture may have; see {@link plainPicture}. */
    traits: fc.nat(0xffffff),
    /** Whether indices are packed or predicted, colours hidden, and the picture enlarged; see {@link plainExtras}. */
    extras: fc.nat(0xffff),
    /** Whether there is a mesh, and its distances and steps; see {@link plainMesh}. */
    mesh: fc.nat(0xffff),
    seed: fc.nat(0xffffffff),
  },
  { noNullPrototype: true },
);

/** Descriptions of mutants of pictures, and of `vectorCount` vectors. */
export function mutants(vectorCount) {
  const ofPicture = fc.record({ picture, damages }, { noNullPrototype: true });
  const ofVector = fc.record({ vector: fc.nat(vectorCount - 1), damages }, { noNullPrototype: true });
  return fc.oneof({ arbitrary: ofPicture, weight: 3 }, { arbitrary: ofVector, weight: 1 });
}

/** Descriptions of pictures without damage. */
export function wholePictures() {
  return fc.record({ picture, damages: fc.constant([]) }, { noNullPrototype: true });
}

/** The file that a description stands for. */
export function mutantBytes({ picture, vector, damages }, vectors) {
  if (vector !== undefined) return repairCrcs(damageBytes(vectors[vector], damages));
  const plan = plainPlan(picture);
  const later = damagePlan(plan, damages, BROKEN_ZLIB);
  const { bytes } = writePlan(plan, fastCrc32);
  return later.length > 0 ? repairCrcs(damageBytes(bytes, later)) : bytes;
}

function fastCrc32(bytes) {
  return crc32(Uint8Array.from(bytes));
}

/** A generator of numbers below `n` that is the same in every run (mulberry32). */
function makeRandom(seed) {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

/** The rarer ways to store a picture: packed or predicted indices, hidden colours, a scale. */
function plainExtras(extras, { alpha, k1, k2 }) {
  const extra = (shift, n) => (extras >>> shift) % n;
  const x = 1 + [0, 1, 2, 15][extra(8, 4)];
  const y = 1 + [0, 1, 2, 15][extra(10, 4)];
  const isScaled = extra(4, 4) === 1 && x * y > 1;
  const packedHigh = extra(1, 2) === 1 && k2 <= 16;
  return {
    packedLow: extra(0, 2) === 1 && k1 > 0 && k1 <= 16,
    packedHigh,
    predictor: k1 === 0 && k2 <= 256 && !packedHigh ? extra(5, 5) : 0,
    hidden: alpha && extra(2, 2) === 1,
    scale: isScaled ? { x, y, offsetX: extra(12, x), offsetY: extra(8, y) } : undefined,
  };
}

/** A mesh for every third picture, in some of its low blocks; without palette 1 the others become high. */
function plainMesh(mesh, { block, k1, map }, random) {
  if (mesh % 3 > 0) return {};
  const finest = 1 + ((mesh >> 2) % Math.min(3, block));
  const root = Math.min(5, finest + ((mesh >> 4) % 5));
  const steps = Array.from({ length: root - finest + 1 }, () => [1 + random(255), 1 + random(255)]);
  const low = map.flatMap((isHigh, i) => (isHigh ? [] : [i]));
  // With palette 1, the first low block keeps it.
  const meshMap = map.map((isHigh, i) => (isHigh || (k1 > 0 && i === low[0]) ? 0 : random(2)));
  const one = k1 > 0 ? low[1] : low[0];
  if (one === undefined) return {};
  meshMap[one] = 1;
  return { mesh: { finest, root, steps }, meshMap };
}

/** Of each band, what the mesh stores of its vertices: residuals of all sizes. */
function makeMeshes(picture, random) {
  if (picture.mesh === undefined) return [];
  return Array.from(
    { length: bandCountOf(picture) },
    (_, b) =>
      restorePlain(latticeOf(picture, b), (_vertex, _channel, predicted, step) => {
        const most = [1, 1, 3, 9, 100, 8000][random(6)];
        const residual = random(2 * most - 1) - most + 1;
        const value = (Math.floor((2 * predicted + step) / (2 * step)) + residual) * step;
        return Math.abs(value) > 8191 ? 0 : residual;
      }).stored,
  );
}

/** A picture in the plain decoder's form, with its indices. Everything that is not in the description comes from its seed. */
function plainPicture({ width, height, block, k1, k2, traits, extras, mesh, seed }) {
  const random = makeRandom(seed);
  const trait = (shift, n) => (traits >>> shift) % n;
  const alpha = trait(0, 4) === 0;
  const isWide = trait(2, 160) === 0;
  const sizes = { k1: k1 > 0 && isWide ? 256 + k1 : k1, k2: isWide ? 256 + k2 : k2 };
  const stored = plainExtras(extras, { alpha, ...sizes });
  const { columns, rows } = gridOf({ width, height, block, scale: stored.scale });
  const map = Array.from({ length: columns * rows }, () => random(2));
  map[random(map.length)] = 0;
  const colour = (a) => [random(256), random(256), random(256), a];
  const transparent = () => (stored.hidden ? colour(0) : [0, 0, 0, 0]);
  const entry = () => (alpha && random(2) === 0 ? transparent() : colour(255));
  const geometry = { width, height, block, map, ...sizes, ...stored };
  const meshed = plainMesh(mesh, geometry, random);
  return {
    ...geometry,
    ...meshed,
    predictor: meshed.mesh ? 0 : stored.predictor,
    seed,
    alpha,
    strip: trait(9, 2) * random(storedSize(geometry).width),
    band: trait(10, 4) === 0 ? rows : 1 + random(rows),
    chunks: makeChunks(trait(12, 8), random),
    zlib: DEFLATES[trait(15, DEFLATES.length)],
    palette1: Array.from({ length: sizes.k1 }, entry),
    palette2: alpha
      ? [[0, 0, stored.hidden ? 1 : 0, 0], ...Array.from({ length: sizes.k2 - 1 }, entry)]
      : Array.from({ length: sizes.k2 }, entry),
    indices: makeIndices(geometry, columns, trait(18, 2) === 0 ? 1 : 4, random),
  };
}

/** Row-major indices in runs of up to `runs`, so that deflate finds matches. */
function makeIndices(geometry, columns, runs, random) {
  const { block, k1, k2, map } = geometry;
  const { width, height } = storedSize(geometry);
  const indices = new Array(width * height);
  let last = 0;
  for (let i = 0; i < indices.length; i++) {
    const column = (i % width) >> block;
    const row = Math.floor(i / width) >> block;
    const k = k1 === 0 || map[row * columns + column] === 1 ? k2 : k1;
    if (random(runs) === 0 || last >= k) last = random(k);
    indices[i] = last;
  }
  return indices;
}

function makeChunks(kind, random) {
  if (kind === 1) return [{ type: 'icc ', data: [9, ...ZLIB.stored(Array.from({ length: 9 }, () => random(256)))] }];
  if (kind === 2)
    return [
      { type: 'exif', data: [0x49, 0x49, 42, 0] },
      { type: 'zzzz', data: [] },
    ];
  return [];
}

function plainPlan(description) {
  const picture = plainPicture(description);
  return makePlan(picture, splitRows(picture, picture.indices), makeMeshes(picture, makeRandom(picture.seed)));
}
