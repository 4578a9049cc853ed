/**
 * The CRC-32 of any range of bytes in constant time, after one pass over the bytes. It serves a search that compares checksums
 * of overlapping ranges.
 *
 * A CRC is the remainder of a polynomial. So the CRC of a range follows from the CRC of the bytes before its start and the CRC of
 * the bytes before its end: the first is shifted by the range's length and added to the second.
 */

import { crc32 } from './crc32.js';

/** A remainder is stored once for this many bytes. This bounds the bytes read for a range, and takes 1/8 of the bytes. */
const SPACING = 32;

const POLYNOMIAL = 0xedb88320;
/** The polynomials 1 and x, as remainders: the highest bit is the lowest power. */
const ONE = 0x80000000;
const X = 0x40000000;

/** A length is divided into digits of this many bits; three of them make 33 bits. */
const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;

export class Crc32Ranges {
  readonly #bytes: Uint8Array;
  /** Remainder of the bytes before each multiple of the spacing. */
  readonly #before: Uint32Array;
  /** Factors that shift a remainder by a number of bytes: for each digit, for each of its values. */
  readonly #powers: readonly Uint32Array[];

  /** Reads the bytes once. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#before = new Uint32Array(Math.floor(bytes.length / SPACING) + 1);
    for (let i = 1; i < this.#before.length; i++) {
      this.#before[i] = crc32(bytes, (i - 1) * SPACING, i * SPACING, this.#before[i - 1]);
    }
    this.#powers = makePowers();
  }

  /** CRC-32 of the bytes `start` (included) to `end` (not), as `crc32` computes it. */
  of(start: number, end: number): number {
    let moved = this.#upTo(start);
    for (let digit = 0, length = end - start; length > 0; digit++) {
      const value = length & (DIGITS - 1);
      if (value > 0) moved = multiply(moved, this.#powers[digit][value]);
      length = Math.floor(length / DIGITS);
    }
    return (moved ^ this.#upTo(end)) >>> 0;
  }

  #upTo(end: number): number {
    const index = Math.floor(end / SPACING);
    return crc32(this.#bytes, index * SPACING, end, this.#before[index]);
  }
}

/** For each digit the powers `x^(8 * value * DIGITS^digit)`. */
function makePowers(): Uint32Array[] {
  let base = ONE;
  for (let bit = 0; bit < 8; bit++) base = multiply(base, X);
  const powers: Uint32Array[] = [];
  for (let bits = 0; bits < 32; bits += DIGIT_BITS) {
    const table = new Uint32Array(DIGITS);
    table[0] = ONE;
    for (let value = 1; value < DIGITS; value++) table[value] = multiply(table[value - 1], base);
    powers.push(table);
    base = multiply(table[DIGITS - 1], base);
  }
  return powers;
}

/** The product of two polynomials, as a remainder. It has no branches, since processors could not predict them. */
function multiply(a: number, b: number): number {
  let product = 0;
  let factor = b | 0;
  for (let rest = a | 0; rest !== 0; rest <<= 1) {
    product ^= factor & (rest >> 31);
    factor = (factor >>> 1) ^ (POLYNOMIAL & -(factor & 1));
  }
  return product;
}
