import { execFileSync } from 'node:child_process';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { instantiateKernel, MemoryLayout } from '../../../src/encode/kernels/instantiate.js';
import { MODULE } from '../../../src/encode/kernels/wasm/quick-parse.js';
import { requireBuild } from '../../support/build.js';

requireBuild();

/** Exports `memory` of one page, and nothing else. */
const MEMORY_ALONE = 'AGFzbQEAAAAFAwEAAQcKAQZtZW1vcnkCAA==';

/** Node's, whose types its package of types leaves out. */
const native = Reflect.get(globalThis, 'WebAssembly') as Record<'Module' | 'Instance', unknown>;

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('MemoryLayout', () => {
  it('puts parts one behind the other, each at a multiple of 64', () => {
    const layout = new MemoryLayout();
    expect([layout.reserve(1), layout.reserve(64), layout.reserve(65), layout.bytes]).toEqual([0, 64, 128, 256]);
  });
});

describe('instantiateKernel', () => {
  it('gives each instance memory of its own, as much as asked for and zero', () => {
    const [one, other] = [200_000, 10].map((bytes) => instantiateKernel(MEMORY_ALONE, bytes)!);
    expect(one.memory.byteLength).toBe(4 * 65536);
    expect(other.memory.byteLength).toBe(65536);
    new Uint8Array(one.memory).fill(1);
    expect(new Uint8Array(other.memory).every((byte) => byte === 0)).toBe(true);
  });

  it('uses one again that was given back, with memory of zeros, and grows it', () => {
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

  it('keeps none with much memory', () => {
    const large = instantiateKernel(MEMORY_ALONE, 2 ** 21 + 1)!;
    large.release();
    expect(instantiateKernel(MEMORY_ALONE, 10)!.memory.byteLength).toBe(65536);
  });

  it('is refused more than a gigabyte', () => {
    expect(instantiateKernel(MEMORY_ALONE, 2 ** 30 + 1)).toBeUndefined();
  });

  it('has none where there is no WebAssembly', () => {
    vi.stubGlobal('WebAssembly', undefined);
    expect(instantiateKernel(MEMORY_ALONE, 1)).toBeUndefined();
  });

  it('has none where compiling is forbidden, and does not try again', () => {
    const Module = vi.fn(function fail() {
      throw new Error('forbidden by the content security policy');
    });
    vi.stubGlobal('WebAssembly', { Instance: native.Instance, Module });
    const other = MEMORY_ALONE.slice(0, -4) + MEMORY_ALONE.slice(-4).replace('==', 'A=');
    expect([instantiateKernel(other, 1), instantiateKernel(other, 1)]).toEqual([undefined, undefined]);
    expect(Module).toHaveBeenCalledOnce();
  });

  it('has none while memory is short, and one afterwards', () => {
    const Instance = vi.fn(function fail() {
      throw new RangeError('could not allocate memory');
    });
    // Takes what may be kept of an instance given back.
    instantiateKernel(MODULE, 1);
    vi.stubGlobal('WebAssembly', { Module: native.Module, Instance });
    expect(instantiateKernel(MODULE, 1)).toBeUndefined();
    vi.unstubAllGlobals();
    expect(instantiateKernel(MODULE, 1)).toBeDefined();
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
