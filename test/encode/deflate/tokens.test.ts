import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DISTANCE_SYMBOL,
  END_OF_BLOCK,
  FIRST_DISTANCE,
  LENGTH_SYMBOL,
  SYMBOLS,
} from '../../../src/encode/deflate/symbols.js';
import {
  addToHistogram,
  countBlockSymbols,
  countTokenBytes,
  expandTokens,
  makeTokenBuffer,
} from '../../../src/encode/deflate/tokens.js';
import { anyTokens, tokensOf } from './samples.js';

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

  it('stand for as many bytes as are counted', () => {
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

  it('begin as none in a new buffer', () => {
    const tokens = makeTokenBuffer(10);
    expect(tokens.count).toBe(0);
    expect(expandTokens(tokens).length).toBe(0);
  });
});
