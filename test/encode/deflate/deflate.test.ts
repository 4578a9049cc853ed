import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deflateOptimal, deflateParts, deflateTokens, measureDeflated } from '../../../src/encode/deflate/deflate.js';
import { DEFLATE_EFFORTS } from '../../../src/encode/deflate/options.js';
import { expandTokens } from '../../../src/encode/deflate/tokens.js';
import { runs } from '../../support/runs.js';
import { expectInflatesTo, expectSameBytes } from './checks.js';
import { anyBytes, anyPlane, anyTokens, makeNoise, makePlane, tokensOf, withRepeat } from './samples.js';

/** All but the last, which takes long. */
const EFFORTS = DEFLATE_EFFORTS.slice(0, 8);
const anyEffort = fc.constantFrom(...EFFORTS);
const SPLIT = { chunkTokens: 256, boundaryMoves: 1 };

/** The most that a stream may take: all bytes stored. */
function storedSize(length: number): number {
  return 2 + 5 * Math.max(1, Math.ceil(length / 65535)) + length + 4;
}

describe('deflateOptimal', () => {
  it('makes streams that inflate to the same bytes, never larger than stored ones: of any bytes', () => {
    fc.assert(
      fc.property(anyBytes, anyEffort, (bytes, effort) => {
        const stream = deflateOptimal(bytes, effort);
        expectInflatesTo(stream, bytes);
        expect(stream.length).toBeLessThanOrEqual(storedSize(bytes.length));
      }),
      { numRuns: runs(60) },
    );
  });

  it('makes streams that inflate to the same bytes: of index planes', () => {
    fc.assert(
      fc.property(anyPlane, anyEffort, (bytes, effort) => expectInflatesTo(deflateOptimal(bytes, effort), bytes)),
      { numRuns: runs(40) },
    );
  });

  it('accepts no bytes, one, a few, and many equal ones', () => {
    for (const effort of [EFFORTS[0], EFFORTS[2], EFFORTS[6]]) {
      for (const length of [0, 1, 2, 3, 4, 5, 258, 259, 260, 70000]) {
        const bytes = new Uint8Array(length).fill(7);
        const stream = deflateOptimal(bytes, effort);
        expectInflatesTo(stream, bytes);
        expect(stream.length).toBeLessThanOrEqual(8 + Math.ceil(length / 258) + 20);
      }
    }
  });

  it('stores noise', () => {
    for (const length of [1, 1000, 65535, 65536]) {
      const bytes = makeNoise(length, length);
      const stream = deflateOptimal(bytes);
      expectInflatesTo(stream, bytes);
      expect(stream.length).toBeLessThanOrEqual(storedSize(length));
    }
  });

  it('stores noise of several segments in the fewest blocks', () => {
    // Half of it takes 9 blocks, all of it 17.
    const bytes = makeNoise(1_100_000, 6);
    const stream = deflateOptimal(bytes, EFFORTS[0]);
    expectInflatesTo(stream, bytes);
    expect(stream.length).toBe(storedSize(bytes.length));
  });

  it('stores noise between compressible bytes, and compresses these', () => {
    const bytes = new Uint8Array(120000);
    bytes.set(makeNoise(40000, 4), 40000);
    const stream = deflateOptimal(bytes);
    expectInflatesTo(stream, bytes);
    expect(stream.length).toBeLessThan(40600);
  });

  it('works in segments of a megabyte, with matches across their borders', () => {
    const noise = makeNoise(20000, 8);
    const bytes = new Uint8Array(1_100_000).map((_, i) => noise[i % 20000]);
    for (const effort of [EFFORTS[0], EFFORTS[2]]) {
      const stream = deflateOptimal(bytes, effort);
      expectInflatesTo(stream, bytes);
      expect(stream.length).toBeLessThan(20000 + 1_100_000 / 80);
    }
  });

  it('ends segments early where there are very many matches', () => {
    // Few symbols in random order: a dozen matches or more at each position.
    const noise = makeNoise(30000, 9);
    const bytes = noise.map((byte) => byte & 1);
    expectInflatesTo(deflateOptimal(bytes, EFFORTS[7]), bytes);
  });

  it('finds repeats up to the end of the window', () => {
    for (const distance of [32766, 32767, 32768, 32769]) {
      const bytes = withRepeat(258, distance);
      const stream = deflateOptimal(bytes);
      expectInflatesTo(stream, bytes);
      if (distance <= 32767) expect(stream.length).toBeLessThan(distance + 100);
    }
  });

  it('makes the same stream after any other input', () => {
    const plane = makePlane(100, 80, 60, 4);
    const first = deflateOptimal(plane, EFFORTS[5]);
    deflateOptimal(makeNoise(3000, 1), EFFORTS[7]);
    expectSameBytes(deflateOptimal(plane, EFFORTS[5]), first);
  });
});

describe('measureDeflated', () => {
  it("gives the size of deflateOptimal's stream: for any bytes, and for index planes", () => {
    fc.assert(
      fc.property(fc.oneof(anyBytes, anyPlane), anyEffort, (bytes, effort) => {
        expect(measureDeflated(bytes, effort)).toBe(deflateOptimal(bytes, effort).length);
      }),
      { numRuns: runs(60) },
    );
  });

  it('gives it for no bytes, for stored noise, and for several segments', () => {
    const plane = makePlane(1100, 1000, 40, 3);
    for (const bytes of [new Uint8Array(0), makeNoise(70_000, 4), makeNoise(1_100_000, 5), plane]) {
      for (const effort of EFFORTS.slice(1, 3)) {
        expect(measureDeflated(bytes, effort)).toBe(deflateOptimal(bytes, effort).length);
      }
    }
  });

  it('gives it for a plane that is partly stored', () => {
    const bytes = new Uint8Array(200_000);
    bytes.set(makeNoise(90_000, 6), 50_000);
    for (const effort of EFFORTS.slice(0, 4)) {
      expect(measureDeflated(bytes, effort)).toBe(deflateOptimal(bytes, effort).length);
    }
  });
});

describe('deflateParts', () => {
  it('makes one stream that inflates to the joined parts', () => {
    const anyParts = fc.array(
      anyPlane.filter(({ length }) => length > 0),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(anyParts, anyEffort, (parts, effort) => {
        expectInflatesTo(deflateParts(parts, effort), Uint8Array.from(parts.flatMap((part) => [...part])));
      }),
      { numRuns: runs(20) },
    );
  });

  it('makes the same stream of one part as of its bytes, and an empty stream of no parts', () => {
    const plane = makePlane(90, 60, 16, 3);
    expectSameBytes(deflateParts([plane], EFFORTS[4]), deflateOptimal(plane, EFFORTS[4]));
    expectInflatesTo(deflateParts([], EFFORTS[4]), new Uint8Array());
  });

  it('requests a part only when all earlier parts but the last are written', () => {
    const buffers = [new Uint8Array(3000), new Uint8Array(3000)];
    const parts = function* () {
      for (let part = 0; part < 5; part++) yield buffers[part % 2].fill(part + 1);
    };
    const joined = Uint8Array.from({ length: 5 * 3000 }, (_, i) => Math.floor(i / 3000) + 1);
    expectInflatesTo(deflateParts(parts(), EFFORTS[2]), joined);
  });
});

describe('deflateTokens', () => {
  it('makes a stream of exactly these tokens', () => {
    fc.assert(
      fc.property(anyTokens, fc.boolean(), (tokens, hasBytes) => {
        const bytes = expandTokens(tokens);
        const stream = hasBytes ? deflateTokens(tokens, SPLIT, bytes) : deflateTokens(tokens, SPLIT);
        expectInflatesTo(stream, bytes);
      }),
    );
  });

  it('accepts the longest match at the farthest distance', () => {
    const literals = [...makeNoise(32768, 5)].map((byte) => [byte, 0] as const);
    const tokens = tokensOf([...literals, [258, 32768], [257, 32767], [3, 1]]);
    expectInflatesTo(deflateTokens(tokens, SPLIT), expandTokens(tokens));
  });

  it('accepts more than a million tokens', () => {
    const count = 1_060_000;
    const values = new Uint16Array(count).map((_, i) => i >> 16);
    values[count - 1] = 258;
    const distances = new Uint16Array(count);
    distances[count - 1] = 1;
    const tokens = { values, distances, count };
    const stream = deflateTokens(tokens, SPLIT);
    expectInflatesTo(stream, expandTokens(tokens));
    expect(stream.length).toBeLessThan(1_061_000 / 8 + 10000);
  });

  it('accepts no tokens', () => {
    expectInflatesTo(deflateTokens(tokensOf([]), SPLIT), new Uint8Array(0));
  });
});
