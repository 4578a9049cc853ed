import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFLATE_EFFORTS } from '../../../src/encode/deflate/options.js';
import { PlainQuickParser, type QuickParser } from '../../../src/encode/deflate/quick-parse.js';
import { makeQuickParser } from '../../../src/encode/deflate/quick-parse-kernel.js';
import { runs } from '../../support/runs.js';
import { anyBytes, anyPlane, withRepeat } from './samples.js';

/** Tokens of each segment. The parser is closed, so that the next one may be the same instance of the kernel. */
function parseAll(parser: QuickParser, length: number, size: number): number[][] {
  const segments: number[][] = [];
  for (let at = 0; at < length; at += size) {
    const { values, distances, count } = parser.parse(Math.min(at + size, length));
    segments.push([...values.subarray(0, count), ...distances.subarray(0, count)]);
  }
  parser.close();
  return segments;
}

describe('the quick parse of the kernel', () => {
  it('is a kernel here', () => {
    expect(makeQuickParser(new Uint8Array(9), DEFLATE_EFFORTS[0], 9)).not.toBeInstanceOf(PlainQuickParser);
  });

  it('finds the tokens that the reference finds, at every effort, in segments of any size', () => {
    const limits = fc.constantFrom(...DEFLATE_EFFORTS, { maxDepth: 1, niceLength: 3 });
    fc.assert(
      fc.property(fc.oneof(anyBytes, anyPlane), limits, fc.integer({ min: 1, max: 5000 }), (bytes, limit, size) => {
        const kernel = parseAll(makeQuickParser(bytes, limit, size), bytes.length, size);
        expect(kernel).toEqual(parseAll(new PlainQuickParser(bytes, limit, size), bytes.length, size));
      }),
      { numRuns: runs(200) },
    );
  });

  it('finds them at the ends of the window too', () => {
    for (const [length, distance] of [
      [258, 32767],
      [258, 32768],
      [3, 4096],
      [3, 4097],
    ]) {
      const bytes = withRepeat(length, distance);
      const limits = { maxDepth: 1000, niceLength: 258 };
      const kernel = parseAll(makeQuickParser(bytes, limits, 20000), bytes.length, 20000);
      expect(kernel).toEqual(parseAll(new PlainQuickParser(bytes, limits, 20000), bytes.length, 20000));
    }
  });
});
