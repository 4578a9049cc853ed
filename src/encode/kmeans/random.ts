/**
 * The project's seeded generator: xoshiro128**, its state filled by splitmix32 steps.
 *
 * Everything is 32-bit integer arithmetic, so a seed gives the same numbers on every machine. Not for secrets.
 *
 * @see Blackman and Vigna 2021, Scrambled linear pseudorandom number generators; https://prng.di.unimi.it/xoshiro128starstar.c
 */

/** A stream of reproducible random numbers. */
export interface Random {
  /** The next integer of 0 .. 2^32 - 1. */
  nextUint32(): number;
  /** The next integer of 0 .. n - 1, each equally likely; `n` is 1 .. 2^32. */
  nextBelow(n: number): number;
  /** The next multiple of 2^-32 in 0 <= u < 1, exact. */
  nextUnit(): number;
}

/** Starts the stream of a 32-bit seed; other numbers are taken modulo 2^32. */
export function createRandom(seed: number): Random {
  return new Xoshiro128(spreadSeed(seed));
}

/** Starts the stream at a given state, four 32-bit words that aren't all zero. Tests compare it with published values. */
export function createRandomFromState(state: readonly [number, number, number, number]): Random {
  return new Xoshiro128(Uint32Array.from(state));
}

class Xoshiro128 implements Random {
  readonly #state: Uint32Array;

  constructor(state: Uint32Array) {
    this.#state = state;
  }

  nextUint32(): number {
    const s = this.#state;
    const second = s[1];
    const result = Math.imul(rotateLeft(Math.imul(second, 5), 7), 9) >>> 0;
    s[2] = s[2] ^ s[0];
    s[3] = s[3] ^ second;
    s[1] = second ^ s[2];
    s[0] = s[0] ^ s[3];
    s[2] = s[2] ^ (second << 9);
    s[3] = rotateLeft(s[3], 11);
    return result;
  }

  nextBelow(n: number): number {
    const limit = 4294967296 - (4294967296 % n);
    let value = this.nextUint32();
    while (value >= limit) value = this.nextUint32();
    return value % n;
  }

  nextUnit(): number {
    return this.nextUint32() / 4294967296;
  }
}

/** Four words from one, by splitmix32 (Steele, Lea and Flood 2014, with the murmur3 finaliser); never all zero. */
function spreadSeed(seed: number): Uint32Array {
  const state = new Uint32Array(4);
  let counter = seed | 0;
  for (let i = 0; i < 4; i++) {
    counter = (counter + 0x9e3779b9) | 0;
    let word = Math.imul(counter ^ (counter >>> 16), 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    state[i] = word ^ (word >>> 16);
  }
  return state;
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
