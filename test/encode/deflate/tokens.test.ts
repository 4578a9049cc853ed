import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addToHistogram,
  countBlockSymbols,
  countTokenBytes,
  DISTANCE_SYMBOL,
  END_OF_BLOCK,
  EXTRA_BITS,
  expandTokens,
  FIRST_DISTANCE,
  LENGTH_SYMBOL,
  MAX_DISTANCE,
  MAX_MATCH,
  MIN_MATCH,
  makeTokenBuffer,
  SYMBOL_BASE,
  SYMBOLS,
} from '../../../src/encode/deflate/tokens.js';
import { anyTokens, tokensOf } from './samples.js';

describe('the symbols', () => {
  it('are those of the tables of RFC 1951', () => {
    expect([3, 10, 11, 12, 13, 18, 19, 114, 115, 130, 131, 257, 258].map((length) => LENGTH_SYMBOL[length])).toEqual([
      257, 264, 265, 265, 266, 268, 269, 279, 280, 280, 281, 284, 285,
    ]);
    expect([1, 4, 5, 6, 7, 192, 193, 256, 257, 24577, 32768].map((distance) => DISTANCE_SYMBOL[distance])).toEqual([
      0, 3, 4, 4, 5, 14, 15, 15, 16, 29, 29,
    ]);
  });

  it('leave a remainder that fits the extra bits, for every length and distance', () => {
    for (let length = MIN_MATCH; length <= MAX_MATCH; length++) {
      const rest = length - SYMBOL_BASE[LENGTH_SYMBOL[length]];
      expect(rest >= 0 && rest < 1 << EXTRA_BITS[LENGTH_SYMBOL[length]], `length ${length}`).toBe(true);
    }
    for (let distance = 1; distance <= MAX_DISTANCE; distance++) {
      const entry = FIRST_DISTANCE + DISTANCE_SYMBOL[distance];
      const rest = distance - SYMBOL_BASE[entry];
      if (rest < 0 || rest >= 1 << EXTRA_BITS[entry]) expect.fail(`distance ${distance}`);
    }
  });
});
const BANANA = tokensOf([
  ['b'.charCodeAt(0), 0],
  ['a'.charCodeAt(0), 0],
  ['n'.charCodeAt(0), 0],
  [3, 2],
]);

describe('tokens', () => {
  it('stand for bytes; a match may overlap itself', () => {
    expect(String.fromCharCode(...expandTokens(BANANA))).toBe('banana');
    expect(countTokenBytes(BANANA, 0, 4)).toBe(6);
    expect(countTokenBytes(BANANA, 2, 4)).toBe(4);
  });

  it('stand for the counted number of bytes', () => {
    fc.assert(
      fc.property(anyTokens, (tokens) => {
        expect(expandTokens(tokens).length).toBe(countTokenBytes(tokens, 0, tokens.count));
      }),
    );
  });

  it('count one symbol a literal and two a match', () => {
    const histogram = new Uint32Array(SYMBOLS);
    addToHistogram(BANANA, 1, 4, histogram);
    const expected = new Uint32Array(SYMBOLS);
    for (const symbol of ['a'.charCodeAt(0), 'n'.charCodeAt(0)]) expected[symbol] = 1;
    expected[LENGTH_SYMBOL[3]] = 1;
    expected[FIRST_DISTANCE + DISTANCE_SYMBOL[2]] = 1;
    expect(histogram).toEqual(expected);
    countBlockSymbols(BANANA, 1, 4, histogram);
    expected[END_OF_BLOCK] = 1;
    expect(histogram).toEqual(expected);
  });

  it('are none in a new buffer', () => {
    const tokens = makeTokenBuffer(10);
    expect(tokens.count).toBe(0);
    expect(expandTokens(tokens).length).toBe(0);
  });
});
