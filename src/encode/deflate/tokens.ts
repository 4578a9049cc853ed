/**
 * Tokens, which are literals and matches, and deflate's alphabets: the symbol and the extra bits of each length and distance.
 *
 * Literals, lengths and distances count in one histogram of {@link SYMBOLS} entries: literals at 0..255, the end of the
 * block at 256, lengths at 257..285, distances from {@link FIRST_DISTANCE} on.
 *
 * @see RFC 1951, section 3.2.5
 */

import { MAX_DISTANCE, MAX_MATCH, MIN_MATCH } from '../../wasm/constants.js';

export { MAX_DISTANCE, MAX_MATCH, MIN_MATCH };

export const END_OF_BLOCK = 256;
const FIRST_LENGTH = 257;

/** Symbols of the literal and length alphabet that may occur in data. */
export const LITLEN_SYMBOLS = 286;

/** Symbols of the distance alphabet that may occur in data. */
export const DISTANCE_SYMBOLS = 30;

/** Where the distance symbols begin in a histogram. */
export const FIRST_DISTANCE = LITLEN_SYMBOLS;

/** Entries of a histogram: both alphabets, one after the other. */
export const SYMBOLS = LITLEN_SYMBOLS + DISTANCE_SYMBOLS;

/** Extra bits of each entry of a histogram; 0 for literals and the end of the block. */
export const EXTRA_BITS = makeExtraBits();

/** Symbol, 257..285, of a match length 3..258. */
export const LENGTH_SYMBOL = new Uint16Array(MAX_MATCH + 1);

/** Smallest length or distance of each entry of a histogram; 0 for literals and the end of the block. */
export const SYMBOL_BASE = new Uint16Array(SYMBOLS);

/** Symbol, 0..29, of a distance 1..32768. */
export const DISTANCE_SYMBOL = new Uint8Array(MAX_DISTANCE + 1);

fillTables();

function makeExtraBits(): Uint8Array {
  const bits = new Uint8Array(SYMBOLS);
  // The last length symbol stands only for 258.
  for (let i = 8; i < 28; i++) bits[FIRST_LENGTH + i] = (i - 4) >> 2;
  for (let i = 4; i < DISTANCE_SYMBOLS; i++) bits[FIRST_DISTANCE + i] = (i - 2) >> 1;
  return bits;
}

function fillTables(): void {
  let length = MIN_MATCH;
  for (let symbol = FIRST_LENGTH; symbol < LITLEN_SYMBOLS - 1; symbol++) {
    SYMBOL_BASE[symbol] = length;
    for (const end = length + (1 << EXTRA_BITS[symbol]); length < end; length++) {
      if (length < MAX_MATCH) LENGTH_SYMBOL[length] = symbol;
    }
  }
  SYMBOL_BASE[LITLEN_SYMBOLS - 1] = MAX_MATCH;
  LENGTH_SYMBOL[MAX_MATCH] = LITLEN_SYMBOLS - 1;
  let distance = 1;
  for (let symbol = 0; symbol < DISTANCE_SYMBOLS; symbol++) {
    const entry = FIRST_DISTANCE + symbol;
    SYMBOL_BASE[entry] = distance;
    DISTANCE_SYMBOL.fill(symbol, distance, distance + (1 << EXTRA_BITS[entry]));
    distance += 1 << EXTRA_BITS[entry];
  }
}

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

/** Sets a histogram to the counts of a block of the tokens `from .. to - 1`. */
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

/** Room for a sequence of tokens, which can be overwritten many times. */
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

/** Bytes of memory for this number of tokens. */
export function tokenBytes(capacity: number): number {
  return 4 * capacity;
}
