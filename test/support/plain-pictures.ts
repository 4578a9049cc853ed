/** Random pictures for property tests, in the plain decoder's terms, and files made of them by the vectors' writer. */

import fc from 'fast-check';
import { type Colour, makePlan, type StoredPicture, writePlan, ZLIB } from '../../spec/vectors/writer.mjs';
import { classAt, gridOf, splitRows } from './plain-decoder.mjs';

/** A picture as it is stored, and one index a pixel, row-major. */
export interface PlainPicture extends StoredPicture {
  readonly indices: readonly number[];
}

/** Numbers of 0 to 2^32 - 1 that look random and are the same in every run. */
export function randomNumbers(count: number, seed: number): Uint32Array {
  let state = seed >>> 0;
  return Uint32Array.from({ length: count }, () => {
    state = (state + 0x9e3779b9) >>> 0;
    let h = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
    return h ^ (h >>> 15);
  });
}

/** Geometry and map of a picture of up to `maxSide` pixels a side. */
export function plainGeometry(maxSide = 40) {
  return fc
    .record({ width: fc.integer({ min: 1, max: maxSide }), height: fc.integer({ min: 1, max: maxSide }) })
    .chain(({ width, height }) =>
      fc.integer({ min: 1, max: 5 }).chain((block) => {
        const { columns, rows } = gridOf({ width, height, block });
        return fc.record({
          width: fc.constant(width),
          height: fc.constant(height),
          block: fc.constant(block),
          strip: fc.integer({ min: 0, max: width - 1 }),
          band: fc.integer({ min: 1, max: rows }),
          map: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: columns * rows, maxLength: columns * rows }),
        });
      }),
    );
}

/** Palette entries as a file may have them: opaque, or with alpha (a transparent one has no colour). */
function palette(k: number, alpha: boolean, seed: number): Colour[] {
  const numbers = randomNumbers(k, seed);
  return Array.from(numbers, (n) => {
    const a = alpha ? [0, 1, 128, 254, 255][(n >>> 24) % 5] : 255;
    return a === 0 ? [0, 0, 0, 0] : [n & 255, (n >>> 8) & 255, (n >>> 16) & 255, a];
  });
}

/** Palette sizes at which the format changes, and any others. */
const paletteSize = fc.oneof(fc.constantFrom(1, 2, 255, 256, 257, 258), fc.integer({ min: 1, max: 700 }));

/** Whole pictures that a valid file can hold. */
export function plainPicture(maxSide = 24): fc.Arbitrary<PlainPicture> {
  return fc
    .record({
      geometry: plainGeometry(maxSide),
      k1: fc.oneof(fc.constant(0), paletteSize),
      k2: paletteSize,
      alpha: fc.boolean(),
      predictor: fc.nat(4),
      seed: fc.integer(),
      zlib: fc.constantFrom(...Object.values(ZLIB)),
    })
    .map(({ geometry, k1, k2, alpha, predictor, seed, zlib }) => {
      const map = [...geometry.map];
      map[Math.abs(seed) % map.length] = 0;
      const picture = {
        ...{ ...geometry, map, k1, k2, alpha, zlib, chunks: [] },
        predictor: k1 === 0 && k2 <= 256 ? predictor : 0,
        ...{ palette1: palette(k1, alpha, seed), palette2: palette(k2, alpha, seed + 1) },
      };
      if (alpha) picture.palette2[0] = [0, 0, 0, 0];
      return { ...picture, indices: randomIndices(picture, seed + 2) };
    });
}

/** An index within its palette for each pixel. */
export function randomIndices(
  picture: { width: number; height: number; block: number; k1: number; k2: number; map: ArrayLike<number> },
  seed: number,
): number[] {
  const { width, height, k1, k2 } = picture;
  return Array.from(randomNumbers(width * height, seed), (n, i) => {
    const isHigh = classAt(picture, i % width, Math.floor(i / width)) === 1;
    return n % (isHigh ? k2 : k1);
  });
}

/** The file of a picture. */
export function plainFile(picture: PlainPicture): Uint8Array {
  return writePlan(makePlan(picture, splitRows(picture, picture.indices))).bytes;
}

/** One bit a block, the first in the least significant bit: spec, section 4. */
export function plainBitmap(map: ArrayLike<number>): Uint8Array {
  const bitmap = new Uint8Array(Math.ceil(map.length / 8));
  for (let i = 0; i < map.length; i++) if (map[i] === 1) bitmap[Math.floor(i / 8)] += 2 ** (i % 8);
  return bitmap;
}
