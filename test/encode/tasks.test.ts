/** The encoder's tasks: the same result wherever they are done. */

import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterColours } from '../../src/encode/kmeans/cluster.js';
import { buildHistogram, coarsenHistogram } from '../../src/encode/kmeans/histogram.js';
import { makeTask, performTask } from '../../src/encode/tasks.js';
import { anyColours } from './kmeans/arbitraries.js';

describe('the task deflate-plane', () => {
  it('makes a zlib stream, the same by name as in place, and leaves its input as it is', () => {
    const property = fc.property(fc.uint8Array({ minLength: 1 }), fc.integer({ min: 1, max: 9 }), (bytes, effort) => {
      const before = bytes.slice();
      const here = makeTask('deflate-plane', { bytes, effort }).perform();
      const { output } = performTask('deflate-plane', { bytes, effort });
      expect(output).toEqual(here);
      expect(new Uint8Array(inflateSync(here))).toEqual(before);
      expect(bytes).toEqual(before);
    });
    fc.assert(property);
  });

  it('gives away a buffer that holds nothing else', () => {
    const { output, transfer } = performTask('deflate-plane', { bytes: new Uint8Array(5000), effort: 4 });
    expect(transfer).toEqual([output.buffer]);
    expect(output.buffer.byteLength).toBe(output.length);
  });

  it('can be cloned but for what does it', () => {
    const { name, input } = makeTask('deflate-plane', { bytes: Uint8Array.of(1, 2, 3), effort: 9 });
    expect(structuredClone({ name, input })).toEqual({
      name: 'deflate-plane',
      input: { bytes: Uint8Array.of(1, 2, 3), effort: 9 },
    });
  });
});

describe('the task cluster', () => {
  /** Exact colours when there are few, else cells. */
  const anyHistogram = fc
    .tuple(anyColours(false, 60), fc.boolean())
    .map(([pixels, cells]) => (cells ? coarsenHistogram(buildHistogram(pixels), 3).groups : buildHistogram(pixels)));

  it('makes the clusters of the function, the same by name, and leaves its input as it is', () => {
    const property = fc.property(anyHistogram, fc.integer({ min: 1, max: 24 }), (histogram, k) => {
      const input = { histogram, k, options: { opaque: false, restarts: 1, keepColours: Uint32Array.of(0xff112233) } };
      const before = structuredClone(input);
      const expected = clusterColours(histogram, k, input.options);
      expect(makeTask('cluster', input).perform()).toEqual(expected);
      expect(performTask('cluster', structuredClone(input)).output).toEqual(expected);
      expect(input).toEqual(before);
    });
    fc.assert(property);
  });

  it('gives away a buffer that holds the palette alone', () => {
    const histogram = buildHistogram(Uint32Array.of(0xff000000, 0xff0000ff, 0xffffffff));
    const { output, transfer } = performTask('cluster', { histogram, k: 2, options: { opaque: true } });
    expect(transfer).toEqual([output.palette.buffer]);
    expect(output.palette.buffer.byteLength).toBe(output.palette.length);
  });
});
