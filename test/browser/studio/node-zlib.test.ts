/** What stands for Node's zlib in the page does what Node's does, as far as the picture readers look. */

import { crc32, deflateSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as own from '../../../src/apps/studio/page/node/zlib.js';
import { openNodeInflater } from '../../../src/io/png-idat.js';

interface Outcome {
  readonly bytes?: Buffer;
  readonly taken?: number;
  readonly code?: unknown;
}

function outcomeOf(inflate: typeof own.inflateSync, packed: Uint8Array, maxOutputLength: number): Outcome {
  try {
    const { buffer, engine } = inflate(packed, { maxOutputLength, chunkSize: maxOutputLength + 70, info: true }) as {
      buffer: Uint8Array;
      engine: { bytesWritten: number };
    };
    return { bytes: Buffer.from(buffer), taken: engine.bytesWritten };
  } catch (error) {
    return { code: (error as { code?: unknown }).code };
  }
}

/** What comes out in steps of so many bytes of input and of output; how it ends. */
function inflatePieces(packed: Uint8Array, step: number, create?: () => unknown): unknown {
  const inflater = openNodeInflater(create)!;
  const out = new Uint8Array(400);
  let [taken, made] = [0, 0];
  try {
    for (let round = 0; round < 999; round++) {
      const length = Math.min(step, packed.length - taken);
      const progress = inflater.write(packed, taken, length, out, made, Math.min(step, out.length - made));
      if (progress.taken === 0 && progress.made === 0) break;
      taken += progress.taken;
      made += progress.made;
    }
    return { taken, made, out, isEnded: inflater.isEnded() };
  } catch {
    return 'damaged';
  } finally {
    inflater.close();
  }
}

describe('the stand-in for zlib', () => {
  it('inflates the same, and fails with the same codes, for whole, cut, longer and damaged streams', () => {
    const anyCase = fc.tuple(
      fc.uint8Array({ maxLength: 300 }),
      fc.integer({ min: -3, max: 3 }),
      fc.constantFrom('whole', 'cut', 'longer', 'damaged'),
    );
    fc.assert(
      fc.property(anyCase, ([bytes, spare, kind]) => {
        const whole = deflateSync(bytes);
        // Of a stream that is both cut and too long, either may be said.
        const limit = Math.max(1, bytes.length + (kind === 'cut' ? Math.abs(spare) : spare));
        let packed: Uint8Array = whole;
        if (kind === 'cut') packed = whole.subarray(0, whole.length - 5);
        if (kind === 'longer') packed = Buffer.concat([whole, Buffer.of(1, 2, 3)]);
        if (kind === 'damaged') packed = whole.map((byte, at) => (at === 0 ? byte ^ 0xff : byte));
        const expected = outcomeOf(inflateSync as unknown as typeof own.inflateSync, packed, limit);
        expect(outcomeOf(own.inflateSync, packed, limit)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('inflates the same piece by piece, and finds the same streams damaged or without their end', () => {
    const anyCase = fc.tuple(
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom('whole', 'cut', 'longer', 'damaged'),
    );
    fc.assert(
      fc.property(anyCase, ([bytes, step, kind]) => {
        let packed: Uint8Array = deflateSync(bytes);
        if (kind === 'cut') packed = packed.subarray(0, -4);
        if (kind === 'longer') packed = Buffer.concat([packed, Buffer.of(1, 2, 3)]);
        if (kind === 'damaged') packed = packed.map((byte, at) => (at === packed.length - 1 ? byte ^ 0xff : byte));
        const [mine, nodes] = [own.createInflate, undefined].map((create) => inflatePieces(packed, step, create));
        expect(mine).toEqual(nodes);
      }),
      { numRuns: 200 },
    );
  });

  it('gives the same CRC-32', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 99 }), (bytes) => own.crc32(bytes) === crc32(bytes)));
  });
});
