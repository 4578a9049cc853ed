/** A picture of the data as deflate sees it: literals and matches. */

import { DISTANCE_SYMBOL, END_OF_BLOCK, FIRST_DISTANCE, LENGTH_SYMBOL } from './symbols.js';

/** A sequence of tokens; token `i` is the literal `values[i]` when `distances[i]` is 0, else a match. */
export interface Tokens {
  /** Literal byte 0..255, or length of the match 3..258. */
  readonly values: Uint16Array;
  /** 0, or distance of the match 1..32768. */
  readonly distances: Uint16Array;
  /** How many tokens there are; the arrays may be longer. */
  readonly count: number;
}

/** How many bytes the tokens `from .. to - 1` stand for. */
export function countTokenBytes({ values, distances }: Tokens, from: number, to: number): number {
  let bytes = 0;
  for (let i = from; i < to; i++) bytes += distances[i] === 0 ? 1 : values[i];
  return bytes;
}

/** Adds the tokens `from .. to - 1` to a histogram of deflate's symbols, without an end of the block. */
export function addToHistogram({ values, distances }: Tokens, from: number, to: number, histogram: Uint32Array): void {
  for (let i = from; i < to; i++) {
    const distance = distances[i];
    if (distance === 0) {
      histogram[values[i]]++;
    } else {
      histogram[LENGTH_SYMBOL[values[i]]]++;
      histogram[FIRST_DISTANCE + DISTANCE_SYMBOL[distance]]++;
    }
  }
}

/** Overwrites a histogram by that of a block of the tokens `from .. to - 1`. */
export function countBlockSymbols(tokens: Tokens, from: number, to: number, histogram: Uint32Array): void {
  histogram.fill(0);
  addToHistogram(tokens, from, to, histogram);
  histogram[END_OF_BLOCK] = 1;
}

/** The bytes that tokens stand for. */
export function expandTokens(tokens: Tokens): Uint8Array {
  const { values, distances, count } = tokens;
  const bytes = new Uint8Array(countTokenBytes(tokens, 0, count));
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (distances[i] === 0) {
      bytes[at++] = values[i];
    } else {
      // Byte by byte: a match may overlap itself.
      for (const end = at + values[i]; at < end; at++) bytes[at] = bytes[at - distances[i]];
    }
  }
  return bytes;
}

/** Room for a sequence of tokens that is made again and again. */
export interface TokenBuffer extends Tokens {
  count: number;
}

/** @param capacity - most tokens it can hold */
export function makeTokenBuffer(capacity: number): TokenBuffer {
  return { values: new Uint16Array(capacity), distances: new Uint16Array(capacity), count: 0 };
}

/** Room for tokens in a kernel's memory, see {@link tokenBytes}. */
export function tokenBufferIn(memory: ArrayBuffer, address: number, capacity: number): TokenBuffer {
  const values = new Uint16Array(memory, address, capacity);
  return { values, distances: new Uint16Array(memory, address + 2 * capacity, capacity), count: 0 };
}

/** Bytes of memory that so many tokens take. */
export function tokenBytes(capacity: number): number {
  return 4 * capacity;
}
