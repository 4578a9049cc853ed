import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BROKEN_ZLIB } from '../../spec/vectors/writer.mjs';
import { decode as decodeByPako } from '../../src/decode/index.js';
import { inflateExactly, makeScratch, type Scratch } from '../../src/decode/inflate.js';
import { decode } from '../../src/node/decode.js';
import { inflateWithZlib } from '../../src/node/inflate.js';
import { readValid } from '../conformance/read-vectors.js';

const AT = { code: 'plane-stream', section: 'band 2', offset: 40, what: 'low plane' };

const anyContent = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 3000 }),
  fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 20_000 })).map(([value, n]) => new Uint8Array(n).fill(value)),
);

/** Long enough for a buffer that zlib does not share with others. */
const LENGTH = 5000;

/** Without and with a scratch buffer of the caller. */
const WAYS: [string, () => Scratch | undefined][] = [
  ['without a scratch buffer', () => undefined],
  ['with a scratch buffer', makeScratch],
];

describe.each(WAYS)("inflating by Node's zlib %s", (_, make) => {
  it('restores the input of deflate, one stream after the other', () => {
    const scratch = make();
    fc.assert(
      fc.property(anyContent, fc.nat(9), (content, level) => {
        const inflated = inflateExactly(inflateWithZlib, deflateSync(content, { level }), content.length, AT, scratch);
        expect(Buffer.compare(inflated, content)).toBe(0);
      }),
    );
  });

  it.each(Object.entries(BROKEN_ZLIB))('refuses a stream that is broken: %s', (_, breakStream) => {
    // pako inflates the shorter one.
    for (const length of [4, 2000]) {
      const stream = Uint8Array.from(breakStream(new Array(length).fill(0)));
      expect(() => inflateExactly(inflateWithZlib, stream, length, AT, make())).toThrow(
        expect.objectContaining({ name: 'FormatError', code: 'plane-stream', section: 'band 2', offset: 40 }),
      );
    }
  });

  it('works after a broken stream', () => {
    const scratch = make();
    const broken = Object.values(BROKEN_ZLIB);
    fc.assert(
      fc.property(fc.array(fc.nat(2 * broken.length), { maxLength: 20 }), (choices) => {
        for (const choice of choices) {
          const content = new Uint8Array(LENGTH).fill(choice);
          const breakStream = broken.at(choice);
          const stream = breakStream ? Uint8Array.from(breakStream(new Array(LENGTH).fill(0))) : deflateSync(content);
          const run = () => inflateExactly(inflateWithZlib, stream, LENGTH, AT, scratch);
          if (breakStream) expect(run).toThrow(expect.objectContaining({ code: 'plane-stream' }));
          else expect([...run()]).toEqual([...content]);
        }
      }),
    );
  });

  it.each([1, LENGTH - 1, LENGTH + 1, 9999])('refuses a stream of 5000 bytes where %d are expected', (length) => {
    const stream = deflateSync(new Uint8Array(LENGTH).fill(1));
    expect(() => inflateExactly(inflateWithZlib, stream, length, AT, make())).toThrow(
      expect.objectContaining({ code: 'plane-stream' }),
    );
  });

  it('refuses a stream that inflates without end', () => {
    const stream = deflateSync(new Uint8Array(4_000_000));
    expect(() => inflateExactly(inflateWithZlib, stream, 5000, AT, make())).toThrow(/larger than 5001 bytes/);
  });
});

describe('with a scratch buffer', () => {
  const make = (value: number, length: number) => deflateSync(new Uint8Array(length).fill(value));

  it('frees the bytes of the previous call, and no others', () => {
    const [low, high] = [new Uint8Array(20_001), new Uint8Array(20_001)];
    const first = inflateWithZlib(make(1, 20_000), 20_000, low);
    const other = inflateWithZlib(make(2, 20_000), 20_000, high);
    const kept = inflateWithZlib(make(3, 20_000), 20_000);
    const second = inflateWithZlib(make(4, 10_000), 10_000, low);
    expect(first.buffer.byteLength).toBe(0);
    for (const [bytes, value] of [other, kept, second].map((bytes, i) => [bytes, i + 2] as const)) {
      expect(bytes.every((byte) => byte === value)).toBe(true);
    }
    expect([other, kept, second].map(({ length }) => length)).toEqual([20_000, 20_000, 10_000]);
  });

  it('inflates the next stream after a broken one', () => {
    const scratch = new Uint8Array(20_001);
    inflateWithZlib(make(1, 20_000), 20_000, scratch);
    for (let round = 0; round < 2; round++) {
      expect(() => inflateWithZlib(make(1, 20_000).subarray(0, -3), 20_000, scratch)).toThrow(/unexpected end/);
    }
    expect(inflateWithZlib(make(1, 20_000), 20_000, scratch)).toHaveLength(20_000);
  });

  it("accepts bytes from Node's shared buffer pool, and does not free the pool", () => {
    const scratch = new Uint8Array(2001);
    const first = inflateWithZlib(make(1, 2000), 2000, scratch);
    inflateWithZlib(make(2, 2000), 2000, scratch);
    expect(first.buffer.byteLength).toBeGreaterThan(0);
  });

  it('holds no more memory than one stream takes', () => {
    const [length, rounds] = [2 ** 20, 200];
    const scratch = new Uint8Array(length + 1);
    const stream = make(7, length);
    inflateWithZlib(stream, length, scratch);
    const before = process.memoryUsage().arrayBuffers;
    for (let round = 0; round < rounds; round++) inflateWithZlib(stream, length, scratch);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 * length);
  });
});

describe('decode of akm/node', () => {
  it.each(['alpha', 'packed-alpha'])('gives the pixels of akm/decode: %s', (name) => {
    expect(decode(readValid(name))).toEqual(decodeByPako(readValid(name)));
  });
});
