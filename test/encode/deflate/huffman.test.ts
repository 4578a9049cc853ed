import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalCodes, limitedCodeLengths } from '../../../src/encode/deflate/huffman.js';
import { runs } from '../../support/runs.js';

function lengthsOf(counts: readonly number[], maxBits: number): number[] {
  const lengths = new Uint8Array(counts.length);
  limitedCodeLengths(counts, 0, counts.length, maxBits, lengths);
  return [...lengths];
}

function costOf(counts: readonly number[], lengths: readonly number[]): number {
  return counts.reduce((sum, count, i) => sum + count * lengths[i], 0);
}

/** 1 for a complete code, less if bits are wasted, more for an impossible code. */
function kraftSum(lengths: readonly number[]): number {
  return lengths.reduce((sum, length) => sum + (length === 0 ? 0 : 2 ** -length), 0);
}

/** The cheapest of all codes, by trying all code lengths. */
function bruteForceCost(counts: readonly number[], maxBits: number): number {
  const used = counts.filter((count) => count > 0);
  let best = Number.POSITIVE_INFINITY;
  const extend = (lengths: number[], room: number) => {
    if (room < 0) return;
    if (lengths.length === used.length) best = Math.min(best, costOf(used, lengths));
    else for (let length = 1; length <= maxBits; length++) extend([...lengths, length], room - 2 ** -length);
  };
  extend([], 1);
  return best;
}

/** Package-merge with explicit packages: the symbols in each. */
function packageMergeCost(counts: readonly number[], maxBits: number): number {
  const leaves = counts.filter((count) => count > 0).map((weight, symbol) => ({ weight, symbols: [symbol] }));
  let list: typeof leaves = [];
  for (let bits = 0; bits < maxBits; bits++) {
    const packages = [];
    for (let i = 0; i + 1 < list.length; i += 2) {
      const [a, b] = [list[i], list[i + 1]];
      packages.push({ weight: a.weight + b.weight, symbols: [...a.symbols, ...b.symbols] });
    }
    list = [...leaves, ...packages].sort((a, b) => a.weight - b.weight);
  }
  return list.slice(0, 2 * leaves.length - 2).reduce((sum, { weight }) => sum + weight, 0);
}

describe('limitedCodeLengths', () => {
  it('finds the cheapest of all codes', () => {
    const smallCounts = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(smallCounts, fc.constantFrom(3, 4), (counts, maxBits) => {
        fc.pre(counts.filter((count) => count > 0).length >= 2);
        expect(costOf(counts, lengthsOf(counts, maxBits))).toBe(bruteForceCost(counts, maxBits));
      }),
      { numRuns: runs(150) },
    );
  });

  it('finds complete codes as cheap as those of package-merge, for any alphabet and limit', () => {
    const skewedCounts = fc.array(
      fc.nat(20).chain((shift) => fc.nat(2 ** shift)),
      { minLength: 30, maxLength: 286 },
    );
    fc.assert(
      fc.property(skewedCounts, fc.constantFrom(9, 11, 15), (counts, maxBits) => {
        fc.pre(counts.filter((count) => count > 0).length >= 2);
        const lengths = lengthsOf(counts, maxBits);
        expect(Math.max(...lengths)).toBeLessThanOrEqual(maxBits);
        expect(kraftSum(lengths)).toBe(1);
        expect(counts.every((count, i) => count > 0 === lengths[i] > 0)).toBe(true);
        expect(costOf(counts, lengths)).toBe(packageMergeCost(counts, maxBits));
      }),
      { numRuns: runs(100) },
    );
  });

  it('stays within 15 and 7 bits when counts grow like Fibonacci numbers', () => {
    const counts = [1, 1];
    while (counts.length < 40) counts.push(counts[counts.length - 1] + counts[counts.length - 2]);
    for (const [size, maxBits] of [
      [40, 15],
      [19, 7],
    ]) {
      const lengths = lengthsOf(counts.slice(0, size), maxBits);
      expect(Math.max(...lengths)).toBe(maxBits);
      expect(kraftSum(lengths)).toBe(1);
    }
  });

  it('has at least two code words, so the code is complete', () => {
    expect(lengthsOf([0, 0, 0, 0], 15)).toEqual([1, 1, 0, 0]);
    expect(lengthsOf([7, 0, 0, 0], 15)).toEqual([1, 1, 0, 0]);
    expect(lengthsOf([0, 0, 7, 0], 15)).toEqual([1, 0, 1, 0]);
  });

  it('gives the higher of two equally frequent symbols the shorter code word', () => {
    expect(lengthsOf([5, 5, 5], 15)).toEqual([2, 2, 1]);
  });
});

describe('canonicalCodes', () => {
  it('makes the example of RFC 1951', () => {
    const lengths = Uint8Array.of(3, 3, 3, 3, 3, 2, 4, 4);
    const codes = new Uint16Array(8);
    canonicalCodes(lengths, 0, 8, codes);
    const words = [...codes].map((code, i) => [...code.toString(2).padStart(lengths[i], '0')].reverse().join(''));
    expect(words).toEqual(['010', '011', '100', '101', '110', '00', '1110', '1111']);
  });
});
