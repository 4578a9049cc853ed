import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deflateBytes } from '../../../src/encode/deflate/index.js';
import { inflateWithPako } from '../../../src/inflate/pako.js';

describe('deflateBytes', () => {
  it('makes zlib streams that every inflate restores', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.integer({ min: 1, max: 9 }), (bytes, level) => {
        const stream = deflateBytes(bytes, level);
        expect(new Uint8Array(inflateSync(stream))).toEqual(bytes);
        expect(inflateWithPako(stream, bytes.length)).toEqual(bytes);
      }),
    );
  });

  it('makes the same bytes on every machine: a golden stream', () => {
    const bytes = Uint8Array.from({ length: 300 }, (_, i) => (i * i) % 23);
    expect(Buffer.from(deflateBytes(bytes, 9)).toString('hex')).toMatchInlineSnapshot(
      `"78da636064e11460e26516e2e16063e3e01162e66512e064611c15c6220c007fb30959"`,
    );
  });
});
