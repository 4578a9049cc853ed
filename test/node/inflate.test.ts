import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
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

/** Without and with memory of the caller's. */
const WAYS: [string, () => Scratch | undefined][] = [
  ['to a buffer of its own', () => undefined],
  ['to a scratch buffer', makeScratch],
];

describe.each(WAYS)("inflating by Node's zlib %s", (_, make) => {
  it('gives back what deflate made, one stream after the other', () => {
    const scratch = make();
    fc.assert(
      fc.property(anyContent, fc.nat(9), (content, level) => {
        const inflated = inflateExactly(inflateWithZlib, deflateSync(content, { level }), content.length, AT, scratch);
        expect(Buffer.compare(inflated, content)).toBe(0);
      }),
    );
  });

  it.each(Object.entries(BROKEN_ZLIB))('refuses a stream that is broken: %s', (_, breakStream) => {
    const stream = Uint8Array.from(breakStream([0, 0, 0, 0]));
    expect(() => inflateExactly(inflateWithZlib, stream, 4, AT, make())).toThrow(
      expect.objectContaining({ name: 'FormatError', code: 'plane-stream', section: 'band 2', offset: 40 }),
    );
  });

  it('is not disturbed by a stream before that was broken', () => {
    const scratch = make();
    const broken = Object.values(BROKEN_ZLIB);
    fc.assert(
      fc.property(fc.array(fc.nat(2 * broken.length), { maxLength: 20 }), (choices) => {
        for (const choice of choices) {
          const content = Uint8Array.of(choice, 1, 2, 3);
          const breakStream = broken.at(choice);
          const stream = breakStream ? Uint8Array.from(breakStream([0, 0, 0, 0])) : deflateSync(content);
          const run = () => inflateExactly(inflateWithZlib, stream, 4, AT, scratch);
          if (breakStream) expect(run).toThrow(expect.objectContaining({ code: 'plane-stream' }));
          else expect([...run()]).toEqual([...content]);
        }
      }),
    );
  });

  it.each([1, 3, 5, 100])('refuses a stream of 4 bytes where %d are expected', (length) => {
    const stream = deflateSync(Uint8Array.of(1, 2, 3, 4));
    expect(() => inflateExactly(inflateWithZlib, stream, length, AT, make())).toThrow(
      expect.objectContaining({ code: 'plane-stream' }),
    );
  });

  it('refuses a stream that inflates without end', () => {
    const stream = deflateSync(new Uint8Array(4_000_000));
    expect(() => inflateExactly(inflateWithZlib, stream, 1000, AT, make())).toThrow(/larger than 1001 bytes/);
  });
});

describe('a scratch buffer', () => {
  afterEach(() => {
    vi.doUnmock('node:zlib');
    vi.resetModules();
  });

  it("is where this Node's zlib puts the bytes", () => {
    const scratch = new Uint8Array(300);
    const inflated = inflateWithZlib(deflateSync(new Uint8Array(200).fill(7)), 200, scratch.subarray(50));
    expect(inflated.buffer).toBe(scratch.buffer);
    expect([inflated.byteOffset, inflated.length]).toEqual([50, 200]);
    expect([scratch[49], scratch[50], scratch[249], scratch[250]]).toEqual([0, 7, 7, 0]);
  });

  it.each(['_outBuffer', '_chunkSize', '_maxOutputLength', '_handle', '_processChunk'])(
    'is left alone by a Node whose streams have no %s any more',
    async (part) => {
      vi.resetModules();
      vi.doMock('node:zlib', async (importActual) => {
        const actual = await importActual<typeof import('node:zlib')>();
        const createInflate = () => Object.assign(actual.createInflate({ chunkSize: 64 }), { [part]: undefined });
        return { ...actual, createInflate };
      });
      const other = await import('../../src/node/inflate.js');
      const scratch = new Uint8Array(300);
      const inflated = other.inflateWithZlib(deflateSync(new Uint8Array(200).fill(7)), 200, scratch);
      expect([...inflated]).toEqual(new Array(200).fill(7));
      expect(inflated.buffer).not.toBe(scratch.buffer);
    },
  );
});

describe('decode of akm/node', () => {
  it.each(['alpha', 'smooth-alpha'])('gives the pixels of akm/decode: %s', (name) => {
    expect(decode(readValid(name))).toEqual(decodeByPako(readValid(name)));
  });
});
