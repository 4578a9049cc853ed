/**
 * WebAssembly kernels: hot loops that run fast from the first call, unlike JavaScript.
 *
 * `assembly/` holds the sources in AssemblyScript, `constants.ts` the numbers that they share with the code around them.
 * `npm run kernels` makes `modules/` from them: WebAssembly, and the types of its exports. A kernel has no imports and no
 * static data. It works in the memory that it exports, which its caller lays out. Its variables hold the state of one caller.
 *
 * Without WebAssembly, the same source runs as JavaScript, which the build also makes. Two kernels have no JavaScript, since
 * TypeScript with the same function is needed anyway: the tree that finds single entries, and the table of counts that grows.
 */

/** The used part of `WebAssembly`, whose types belong to platforms. */
interface WebAssemblyLike {
  readonly Module: new (binary: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

interface MemoryLike {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** A kernel as built: `MODULE` of a file of `modules/`. */
export interface KernelModule<Exports> {
  /** WebAssembly. */
  readonly base64: string;
  /** Makes an instance in JavaScript. */
  readonly makeExports?: () => Exports & MemoryExport;
}

/** A kernel that also runs without WebAssembly. */
export interface ScriptedModule<Exports> extends KernelModule<Exports> {
  readonly makeExports: () => Exports & MemoryExport;
}

/** An instance of a kernel. Only one caller uses it at a time. */
export interface Kernel<Exports> {
  readonly call: Exports;
  /** All its memory, initially 0. It does not grow any more, so views of it stay valid; it is freed with them. */
  readonly memory: ArrayBuffer;
  /**
   * Returns the instance for reuse. Neither it nor its memory may be used afterwards.
   *
   * The memory will be cleared, but variables keep their values: the module must set all of them before it reads them.
   */
  readonly release: () => void;
}

/** The export of every module besides its functions. */
interface MemoryExport {
  readonly memory: MemoryLike;
}

const PAGE_BYTES = 65536;
/** Instances with more memory than this are not kept. */
const MAX_IDLE_BYTES = 2 ** 21;
/** With more memory, WebAssembly is not tried: engines may refuse it. */
const MAX_MEMORY_BYTES = 2 ** 30;
/** Alignment of every part of the memory, which suits its largest numbers and cache lines. */
const ALIGNMENT = 64;

/** Memory of a module is little-endian; views of it have the machine's byte order. */
const IS_LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** Lays out a kernel's memory: parts one after another. */
export class MemoryLayout {
  #bytes = 0;

  /** Bytes of all parts. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @returns the address of a part of this many bytes, a multiple of 64 */
  reserve(bytes: number): number {
    const address = this.#bytes;
    this.#bytes += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    return address;
  }
}

/** Compiled WebAssembly by module; undefined if it can't be compiled. */
const compiled = new Map<object, object | undefined>();

/**
 * Unused instances, by their maker: a module, or its `makeExports`.
 *
 * Making one costs as much as all the work for a small picture, since engines reserve gigabytes of addresses for its memory.
 */
const idle = new Map<object, MemoryExport>();

/**
 * Makes an instance of a kernel with new or reused memory. Its WebAssembly is compiled at the first call.
 *
 * @param bytes - size of the memory that it needs, from address 0 on; see {@link MemoryLayout}
 * @returns undefined if WebAssembly is missing, forbidden (a page's content security policy) or lacks memory, or if the
 *   machine is big-endian. A module that has a script then runs as JavaScript.
 * @throws RangeError when there is too little memory for JavaScript too
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
    // There was too little memory, but there may be enough the next time.
    return undefined;
  }
}

/** Takes an unused instance, or makes one, and gives it its memory. */
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

/** @param bytes - size of the requested memory; the pages after it are still zero */
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

/** Replaces `atob`, which belongs to platforms and makes a string. */
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
