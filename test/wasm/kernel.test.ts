import { execFileSync } from 'node:child_process';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { instantiateKernel, MemoryLayout } from '../../src/wasm/kernel.js';
import { MODULE } from '../../src/wasm/modules/nearest.js';
import { MODULE as SCRIPTED } from '../../src/wasm/modules/quick-parse.js';
import { requireBuild } from '../support/build.js';

requireBuild();

/** Exports only `memory`, of one page. */
const MEMORY_ALONE = { base64: 'AGFzbQEAAAAFAwEAAQcKAQZtZW1vcnkCAA==' };

/** Node's function, which its type package lacks. */
const native = Reflect.get(globalThis, 'WebAssembly') as Record<'Module' | 'Instance', unknown>;

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('MemoryLayout', () => {
  it('puts parts one after the other, each at a multiple of 64', () => {
    const layout = new MemoryLayout();
    expect([layout.reserve(1), layout.reserve(64), layout.reserve(65), layout.bytes]).toEqual([0, 64, 128, 256]);
  });
});

describe('instantiateKernel', () => {
  it('gives each instance separate memory of the requested size, filled with zeros', () => {
    const [one, other] = [200_000, 10].map((bytes) => instantiateKernel(MEMORY_ALONE, bytes)!);
    expect(one.memory.byteLength).toBe(4 * 65536);
    expect(other.memory.byteLength).toBe(65536);
    new Uint8Array(one.memory).fill(1);
    expect(new Uint8Array(other.memory).every((byte) => byte === 0)).toBe(true);
  });

  it('reuses an instance that was given back, clears its memory, and grows it', () => {
    const first = instantiateKernel(MEMORY_ALONE, 10)!;
    new Uint8Array(first.memory).fill(1);
    first.release();
    const second = instantiateKernel<object>(MEMORY_ALONE, 200_000)!;
    expect(second.call).toBe(first.call);
    expect(second.memory.byteLength).toBe(4 * 65536);
    expect(new Uint8Array(second.memory).every((byte) => byte === 0)).toBe(true);
    const third = instantiateKernel(MEMORY_ALONE, 10)!;
    expect(third.call).not.toBe(second.call);
  });

  it('does not keep instances with much memory', () => {
    const large = instantiateKernel(MEMORY_ALONE, 2 ** 21 + 1)!;
    large.release();
    expect(instantiateKernel(MEMORY_ALONE, 10)!.memory.byteLength).toBe(65536);
  });

  it('gives no instance with more than a gigabyte', () => {
    expect(instantiateKernel(MEMORY_ALONE, 2 ** 30 + 1)).toBeUndefined();
  });

  it('gives no instance without WebAssembly', () => {
    vi.stubGlobal('WebAssembly', undefined);
    expect(instantiateKernel(MEMORY_ALONE, 1)).toBeUndefined();
  });

  it('gives no instance where compiling is forbidden, and does not try again', () => {
    const Module = vi.fn(function fail() {
      throw new Error('forbidden by the content security policy');
    });
    vi.stubGlobal('WebAssembly', { Instance: native.Instance, Module });
    const other = { ...MEMORY_ALONE };
    expect([instantiateKernel(other, 1), instantiateKernel(other, 1)]).toEqual([undefined, undefined]);
    expect(Module).toHaveBeenCalledOnce();
  });

  it('gives no instance while memory is short, and one afterwards', () => {
    const Instance = vi.fn(function fail() {
      throw new RangeError('could not allocate memory');
    });
    // Takes the kept instances, so that none is reused.
    instantiateKernel(MODULE, 1);
    vi.stubGlobal('WebAssembly', { Module: native.Module, Instance });
    expect(instantiateKernel(MODULE, 1)).toBeUndefined();
    vi.unstubAllGlobals();
    expect(instantiateKernel(MODULE, 1)).toBeDefined();
  });
});

describe('a module that has a script', () => {
  it('runs as WebAssembly, and as JavaScript without it', () => {
    const isNative = (call: object) => Object.isFrozen(call);
    expect(isNative(instantiateKernel(SCRIPTED, 1).call)).toBe(true);
    vi.stubGlobal('WebAssembly', undefined);
    expect(isNative(instantiateKernel(SCRIPTED, 1).call)).toBe(false);
  });

  it('runs as JavaScript when it needs more than a gigabyte', () => {
    const { memory, call } = instantiateKernel(SCRIPTED, 2 ** 30 + 1);
    expect(Object.isFrozen(call)).toBe(false);
    expect(memory.byteLength).toBe(2 ** 30 + 2 ** 16);
  });

  it('throws a RangeError when there is not enough memory for JavaScript either', () => {
    expect(() => instantiateKernel(SCRIPTED, 2 ** 31)).toThrow(RangeError);
  });

  it('reuses an instance in JavaScript, and clears its memory', () => {
    vi.stubGlobal('WebAssembly', undefined);
    const first = instantiateKernel(SCRIPTED, 10);
    new Uint8Array(first.memory).fill(1);
    first.release();
    const second = instantiateKernel(SCRIPTED, 200_000);
    expect(second.call).toBe(first.call);
    expect(second.memory.byteLength).toBe(4 * 65536);
    expect(new Uint8Array(second.memory).every((byte) => byte === 0)).toBe(true);
  });
});

describe('a process without WebAssembly', () => {
  it('writes the same file', () => {
    const script = `
      import { encode } from './dist/encode/index.js';
      const data = Uint8Array.from({ length: 40 * 24 * 4 }, (_, i) => (i % 4 === 3 ? 255 : (i * i) >> (i % 7)));
      console.log(Buffer.from(encode({ width: 40, height: 24, data }, { effort: 1 })).toString('base64'));`;
    const [without, plain] = [['--jitless'], []].map((flags) =>
      execFileSync(process.execPath, [...flags, '--input-type=module', '-e', script], { encoding: 'utf8' }),
    );
    expect(without).toBe(plain);
    expect(plain.length).toBeGreaterThan(100);
  });
});
