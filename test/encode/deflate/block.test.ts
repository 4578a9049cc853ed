import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BitWriter } from '../../../src/encode/deflate/bit-writer.js';
import { planBlock, storedBits, writeBlock, writeStored } from '../../../src/encode/deflate/block.js';
import { expandTokens, FIRST_DISTANCE, type Tokens } from '../../../src/encode/deflate/tokens.js';
import { expectSameBytes } from './checks.js';
import { anyTokens, histogramOf, makeNoise, tokensOf } from './samples.js';

/** One block of all tokens, final, and how many bits it was planned to take. */
function writeOne(tokens: Tokens, thorough: boolean): { bits: number; plannedBits: number; bytes: Uint8Array } {
  const plan = planBlock(histogramOf(tokens), thorough);
  const writer = new BitWriter();
  writeBlock(writer, tokens, 0, tokens.count, plan, expandTokens(tokens), true);
  return { bits: writer.bitLength, plannedBits: plan.bits, bytes: writer.finish() };
}

describe('a block', () => {
  it('takes the planned bits, or fewer when stored, and inflates to the bytes of its tokens', () => {
    fc.assert(
      fc.property(anyTokens, fc.boolean(), (tokens, thorough) => {
        const { bits, plannedBits, bytes } = writeOne(tokens, thorough);
        const expected = expandTokens(tokens);
        expect(bits).toBe(Math.min(plannedBits, storedBits(expected.length, 0)));
        expectSameBytes(inflateRawSync(bytes), expected);
      }),
    );
  });

  it('is never larger for a thorough plan', () => {
    fc.assert(
      fc.property(anyTokens, (tokens) => {
        expect(writeOne(tokens, true).plannedBits).toBeLessThanOrEqual(writeOne(tokens, false).plannedBits);
      }),
    );
  });

  it('of literals only, or with one distance, has a complete distance code of two words', () => {
    const literals = Array.from({ length: 400 }, (_, i) => [i % 7, 0] as const);
    for (const tokens of [tokensOf(literals), tokensOf([...literals, ...Array(50).fill([5, 20])])]) {
      const { header, lengths } = planBlock(histogramOf(tokens), true);
      expect(header).toBeDefined();
      const distanceLengths = [...lengths.subarray(FIRST_DISTANCE)].filter((length) => length > 0);
      expect(distanceLengths).toEqual([1, 1]);
      expectSameBytes(inflateRawSync(writeOne(tokens, true).bytes), expandTokens(tokens));
    }
  });

  it('of few tokens is written with the fixed codes', () => {
    const tokens = tokensOf([...[1, 2, 3, 200].map((literal) => [literal, 0] as const), [258, 4], [3, 3]]);
    expect(planBlock(histogramOf(tokens), true).header).toBeUndefined();
    expectSameBytes(inflateRawSync(writeOne(tokens, true).bytes), expandTokens(tokens));
  });

  it('may use all literals, lengths and distances', () => {
    const pairs: [number, number][] = [...makeNoise(40000, 3)].map((value) => [value, 0]);
    for (let length = 3; length <= 258; length++) pairs.push([length, 1 + length * 127], [length, length]);
    for (let shift = 0; shift < 15; shift++) pairs.push([9, 1 << shift], [9, (1 << shift) + 1]);
    const tokens = tokensOf(pairs);
    expectSameBytes(inflateRawSync(writeOne(tokens, true).bytes), expandTokens(tokens));
  });
});

describe('a stored block', () => {
  it('takes the planned bits from any position', () => {
    for (const size of [0, 1, 65535, 65536, 200000]) {
      for (let position = 0; position < 9; position++) {
        const writer = new BitWriter();
        writer.reserveBits(position);
        for (let i = 0; i < position; i++) writer.writeBits(0, 1);
        writeStored(writer, new Uint8Array(size), true);
        expect(writer.bitLength - position).toBe(storedBits(size, position));
      }
    }
  });

  it('becomes several blocks when there are too many bytes for one, and only the last is final', () => {
    const bytes = makeNoise(200000, 1);
    const writer = new BitWriter();
    writeStored(writer, bytes, true);
    expectSameBytes(inflateRawSync(writer.finish()), bytes);
  });
});
