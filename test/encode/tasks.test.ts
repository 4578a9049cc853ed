/** The encoder's tasks: the same result wherever they are done. */

import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeTask, performTask } from '../../src/encode/tasks.js';

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
