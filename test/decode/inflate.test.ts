import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BROKEN_ZLIB, ZLIB } from '../../spec/vectors/writer.mjs';
import { inflateExactly, makeScratch } from '../../src/decode/inflate.js';
import { LimitError } from '../../src/error.js';
import type { Inflate } from '../../src/inflate/inflate.js';
import { inflateWithPako } from '../../src/inflate/pako.js';

const AT = { code: 'plane-stream', section: 'band 2', offset: 40, what: 'low plane' };
const STREAM = Uint8Array.from(ZLIB.best([1, 2, 3, 4]));

/** Inflates a stream by a function that ignores it. */
function inflateBy(inflate: Inflate, length = 4): Uint8Array {
  return inflateExactly(inflate, STREAM, length, AT);
}

function expectInflated(stream: Uint8Array, content: Uint8Array): void {
  expect(Buffer.compare(inflateExactly(inflateWithPako, stream, content.length, AT), content)).toBe(0);
}

const anyContent = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 3000 }),
  fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 20_000 })).map(([value, n]) => new Uint8Array(n).fill(value)),
);

describe('inflating', () => {
  it('restores the input of any deflate', () => {
    fc.assert(
      fc.property(anyContent, fc.constantFrom(...Object.values(ZLIB)), fc.nat(9), (content, zlib, level) => {
        expectInflated(Uint8Array.from(zlib(content)), content);
        expectInflated(deflateSync(content, { level }), content);
      }),
    );
  });

  it.each(Object.entries(BROKEN_ZLIB))('refuses a stream that is broken: %s', (_, make) => {
    const stream = Uint8Array.from(make([0, 0, 0, 0]));
    expect(() => inflateExactly(inflateWithPako, stream, 4, AT)).toThrow(
      expect.objectContaining({ name: 'FormatError', code: 'plane-stream', section: 'band 2', offset: 40 }),
    );
  });

  it('works after a broken stream', () => {
    const broken = Object.values(BROKEN_ZLIB);
    const sound = Object.values(ZLIB);
    fc.assert(
      fc.property(fc.array(fc.nat(broken.length + sound.length - 1), { maxLength: 20 }), (choices) => {
        for (const choice of choices) {
          const content = new Array(choice + 1).fill(choice);
          const zlib = sound.at(choice < broken.length ? sound.length : choice - broken.length);
          const run = () =>
            inflateExactly(inflateWithPako, Uint8Array.from((zlib ?? broken[choice])(content)), choice + 1, AT);
          if (zlib) expect([...run()]).toEqual(content);
          else expect(run).toThrow(expect.objectContaining({ code: 'plane-stream' }));
        }
      }),
    );
  });

  it.each([1, 2, 3, 5, 6, 100])('refuses a stream of 4 bytes where %d are expected', (length) => {
    expect(() => inflateBy(inflateWithPako, length)).toThrow(expect.objectContaining({ code: 'plane-stream' }));
  });

  it('does not start when the stream is too short for its length', () => {
    let calls = 0;
    const count: Inflate = () => {
      calls++;
      return new Uint8Array(0);
    };
    expect(() => inflateBy(count, STREAM.length * 1032 + 1)).toThrow(/can't inflate to/);
    expect(calls).toBe(0);
    expect(() => inflateBy(count, STREAM.length * 1032)).toThrow(/to inflate to/);
    expect(calls).toBe(1);
  });

  it('nearly reaches the ratio that it assumes as the largest', () => {
    const content = new Uint8Array(4_000_000);
    const stream = Uint8Array.from(deflateSync(content, { level: 9 }));
    expect(content.length / stream.length).toBeGreaterThan(1020);
    expectInflated(stream, content);
  });
});

describe('a scratch buffer', () => {
  it('is longer than asked, and reused as long as it is long enough', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(lengths, (asked) => {
        const scratch = makeScratch();
        let last = new Uint8Array(0);
        for (const length of asked) {
          const bytes = scratch(length);
          expect(bytes.length).toBeGreaterThan(length);
          if (last.length > length) expect(bytes).toBe(last);
          last = bytes;
        }
        expect(last.length).toBeLessThanOrEqual(Math.max(...asked) * 1.5 + 2);
      }),
    );
  });

  it('grows seldom: the buffers it gives up are less than twice its size', () => {
    const scratch = makeScratch();
    const buffers = new Set<Uint8Array>();
    for (let length = 1; length <= 100_000; length += 7) buffers.add(scratch(length));
    const sizes = [...buffers].map((bytes) => bytes.length);
    const left = Math.max(...sizes);
    expect(sizes.reduce((sum, size) => sum + size, 0) - left).toBeLessThan(2 * left);
  });

  it('holds one inflated stream after the other', () => {
    const scratch = makeScratch();
    const contents = [[1, 2, 3, 4], [5], [6, 7, 8]];
    const inflated = contents.map((content) => {
      const bytes = inflateExactly(inflateWithPako, Uint8Array.from(ZLIB.best(content)), content.length, AT, scratch);
      expect([...bytes]).toEqual(content);
      return bytes;
    });
    expect(new Set(inflated.map(({ buffer }) => buffer)).size).toBe(1);
  });

  it.each([1, 2, 3, 5])('does not hide a stream of 4 bytes where %d are expected', (length) => {
    expect(() => inflateExactly(inflateWithPako, STREAM, length, AT, makeScratch())).toThrow(
      expect.objectContaining({ code: 'plane-stream' }),
    );
  });

  it('without enough memory causes an AkmError that is not a fault of the file', () => {
    expect(() => inflateExactly(inflateWithPako, STREAM, 4, AT, () => makeScratch()(2 ** 52))).toThrow(
      expect.objectContaining({
        name: 'AkmError',
        code: 'memory',
        message: expect.stringMatching(/^no memory for \d+ bytes$/),
      }),
    );
  });

  it('is no larger than the longest stream needs', () => {
    const scratch = makeScratch(100);
    expect(scratch(40)).toHaveLength(61);
    expect(scratch(90)).toHaveLength(101);
    expect(scratch(100)).toHaveLength(101);
  });
});

describe('an inflate option', () => {
  it.each<[string, unknown]>([
    ['an error', new Error('no')],
    ['a string', 'no'],
  ])('that throws %s makes a fault of the file, with the cause', (_, cause) => {
    const fail: Inflate = () => {
      throw cause;
    };
    expect(() => inflateBy(fail)).toThrow(
      expect.objectContaining({ name: 'FormatError', message: expect.stringMatching(/does not inflate: no$/), cause }),
    );
  });

  it('that throws an AkmError passes it through', () => {
    const error = new LimitError('maxPixels', 1, 2, 'a stream');
    const fail: Inflate = () => {
      throw error;
    };
    expect(() => inflateBy(fail)).toThrow(error);
  });

  it('that detaches the bytes causes an OptionError, too', () => {
    const bytes = STREAM.slice();
    const take: Inflate = () => {
      structuredClone(bytes, { transfer: [bytes.buffer] });
      return new Uint8Array(4);
    };
    expect(() => inflateExactly(take, bytes, 4, AT)).toThrow(
      expect.objectContaining({
        name: 'OptionError',
        option: 'inflate',
        message: expect.stringMatching(/leave the bytes/),
      }),
    );
  });

  it('may throw a value without a message', () => {
    const fail: Inflate = () => {
      throw Object.create(null);
    };
    expect(() => inflateBy(fail)).toThrow(
      expect.objectContaining({ name: 'FormatError', message: expect.stringMatching(/an error without a message$/) }),
    );
  });

  it.each([undefined, null, [1, 2, 3, 4], Promise.resolve(new Uint8Array(4))])(
    'that returns %s causes an OptionError, not a fault of the file',
    (value) => {
      expect(() => inflateBy(() => value as unknown as Uint8Array)).toThrow(
        expect.objectContaining({ option: 'inflate', message: 'inflate: expected it to return a Uint8Array' }),
      );
    },
  );

  it.each([0, 3, 5])('that returns %d bytes instead of 4 causes a fault of the file', (length) => {
    const detail = `expected the low plane to inflate to 4 bytes, found ${length}`;
    expect(() => inflateBy(() => new Uint8Array(length))).toThrow(
      expect.objectContaining({ code: 'plane-stream', message: `band 2 at byte 40: ${detail}` }),
    );
  });

  it('may return a Buffer, which becomes a plain array', () => {
    const bytes = inflateBy(() => Buffer.from([1, 2, 3, 4]));
    expect(bytes.constructor).toBe(Uint8Array);
    expect([...bytes]).toEqual([1, 2, 3, 4]);
  });
});
