/**
 * WebAssembly kernels: the encoder's hottest loops, which need no warming up as JavaScript does.
 *
 * A kernel is a module of `wasm/`, made from the source of the same name in `assembly/`; it has no imports and no static data,
 * and works in the memory that it exports, as laid out by its caller. Beside each kernel stands the same in TypeScript,
 * which serves where there is no kernel to be had, and tells in tests what the kernel must do: the same bytes.
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

/** A module's instance of its own. */
export interface Kernel<Functions> {
  readonly call: Functions;
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
interface Exports {
  readonly memory: MemoryLike;
}

const PAGE_BYTES = 65536;
/** Instances with more memory are not kept for later. */
const MAX_IDLE_BYTES = 2 ** 21;
/** Addresses fit signed integers, and what a kernel takes stays small against what an encoder takes anyway. */
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

/** Compiled modules, by their base64; undefined for those that can't be. */
const modules = new Map<string, object | undefined>();

/**
 * An instance of a module that nobody uses, by its base64.
 *
 * To make one costs as much as all the work for a small picture: engines reserve gigabytes of addresses for its memory.
 */
const idle = new Map<string, Exports>();

/**
 * Makes an instance of a kernel with memory of its own. Its module is compiled at the first call.
 *
 * @param base64 - `MODULE` of a file of `wasm/`
 * @param bytes - of memory that it needs, from address 0 on; see {@link MemoryLayout}
 * @returns undefined where there is no WebAssembly, or none allowed (a page's content security policy), or not the memory,
 *   or where numbers have their highest byte first
 */
export function instantiateKernel<Functions>(base64: string, bytes: number): Kernel<Functions> | undefined {
  const { WebAssembly } = globalThis as { WebAssembly?: WebAssemblyLike };
  if (WebAssembly === undefined || !IS_LITTLE_ENDIAN || bytes > MAX_MEMORY_BYTES) return undefined;
  try {
    if (!modules.has(base64)) modules.set(base64, compileModule(WebAssembly, base64));
    const module = modules.get(base64);
    if (module === undefined) return undefined;
    const exports = takeIdle(base64) ?? (new WebAssembly.Instance(module).exports as Exports);
    const { memory } = exports;
    if (memory.buffer.byteLength < bytes) memory.grow(Math.ceil((bytes - memory.buffer.byteLength) / PAGE_BYTES));
    const release = () => keepIdle(base64, exports);
    return { call: exports as Exports & Functions, memory: memory.buffer, release };
  } catch {
    // Of memory: it may be there the next time. Modules that can't be compiled have been noted.
    return undefined;
  }
}

function takeIdle(base64: string): Exports | undefined {
  const exports = idle.get(base64);
  idle.delete(base64);
  return exports;
}

function keepIdle(base64: string, exports: Exports): void {
  if (exports.memory.buffer.byteLength > MAX_IDLE_BYTES) return;
  new Uint8Array(exports.memory.buffer).fill(0);
  idle.set(base64, exports);
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
