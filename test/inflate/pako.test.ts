/** Inflating piece by piece gives what Node's zlib gives at once. Whole streams are tested in test/decode/inflate.test.ts. */

import { deflateSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openPakoStream } from '../../src/inflate/pako.js';

interface Outcome {
  readonly content: Buffer;
  /** Bytes of the stream. */
  readonly taken: number;
  readonly isEnded: boolean;
}

/** Inflates with the given numbers of bytes of input and output at a time, until no progress is made. */
function inflatePieces(packed: Uint8Array, inputStep: number, outputStep: number): Outcome {
  const stream = openPakoStream();
  const pieces: Uint8Array[] = [];
  let taken = 0;
  for (;;) {
    const piece = new Uint8Array(outputStep);
    const step = stream.inflate(packed.subarray(taken, taken + inputStep), piece);
    if (step.taken === 0 && step.made === 0)
      return { content: Buffer.concat(pieces), taken, isEnded: stream.isEnded() };
    taken += step.taken;
    pieces.push(piece.subarray(0, step.made));
  }
}

const anyContent = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 20_000 })).map(([value, n]) => new Uint8Array(n).fill(value)),
);
/** From a few bytes to more than the whole stream. */
const anyStep = fc.integer({ min: 3, max: 150 }).map((step) => step * step);

describe('inflating piece by piece', () => {
  it('gives the content, and reads no byte behind the end', () => {
    fc.assert(
      fc.property(anyContent, anyStep, anyStep, fc.uint8Array({ maxLength: 9 }), (content, input, output, behind) => {
        const packed = deflateSync(content);
        const found = inflatePieces(Buffer.concat([packed, behind]), input, output);
        expect(found.content.equals(inflateSync(packed))).toBe(true);
        expect(found).toMatchObject({ taken: packed.length, isEnded: true });
      }),
    );
  });

  it('gives the content of a stream without its checksum, and reports no end', () => {
    fc.assert(
      fc.property(anyContent, anyStep, anyStep, fc.integer({ min: 1, max: 4 }), (content, input, output, missing) => {
        const packed = deflateSync(content);
        const found = inflatePieces(packed.subarray(0, -missing), input, output);
        expect(found.content.equals(Buffer.from(content))).toBe(true);
        expect(found.isEnded).toBe(false);
      }),
    );
  });

  it.each([
    ['header', 0, /incorrect header check/],
    ['checksum', -1, /incorrect data check/],
  ])('refuses a stream whose %s is damaged', (_, at, words) => {
    const packed = deflateSync(new Uint8Array(1000).fill(3));
    packed[at < 0 ? packed.length + at : at]! ^= 0x55;
    expect(() => inflatePieces(packed, 10, 10)).toThrow(words);
  });

  it('refuses a stream that needs a preset dictionary', () => {
    const packed = deflateSync(Uint8Array.of(1, 2, 3), { dictionary: Uint8Array.of(1, 2, 3, 4) });
    expect(() => inflatePieces(packed, 100, 100)).toThrow();
  });

  it('keeps streams that are open at the same time separate', () => {
    const packed = [1, 2].map((value) => deflateSync(new Uint8Array(5000).map((_, i) => (i * value) >> 4)));
    const streams = packed.map(() => openPakoStream());
    const out = packed.map(() => new Uint8Array(5000));
    const used = [0, 0];
    for (let at = 0; at < 5000; at += 100) {
      for (const [i, stream] of streams.entries()) {
        const { taken, made } = stream.inflate(packed[i].subarray(used[i]), out[i].subarray(at, at + 100));
        used[i] += taken;
        expect(made).toBe(100);
      }
    }
    expect(out.map((bytes, i) => Buffer.from(bytes).equals(inflateSync(packed[i])))).toEqual([true, true]);
  });
});
