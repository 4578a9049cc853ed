import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BitWriter } from '../../../src/encode/deflate/bit-writer.js';
import { planCodeLengths, writeCodeLengths } from '../../../src/encode/deflate/code-lengths.js';
import { limitedCodeLengths } from '../../../src/encode/deflate/huffman.js';
import { DISTANCE_SYMBOLS, FIRST_DISTANCE, LITLEN_SYMBOLS, SYMBOLS } from '../../../src/encode/deflate/tokens.js';

describe('the code lengths of a block', () => {
  const anyLengths = fc
    .array(fc.tuple(fc.nat(15), fc.integer({ min: 1, max: 150 })), { minLength: 1, maxLength: 20 })
    .map((runs) => {
      const counts = runs.flatMap(([log, run]) => Array(run).fill(log === 0 ? 0 : 1 << log));
      const padded = Uint32Array.from({ length: SYMBOLS }, (_, s) => counts[s] ?? 0);
      const lengths = new Uint8Array(SYMBOLS);
      limitedCodeLengths(padded, 0, LITLEN_SYMBOLS, 15, lengths);
      limitedCodeLengths(padded, FIRST_DISTANCE, DISTANCE_SYMBOLS, 15, lengths);
      return lengths;
    });

  it('are written in the planned bits, and their runs add up to all lengths', () => {
    fc.assert(
      fc.property(anyLengths, fc.boolean(), (lengths, thorough) => {
        const plan = planCodeLengths(lengths, thorough);
        const writer = new BitWriter();
        writer.reserveBits(plan.bits);
        writeCodeLengths(writer, plan);
        expect(writer.bitLength).toBe(plan.bits);
        expect(Math.max(...plan.codeLengths)).toBeLessThanOrEqual(7);
        const total = plan.runs.reduce((sum, run) => sum + run, 0);
        expect(total).toBe(plan.litlenCount + plan.distanceCount);
      }),
    );
  });
});
