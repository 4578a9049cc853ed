/**
 * WebAssembly kernels: hot loops, which need no warming up as JavaScript does.
 *
 * `assembly/` holds the sources in AssemblyScript, `constants.ts` the numbers that they share with the code around them.
 * `npm run kernels` makes `modules/` of them: WebAssembly, and the types of what it exports. A kernel has no imports and no
 * static data. It works in the memory that it exports, which its caller lays out. Its variables are the fields of one job.
 *
 * Where there is no WebAssembly, the same source runs as JavaScript, which the build makes of it too. Three kernels have none,
 * since TypeScript that does the same is needed in any case: the smoothing of the neutral decoder, the tree that finds single
 * entries, and the table of counts that grows.
 */

/** What is used of `WebAssembly`, whose types belong to platforms. */
interface WebAssemblyLike {
  readonly Module: new (binary: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

interface MemoryLike {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** A kernel as the build makes it: `MODULE` of a file of `modules/`. */
export interface KernelModule<Exports> {
  /** WebAssembly. */
  readonly base64: string;
  /** Makes an instance in JavaScript. */
  readonly makeExports?: () => Exports & MemoryExport;
}

/** A kernel that runs without WebAssembly too. */
export interface ScriptedModule<Exports> extends KernelModule<Exports> {
  readonly makeExports: () => Exports & MemoryExport;
}

/** An instance of a kernel, for one job. */
export interface Kernel<Exports> {
  readonly call: Exports;
  /** All its memory, zeros at first. It does not grow any more, so that views of it stay valid; it is freed with them. */
  readonly memory: ArrayBuffer;
  /**
   * Gives the instance back, so that the next one need not be made; then neither it nor its memory may be used any more.
   *
   * Its memory will be zeros again, its variables as they were left: the module must set them all before it reads them.
   */
  readonly release: () => void;
}

/** What every module exports beside its functions. */
interface MemoryExport {
  readonly memory: MemoryLike;
}

const PAGE_BYTES = 65536;
/** Instances with more memory are not kept for later. */
const MAX_IDLE_BYTES = 2 ** 21;
/** With more memory, WebAssembly is not tried: engines may refuse it. */
const MAX_MEMORY_BYTES = 2 ** 30;
/** Alignment of every part of the memory: of its largest numbers, and of a cache's lines. */
const ALIGNMENT = 64;

/** A module's numbers have their lowest byte first, those of views of its memory the machine's order. */
const IS_LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** Lays out a kernel's memory: parts one behind the other. */
export class MemoryLayout {
  #bytes = 0;

  /** So many bytes are needed for all parts. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @returns the address of a part of so many bytes, a multiple of 64 */
  reserve(bytes: number): number {
    const address = this.#bytes;
    this.#bytes += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    return address;
  }
}

/** WebAssembly of modules, compiled; undefined where that is not possible. */
const compiled = new Map<object, object | undefined>();

/**
 * Instances that nobody uses, by what made them: a module, or its `makeExports`.
 *
 * To make one costs as much as all the work for a small picture: engines reserve gigabytes of addresses for its memory.
 */
const idle = new Map<object, MemoryExport>();

/**
 * Makes an instance of a kernel with memory of its own. Its WebAssembly is compiled at the first call.
 *
 * @param bytes - of memory that it needs, from address 0 on; see {@link MemoryLayout}
 * @returns undefined where there is no WebAssembly, or none allowed (a page's content security policy), or not the memory,
 *   or where numbers have their highest byte first. A module that has a script runs as JavaScript then.
 * @throws RangeError when there is not the memory for JavaScript either
 */
export function instantiateKernel<Exports>(module: ScriptedModule<Exports>, bytes: number): Kernel<Exports>;
export function instantiateKernel<Exports>(module: KernelModule<Exports>, bytes: number): Kernel<Exports> | undefined;
export function instantiateKernel<Exports>(module: KernelModule<Exports>, bytes: number): Kernel<Exports> | undefined {
  const { makeExports } = module;
  return instantiateWasm(module, bytes) ?? (makeExports && prepare(makeExports, makeExports, bytes));
}

function instantiateWasm<Exports>(module: KernelModule<Exports>, bytes: number): Kernel<Exports> | undefined {
  const { WebAssembly } = globalThis as { WebAssembly?: WebAssemblyLike };
  if (WebAssembly === undefined || !IS_LITTLE_ENDIAN || bytes > MAX_MEMORY_BYTES) return undefined;
  if (!compiled.has(module)) compiled.set(module, compileModule(WebAssembly, module.base64));
  const binary = compiled.get(module);
  if (binary === undefined) return undefined;
  try {
    const make = () => new WebAssembly.Instance(binary).exports as Exports & MemoryExport;
    return prepare(module, make, bytes);
  } catch {
    // For want of memory: it may be there the next time.
    return undefined;
  }
}

/** Takes an instance that nobody uses, or makes one, and gives it its memory. */
function prepare<Exports>(maker: object, make: () => Exports & MemoryExport, bytes: number): Kernel<Exports> {
  const exports = (takeIdle(maker) as (Exports & MemoryExport) | undefined) ?? make();
  const { memory } = exports;
  if (memory.buffer.byteLength < bytes) memory.grow(Math.ceil((bytes - memory.buffer.byteLength) / PAGE_BYTES));
  return { call: exports, memory: memory.buffer, release: () => keepIdle(maker, exports, bytes) };
}

function takeIdle(maker: object): MemoryExport | undefined {
  const exports = idle.get(maker);
  idle.delete(maker);
  return exports;
}

/** @param bytes - of memory that were asked for: the pages behind them are still zero */
function keepIdle(maker: object, exports: MemoryExport, bytes: number): void {
  if (exports.memory.buffer.byteLength > MAX_IDLE_BYTES) return;
  new Uint8Array(exports.memory.buffer).fill(0, 0, Math.ceil(bytes / PAGE_BYTES) * PAGE_BYTES);
  idle.set(maker, exports);
}

function compileModule(WebAssembly: WebAssemblyLike, base64: string): object | undefined {
  try {
    return new WebAssembly.Module(decodeBase64(base64));
  } catch {
    return undefined;
  }
}

/** `atob` belongs to platforms, and makes a string. */
function decodeBase64(base64: string): Uint8Array<ArrayBuffer> {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((base64.length / 4) * 3 - padding);
  const values = new Uint8Array(128);
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  for (let i = 0; i < digits.length; i++) values[digits.charCodeAt(i)] = i;
  let bits = 0;
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    bits = (bits << 6) | values[base64.charCodeAt(i)];
    if (i % 4 > 0) bytes[at++] = bits >> (6 - 2 * (i % 4));
  }
  return bytes;
}
