import { describe, expect, it } from 'vitest';
import { deflateOptimal } from '../../../src/encode/deflate/deflate.js';
import { DEFLATE_EFFORTS } from '../../../src/encode/deflate/options.js';
import { makePlane } from './samples.js';

describe('DEFLATE_EFFORTS', () => {
  it('has a row for each of 1..9, each trying at least as hard as the one above', () => {
    expect(DEFLATE_EFFORTS).toHaveLength(9);
    for (let i = 1; i < DEFLATE_EFFORTS.length; i++) {
      const [above, row] = [DEFLATE_EFFORTS[i - 1], DEFLATE_EFFORTS[i]];
      expect(row.passes).toBeGreaterThanOrEqual(above.passes);
      expect(row.maxDepth).toBeGreaterThan(above.maxDepth);
      expect(row.niceLength).toBeGreaterThanOrEqual(above.niceLength);
      expect(row.chunkTokens).toBeLessThanOrEqual(above.chunkTokens);
    }
  });

  it('makes index planes smaller from row to row, or nearly so', () => {
    for (const levels of [12, 200]) {
      const plane = makePlane(110, 80, levels, levels);
      const sizes = DEFLATE_EFFORTS.map((row) => deflateOptimal(plane, row).length);
      for (let i = 1; i < sizes.length; i++) {
        expect(sizes[i], `effort ${i + 1} of ${sizes}`).toBeLessThanOrEqual(sizes[i - 1] * 1.002);
      }
      expect(sizes[4]).toBeLessThan(sizes[0] * 0.98);
    }
  });
});
