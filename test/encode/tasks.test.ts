/** The encoder's tasks have the same result in every thread. */

import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deflatePlaneTask } from '../../src/encode/deflate-planes.js';
import { clusterColours, clusterTask } from '../../src/encode/kmeans/cluster.js';
import { buildHistogram, coarsenHistogram } from '../../src/encode/kmeans/histogram.js';
import { performTask } from '../../src/encode/tasks.js';
import { anyColours } from './kmeans/arbitraries.js';

describe('the task deflate-plane', () => {
  it('makes the same zlib stream by name as by a direct call, and does not change its input', () => {
    const property = fc.property(fc.uint8Array({ minLength: 1 }), fc.integer({ min: 1, max: 9 }), (bytes, effort) => {
      const before = bytes.slice();
      const here = deflatePlaneTask({ bytes, effort }).perform();
      const { output } = performTask('deflate-plane', { bytes, effort });
      expect(output).toEqual(here);
      expect(new Uint8Array(inflateSync(here))).toEqual(before);
      expect(bytes).toEqual(before);
    });
    fc.assert(property);
  });

  it('transfers a buffer that holds only the stream', () => {
    const { perform, buffersOf } = deflatePlaneTask;
    const output = perform({ bytes: new Uint8Array(5000), effort: 4 });
    expect(buffersOf(output)).toEqual([output.buffer]);
    expect(output.buffer.byteLength).toBe(output.length);
  });

  it('can be cloned without its function', () => {
    const { name, input } = deflatePlaneTask({ bytes: Uint8Array.of(1, 2, 3), effort: 9 });
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

  it('makes the same clusters by name as by a direct call, and does not change its input', () => {
    const property = fc.property(anyHistogram, fc.integer({ min: 1, max: 24 }), (histogram, k) => {
      const input = { histogram, k, options: { opaque: false, restarts: 1, keepColours: Uint32Array.of(0xff112233) } };
      const before = structuredClone(input);
      const expected = clusterColours(histogram, k, input.options);
      expect(clusterTask(input).perform()).toEqual(expected);
      expect(performTask('cluster', structuredClone(input)).output).toEqual(expected);
      expect(input).toEqual(before);
    });
    fc.assert(property);
  });

  it('transfers a buffer that holds only the palette', () => {
    const histogram = buildHistogram(Uint32Array.of(0xff000000, 0xff0000ff, 0xffffffff));
    const output = clusterTask.perform({ histogram, k: 2, options: { opaque: true } });
    expect(clusterTask.buffersOf(output)).toEqual([output.palette.buffer]);
    expect(output.palette.buffer.byteLength).toBe(output.palette.length);
  });
});

describe('performTask', () => {
  it('returns the buffers that a task may transfer', () => {
    const { output, transfer } = performTask('deflate-plane', { bytes: new Uint8Array(5000), effort: 4 });
    expect(transfer).toEqual([(output as Uint8Array).buffer]);
  });

  it('names an unknown task in its error', () => {
    expect(() => performTask('paint', {})).toThrow('no task is named paint');
  });
});
