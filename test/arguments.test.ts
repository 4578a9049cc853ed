/**
 * Every exported function, called with junk. Every failure is an AkmError, never a TypeError of the engine.
 *
 * The first test fails if an exported function is missing in this list. Constructors of errors are not covered. Neither are the
 * two entries for pages, which need a browser.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import * as decoder from '../src/decode/index.js';
import * as salvager from '../src/decode/salvage.js';
import * as encoder from '../src/encode/index.js';
import { AkmError } from '../src/error.js';
import * as neutral from '../src/index.js';
import * as metrics from '../src/metrics/index.js';
import * as node from '../src/node/index.js';
import { readValid } from './conformance/read-vectors.js';

type AnyFunction = (...args: never[]) => unknown;

const folder = mkdtempSync(join(tmpdir(), 'akm-arguments-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const existing = join(folder, 'there');
writeFileSync(existing, 'a file');

/** A vector with a profile, and one of two palettes. */
const FILES = ['chunks', 'all-low'].map((name) => readValid(name));
const IMAGE = { width: 4, height: 3, data: new Uint8Array(48).map((_, i) => (i % 4 === 3 ? 255 : 37 * i)) };

/** An error that the caller's code throws. */
class OwnError extends Error {}
const WITHOUT_TEXT = Object.create(null);
const throwOwn = () => {
  throw new OwnError('of the caller');
};

const DECODING = () => ({
  maxPixels: 1000,
  maxMetadataBytes: 1000,
  inflate: decoder.inflateWithPako,
});
const WAITING = () => ({ signal: new AbortController().signal, onProgress: () => {}, executor: undefined });
const ENCODING = () => ({
  ...{
    classify: 'eigen',
    blockMap: undefined,
    quality: 50,
    k1: undefined,
    k2: undefined,
    block: 2,
    effort: 1,
    lambda: 0,
  },
  ...{ tune: 'psnr', dither: false, keepColors: ['#fff'], background: '#000', seed: 1 },
  ...{ strip: 0, icc: new Uint8Array(9), exif: new Uint8Array(9), maxMetadataBytes: 100 },
});
const SEARCHING = () => ({ ...ENCODING(), quality: undefined });
const THREADED = () => ({ ...WAITING(), threads: 1 });

const copyOf = (bytes: Uint8Array) => bytes.slice();
const FILE_AND_OPTIONS = FILES.map((file) => () => [copyOf(file), DECODING()]);
const FILE_AND_WAITING = FILES.map((file) => () => [copyOf(file), { ...DECODING(), ...WAITING() }]);
const PAIR = [() => [{ ...IMAGE }, { ...IMAGE, data: copyOf(IMAGE.data) }]];

/** Arguments that a function takes, by its name. */
const SOUND: Readonly<Record<string, readonly (() => unknown[])[]>> = {
  decode: FILE_AND_OPTIONS,
  decodeAsync: FILE_AND_WAITING,
  decodeIndexed: FILE_AND_OPTIONS,
  decodeInto: FILES.map((file) => {
    const { width, height } = decoder.readInfo(file);
    return () => [copyOf(file), new Uint8Array(width * height * 4), DECODING()];
  }),
  readInfo: FILE_AND_OPTIONS,
  readMetadata: FILE_AND_OPTIONS,
  readUsableMetadata: FILE_AND_OPTIONS,
  readSections: FILE_AND_OPTIONS,
  salvage: FILE_AND_OPTIONS,
  classify: [() => ['eigen', copyOf(IMAGE.data), 4, 3, 2]],
  encode: [() => [IMAGE, ENCODING()]],
  encodeWithReport: [() => [IMAGE, ENCODING()]],
  encodeAsync: [() => [IMAGE, { ...ENCODING(), ...THREADED() }]],
  encodeWithReportAsync: [() => [IMAGE, { ...ENCODING(), ...THREADED() }]],
  encodeToTarget: [() => [IMAGE, { maxBytes: 300, minPsnr: undefined, minSsim: undefined }, SEARCHING()]],
  encodeToTargetAsync: [() => [IMAGE, { maxBytes: 300 }, { ...SEARCHING(), ...THREADED() }]],
  compareImages: PAIR,
  countUnseenDifferences: PAIR,
  measureErrors: PAIR,
  measureMaxError: PAIR,
  measureMse: PAIR,
  measurePsnr: PAIR,
  measureSsim: PAIR,
  measureSsimStudy: PAIR,
  psnrOfMse: [() => [3]],
  readPicture: [() => [node.writePicture(IMAGE, 'png'), { maxPixels: 1000, maxJpegMemory: 10 }]],
  writePicture: ['png', 'jpeg', 'rgba'].map((format) => () => [IMAGE, format, { icc: undefined, jpegQuality: 50 }]),
  sniffFormat: [() => [new Uint8Array(20)]],
  formatOfPath: [() => ['a.png']],
  loadBytes: [() => [existing, { maxBytes: 1000 }]],
  loadBytesAsync: [() => [existing, { maxBytes: 1000 }]],
  saveBytesAsync: [() => [join(folder, 'out-async'), new Uint8Array(3), { force: true }]],
  saveBytes: [() => [join(folder, 'out'), new Uint8Array(3), { force: true }]],
};

/** Only the decoder calls an `Inflate`, which may throw anything. */
const CALLED_BY_US = ['inflateWithPako', 'inflateWithZlib'];

const ENTRIES = {
  akm: neutral,
  'akm/decode': decoder,
  'akm/encode': encoder,
  'akm/metrics': metrics,
  'akm/node': node,
};
const seen = new Set<unknown>();
const FUNCTIONS = Object.entries({ ...ENTRIES, 'akm/salvage': salvager }).flatMap(([entry, exports]) =>
  Object.entries(exports).flatMap(([name, value]) => {
    const isFunction = typeof value === 'function' && !/^class /.test(String(value)) && !CALLED_BY_US.includes(name);
    // Once for each function, although several entries may export it.
    if (!isFunction || seen.has(value)) return [];
    seen.add(value);
    return [{ entry, name, call: value as AnyFunction }];
  }),
);

function detached(): Uint8Array {
  const bytes = copyOf(FILES[0]);
  structuredClone(bytes, { transfer: [bytes.buffer] });
  return bytes;
}

function tracking(): Uint8Array {
  const Resizable = ArrayBuffer as unknown as new (
    size: number,
    options: object,
  ) => ArrayBuffer & { resize(size: number): void };
  const buffer = new Resizable(400, { maxByteLength: 800 });
  const bytes = new Uint8Array(buffer, 100);
  buffer.resize(50);
  return bytes;
}

function shared(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

/** Useless values, or values for other arguments; made again for each call. */
const JUNK: readonly (() => unknown)[] = [
  ...[null, Number.NaN, -1, 0, 1.5, 2 ** 31, 2 ** 53, Infinity, '', 'x', true, false, 5n, Symbol('s')].map(
    (v) => () => v,
  ),
  () => undefined,
  () => ({}),
  () => Object.create(null),
  () => Object.create(Uint8Array.prototype),
  () => new Proxy(new Uint8Array(48), {}),
  () => [],
  () => [0x89, 0x41, 0x4b, 0x4d],
  () => new Uint16Array(9),
  () => new DataView(new ArrayBuffer(9)),
  () => new ArrayBuffer(9),
  () => new Uint8Array(0),
  () => new Uint8Array(48),
  () => new Uint8ClampedArray(48),
  () => shared(FILES[0]),
  detached,
  tracking,
  () => ({ next: 3 }),
  () => ({ aborted: 'yes' }),
  () => ({ aborted: true }),
  () => ({ run: 3, concurrency: 1 }),
  () => ({ width: 4n, height: 3, data: IMAGE.data }),
  () => ({ width: 2 ** 31, height: 2 ** 31, data: IMAGE.data }),
  () => ({ width: 4, height: 3, data: detached() }),
  () => [Object.create(null)],
  () => [5n],
  () => () => undefined,
  () => () => null,
  () => () => 7,
  () => () => Promise.resolve(new Uint8Array(4)),
  () => () => detached(),
  () => () => new Uint8Array(2),
  () => () => [],
  () => () => ({ next: () => 5 }),
  () => () => ({ next: () => ({ done: false, value: 'x' }) }),
  () => throwOwn,
  () => () => {
    throw WITHOUT_TEXT;
  },
  () => () => {
    throw undefined;
  },
  () => ({
    get aborted() {
      return throwOwn();
    },
  }),
];

/** Functions that put a value in the place of each argument, and of each field of an argument. */
function placesOf(args: readonly unknown[]): ((value: unknown) => unknown[])[] {
  return args.flatMap((argument, index) => {
    const whole = (value: unknown) => args.with(index, value);
    if (typeof argument !== 'object' || Object.getPrototypeOf(argument) !== Object.prototype) return [whole];
    const fields = Object.keys(argument as object);
    return [whole, ...fields.map((field) => (value: unknown) => args.with(index, { ...argument, [field]: value }))];
  });
}

async function errorOf(run: () => unknown): Promise<unknown> {
  try {
    await run();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('the arguments of exported functions', () => {
  it('are listed in this test for each exported function', () => {
    const names = [...new Set(FUNCTIONS.map(({ name }) => name))].sort();
    expect(names).toEqual(Object.keys(SOUND).sort());
  });

  it.each(FUNCTIONS)('are accepted by $entry, $name', async ({ name, call }) => {
    for (const makeArguments of SOUND[name]) {
      expect(await errorOf(() => call(...(makeArguments() as never[])))).toBeUndefined();
    }
  });

  it.each(FUNCTIONS)('throw an AkmError when they are junk: $entry, $name', async ({ name, call }) => {
    const foreign = new Set<string>();
    for (const makeArguments of SOUND[name]) {
      const count = placesOf(makeArguments()).length;
      for (const makeJunk of JUNK) {
        for (let place = 0; place < count; place++) {
          const junk = makeJunk();
          // A valid name: a file with it would be left in the working directory.
          if (junk === 'x' && name.startsWith('saveBytes')) continue;
          // Not a path, but standard input, which never ends here.
          if (junk === 0 && name.startsWith('loadBytes')) continue;
          const args = placesOf(makeArguments())[place](junk);
          const error = await errorOf(() => call(...(args as never[])));
          const isOurs =
            error === undefined || error instanceof AkmError || error instanceof OwnError || error === WITHOUT_TEXT;
          if (!isOurs) foreign.add(`${String(error)} for ${makeJunk} as ${place}`);
        }
      }
    }
    expect([...foreign]).toEqual([]);
  });
});
