import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { makePlan, type StoredPicture, writePlan, ZLIB } from '../../spec/vectors/writer.mjs';
import {
  AkmError,
  type DecodeOptions,
  decode,
  decodeAsync,
  decodeIndexed,
  decodeInto,
  type Inflate,
  inflateWithPako,
  readSections,
} from '../../src/decode/index.js';
import { readValid } from '../conformance/read-vectors.js';
import { decodePlain, splitPlanes } from '../support/plain-decoder.mjs';
import { plainFile, plainPicture } from '../support/plain-pictures.js';
import { runs } from '../support/runs.js';

/** A file of `bands` bands of two pixel rows, with a different index in each pixel. */
function fileOfBands(bands: number): Uint8Array {
  const picture: StoredPicture = {
    ...{
      width: 2,
      height: bands * 2,
      block: 1,
      k1: 0,
      k2: 4,
      strip: 0,
      band: 1,
      alpha: false,
    },
    ...{ map: new Array(bands).fill(1), palette1: [], palette2: new Array(4).fill([1, 2, 3, 255]) },
    ...{ chunks: [], zlib: ZLIB.stored },
  };
  const indices = Array.from({ length: bands * 4 }, (_, i) => i & 3);
  return writePlan(makePlan(picture, splitPlanes(picture, indices))).bytes;
}

/** Compares bytes at once: much faster than entry by entry. */
function expectBytes(found: Uint8Array | Uint8ClampedArray, expected: Uint8Array | Uint8ClampedArray): void {
  expect(Buffer.from(found).equals(Buffer.from(expected))).toBe(true);
}

describe('decode', () => {
  it('gives the pixels that the plain decoder gives', () => {
    fc.assert(
      fc.property(plainPicture(), (picture) => {
        const { width, height, data } = decode(plainFile(picture));
        expect([width, height]).toEqual([picture.width, picture.height]);
        expectBytes(data, decodePlain(picture, picture.indices));
      }),
      { numRuns: runs(200) },
    );
  });

  it('accepts a Buffer, and bytes at any offset of their memory', () => {
    const bytes = readValid('alpha');
    const expected = decode(bytes);
    expect(decode(Buffer.from(bytes))).toEqual(expected);
    const shifted = new Uint8Array(bytes.length + 7);
    shifted.set(bytes, 3);
    expect(decode(shifted.subarray(3, 3 + bytes.length))).toEqual(expected);
  });

  it('inflates all bands to the same memory, so that no plane is left to be collected', () => {
    const scratches = new Set<Uint8Array | undefined>();
    const inflate: Inflate = (stream, length, scratch) => {
      scratches.add(scratch);
      return inflateWithPako(stream, length, scratch);
    };
    const bytes = fileOfBands(20);
    expect(decode(bytes, { inflate })).toEqual(decode(bytes));
    // The table has none.
    expect(scratches.size).toBe(2);
  });

  it('does not change the bytes of the file', () => {
    const bytes = readValid('packed-alpha');
    const before = bytes.slice();
    decode(bytes);
    decodeIndexed(bytes);
    expect(bytes).toEqual(before);
  });

  it('inflates the table and every plane once', () => {
    const lengths: number[] = [];
    const inflate: Inflate = (stream, length) => {
      lengths.push(length);
      return inflateWithPako(stream, length);
    };
    for (const name of ['bands-of-one-class', 'picture-landscape']) {
      const bytes = readValid(name);
      lengths.length = 0;
      decode(bytes, { inflate });
      const stored = readSections(bytes).filter(({ name, bytes }) => /(table|plane)$/.test(name) && bytes > 0);
      expect([name, lengths.length]).toEqual([name, stored.length]);
    }
  });

  it.each([undefined, null, 'a string', [1, 2, 3], new ArrayBuffer(8), new Uint16Array(4)])(
    'refuses %s as bytes',
    (bytes) => {
      expect(() => decode(bytes as unknown as Uint8Array)).toThrow(
        expect.objectContaining({ name: 'OptionError', option: 'bytes' }),
      );
    },
  );
});

describe('decodeInto', () => {
  const bytes = readValid('alpha');
  const { width, height, data } = decode(bytes);

  it.each([0, 1, 2, 3, 4])('fills a target that begins at byte %d, and no byte beside it', (shift) => {
    const memory = new Uint8Array(data.length + 9).fill(0xee);
    const target = memory.subarray(shift, shift + data.length);
    expect(decodeInto(bytes, target)).toEqual({ width, height });
    expectBytes(target, data);
    expect(memory.subarray(0, shift)).toEqual(new Uint8Array(shift).fill(0xee));
    expect(memory.subarray(shift + data.length)).toEqual(new Uint8Array(9 - shift).fill(0xee));
  });

  it('fills the clamped array of a canvas', () => {
    const target = new Uint8ClampedArray(data.length);
    decodeInto(bytes, target);
    expectBytes(target, data);
  });

  it.each([0, 1, data.length - 1, data.length + 1])('refuses a target of %d bytes', (length) => {
    const message = `target: expected ${data.length} bytes for ${width}x${height}, found ${length}`;
    expect(() => decodeInto(bytes, new Uint8Array(length))).toThrow(
      expect.objectContaining({ name: 'OptionError', option: 'target', message }),
    );
  });

  it.each([undefined, null, [], new Uint16Array(data.length)])('refuses %s as target', (target) => {
    const message = 'target: expected a Uint8Array or Uint8ClampedArray';
    expect(() => decodeInto(bytes, target as unknown as Uint8Array)).toThrow(
      expect.objectContaining({ name: 'OptionError', option: 'target', message }),
    );
  });

  it.each([0, 1])('causes an OptionError when inflate detaches a target that begins at byte %d', (shift) => {
    const target = new Uint8Array(data.length + shift).subarray(shift);
    let calls = 0;
    const inflate: Inflate = (stream, length, scratch) => {
      // Not in the call for the table, before the target is checked.
      if (++calls === 2) structuredClone(target, { transfer: [target.buffer] });
      return inflateWithPako(stream, length, scratch);
    };
    expect(() => decodeInto(bytes, target, { inflate })).toThrow(
      expect.objectContaining({ name: 'OptionError', option: 'target' }),
    );
  });

  it('leaves the target untouched when the structure of the file is faulty', () => {
    const target = new Uint8Array(data.length).fill(0xee);
    expect(() => decodeInto(bytes.subarray(0, -1), target)).toThrow(expect.objectContaining({ code: 'truncated' }));
    expect(target).toEqual(new Uint8Array(data.length).fill(0xee));
  });
});

describe('decodeIndexed', () => {
  it('gives the stored indices', () => {
    fc.assert(
      fc.property(plainPicture(), (picture) => {
        const indexed = decodeIndexed(plainFile(picture));
        expect([indexed.width, indexed.height]).toEqual([picture.width, picture.height]);
        expect(indexed.blockSide).toBe(2 ** picture.block);
        expect(indexed.blockColumns * indexed.blockRows).toBe(picture.map.length);
        const classes = picture.k1 > 0 ? picture.map : new Array(picture.map.length).fill(1);
        expect([...indexed.blockMap]).toEqual(classes);
        expect([...indexed.lowPalette]).toEqual(picture.palette1.flat());
        expect([...indexed.highPalette]).toEqual(picture.palette2.flat());
        expect([...indexed.indices]).toEqual(picture.indices);
      }),
    );
  });
});

describe('decodeAsync', () => {
  it('gives what decode gives', { tags: 'long' }, async () => {
    for (const name of ['bands', 'scale-bands-and-strips', 'picture-landscape']) {
      const bytes = readValid(name);
      expect(await decodeAsync(bytes)).toEqual(decode(bytes));
    }
  });

  it('reports progress, which never falls and ends at 1', async () => {
    const seen: number[] = [];
    await decodeAsync(readValid('bands-many'), { onProgress: (done) => seen.push(done) });
    expect(seen.length).toBeGreaterThanOrEqual(20);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen[0]).toBeGreaterThan(0);
    expect(seen.at(-1)).toBe(1);
  });

  it('reports each drawn band', async () => {
    const seen: number[] = [];
    await decodeAsync(readValid('bands'), { onProgress: (done) => seen.push(done) });
    expect(seen).toEqual([1 / 3, 2 / 3, 1, 1]);
  });

  it('does nothing when its signal is already aborted', async () => {
    const seen: number[] = [];
    const controller = new AbortController();
    controller.abort('no longer wanted');
    const { signal } = controller;
    const work = decodeAsync(readValid('bands'), { signal, onProgress: (done) => seen.push(done) });
    await expect(work).rejects.toBe('no longer wanted');
    expect(seen).toEqual([]);
  });

  it('stops at the next band when it is cancelled', async () => {
    const seen: number[] = [];
    const controller = new AbortController();
    const reason = new Error('the page was left');
    const onProgress = (done: number) => {
      seen.push(done);
      if (seen.length === 3) controller.abort(reason);
    };
    await expect(decodeAsync(readValid('bands-many'), { signal: controller.signal, onProgress })).rejects.toBe(reason);
    expect(seen).toHaveLength(3);
  });

  it('is rejected with a default error when the signal has no reason', async () => {
    await expect(decodeAsync(readValid('pixel'), { signal: { aborted: true } })).rejects.toThrow('aborted');
  });

  it('lets other work run, which can cancel it', { tags: 'long' }, async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort('from a timer'), 0);
    await expect(decodeAsync(fileOfBands(60_000), { signal: controller.signal })).rejects.toBe('from a timer');
  });

  it('rejects instead of throwing', async () => {
    await expect(decodeAsync(new Uint8Array(3))).rejects.toMatchObject({ name: 'FormatError', code: 'signature' });
    await expect(decodeAsync(readValid('pixel'), { maxPixels: 0 })).rejects.toMatchObject({ option: 'maxPixels' });
    const nothing = null as unknown as DecodeOptions;
    await expect(decodeAsync(readValid('pixel'), nothing)).rejects.toMatchObject({ option: 'options' });
  });
});

describe('bytes in shared, resizable or detached memory', () => {
  const bytes = readValid('bands-many');

  it('are decoded: shared memory, and views that follow their buffer', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
    shared.set(bytes);
    const Resizable = ArrayBuffer as unknown as new (size: number, options: object) => ArrayBuffer;
    const tracking = new Uint8Array(new Resizable(bytes.length, { maxByteLength: 2 * bytes.length }));
    tracking.set(bytes);
    for (const copy of [shared, tracking]) expect(decode(copy)).toEqual(decode(bytes));
  });

  it('cause an AkmError when they are detached while they are decoded', async () => {
    const copy = bytes.slice();
    const onProgress = () => {
      if (copy.length > 0) structuredClone(copy, { transfer: [copy.buffer] });
    };
    await expect(decodeAsync(copy, { onProgress })).rejects.toBeInstanceOf(AkmError);
  });

  it('are refused by the name of the argument when they are already detached', () => {
    const copy = bytes.slice();
    structuredClone(copy, { transfer: [copy.buffer] });
    expect(() => decode(copy)).toThrow(expect.objectContaining({ name: 'OptionError', option: 'bytes' }));
  });
});

describe('a picture too large for the platform', () => {
  it('is an AkmError, not a RangeError', () => {
    const Native = Uint32Array;
    const Stingy = function (this: unknown, length: unknown, ...rest: unknown[]) {
      if (length === 4096) throw new RangeError('Array buffer allocation failed');
      return Reflect.construct(Native, [length, ...rest]);
    };
    const bytes = fileOfBands(1024);
    vi.stubGlobal('Uint32Array', Object.assign(Stingy, { from: Native.from.bind(Native) }));
    try {
      const message = 'no memory for 4096 pixels, 16384 bytes';
      const cause = expect.any(RangeError);
      expect(() => decode(bytes)).toThrow(
        expect.objectContaining({ name: 'AkmError', code: 'memory', message, cause }),
      );
    } finally {
      vi.unstubAllGlobals();
    }
  });
});
