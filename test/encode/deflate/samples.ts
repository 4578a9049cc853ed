/** Bytes and tokens to deflate, made by integer arithmetic only: the same on every machine. */

import fc from 'fast-check';
import { countBlockSymbols, SYMBOLS, type Tokens } from '../../../src/encode/deflate/tokens.js';

/** Pseudo-random integers 0..n-1 from a 32-bit linear congruential generator. */
export function makeRandom(seed: number): (n: number) => number {
  let state = seed >>> 0;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 0x100000000) * n);
  };
}

export function makeNoise(length: number, seed: number): Uint8Array {
  const random = makeRandom(seed);
  return Uint8Array.from({ length }, () => random(256));
}

/** 0..size/2 and back. */
function fold(x: number, size: number): number {
  const rest = x % size;
  return rest * 2 < size ? rest : size - rest;
}

/**
 * Like the index plane of a photograph with plain parts: gradients and ripples with a little noise, quantised to levels,
 * beside areas of one index.
 */
export function makePlane(width: number, height: number, levels: number, seed: number): Uint8Array {
  const random = makeRandom(seed);
  const plane = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const slope = fold(3 * x + 2 * y, 1400) + fold(x * 5 + fold(y, 90) * 7, 400);
      const ripple = fold((x * x + y * y) >> 8, 60);
      const isFlat = fold(x + 31, 256) + fold(y + 77, 192) < 90;
      const value = isFlat ? 40 : slope + ripple + random(24);
      plane[y * width + x] = Math.min(levels - 1, Math.floor((value * levels) / 1000));
    }
  }
  return plane;
}

/** Bytes of many kinds: noise, few symbols, repeats of pieces, runs, and one behind the other. */
export const anyBytes: fc.Arbitrary<Uint8Array> = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 600 }),
      fc.uint8Array({ maxLength: 600, max: 3 }),
      fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 60 })).map(repeat),
      fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 1 }), fc.integer({ min: 1, max: 2000 })).map(repeat),
    ),
    { maxLength: 4 },
  )
  .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])));

function repeat([piece, times]: [Uint8Array, number]): Uint8Array {
  return Uint8Array.from({ length: piece.length * times }, (_, i) => piece[i % piece.length]);
}

/** Index planes of many sizes and numbers of levels. */
export const anyPlane: fc.Arbitrary<Uint8Array> = fc
  .tuple(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 256 }), fc.nat())
  .map(([width, height, levels, seed]) => makePlane(width, height, levels, seed));

/** Noise with a copy of its first bytes so far behind them, and one other byte at the end. */
export function withRepeat(length: number, distance: number): Uint8Array {
  const bytes = makeNoise(distance + length + 1, 17);
  bytes.copyWithin(distance, 0, length);
  bytes[distance + length] = bytes[length] ^ 1;
  return bytes;
}

/** Tokens from pairs: a literal and 0, or a match's length and distance. */
export function tokensOf(pairs: readonly (readonly [value: number, distance: number])[]): Tokens {
  const values = Uint16Array.from(pairs, ([value]) => value);
  return { values, distances: Uint16Array.from(pairs, ([, distance]) => distance), count: pairs.length };
}

/** The matches among tokens. */
export function matchesOf({ values, distances, count }: Tokens): [length: number, distance: number][] {
  const tokens = Array.from({ length: count }, (_, i): [number, number] => [values[i], distances[i]]);
  return tokens.filter(([, distance]) => distance > 0);
}

/** Literals, then matches that reach back within them. */
export const anyTokens: fc.Arbitrary<Tokens> = fc
  .tuple(
    fc.array(fc.nat(255), { minLength: 1, maxLength: 300 }),
    fc.array(fc.tuple(fc.integer({ min: 3, max: 258 }), fc.nat()), { maxLength: 60 }),
  )
  .map(([literals, matches]) =>
    tokensOf([
      ...literals.map((literal) => [literal, 0] as const),
      ...matches.map(([length, n]) => [length, 1 + (n % literals.length)] as const),
    ]),
  );

/** The histogram of a block of all tokens. */
export function histogramOf(tokens: Tokens): Uint32Array {
  const histogram = new Uint32Array(SYMBOLS);
  countBlockSymbols(tokens, 0, tokens.count, histogram);
  return histogram;
}
