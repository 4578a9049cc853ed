/**
 * Reads whole files, up to a limit of bytes.
 *
 * The size of a regular file is checked before anything is read. Pipes and devices have no size, so their bytes are counted
 * while they are read.
 */

import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { isatty, ReadStream } from 'node:tty';
import { checkInteger, checkObject, checkText } from '../check.js';
import { type AkmError, LimitError } from '../error.js';
import { FileError } from './file-error.js';
import { toFileError } from './files.js';

/** How to read a file. */
export interface LoadOptions {
  /**
   * Maximum bytes to read, 1 to 4 Gi. Default: 1 GiB, which holds the largest picture within the default limit of pixels, stored
   * without compression.
   */
  readonly maxBytes?: number | undefined;
}

/** 16383 x 16383 pixels of 4 bytes take 131,068 bytes less: enough for a header. */
export const MAX_BYTES_DEFAULT = 2 ** 30;

/** The largest buffer of the oldest Node that is supported. */
const MAX_BYTES_LIMIT = 2 ** 32;

/** Bytes read at a time: this takes a fraction of a second on any disk. */
const READ_LENGTH = 2 ** 23;

/** Initial room for data without a known size. */
const FIRST_ROOM = 2 ** 16;

/** Milliseconds between two attempts to read from a device that has no data yet. */
const RETRY_AFTER = 20;

/**
 * Reads a whole file. The thread waits for the bytes of a pipe.
 *
 * @param path - a path, or 0 for standard input
 * @throws {@link FileError} when the system refuses
 * @throws {@link LimitError} when the file has more than `maxBytes` bytes
 * @throws {@link OptionError} when an argument is not valid
 *
 * @example
 * ```ts
 * import { decode, loadBytes } from 'akm/node';
 *
 * const image = decode(loadBytes('photo.akm', { maxBytes: 1_000_000 }));
 * console.log(image.height > 0); // true
 * ```
 */
export function loadBytes(path: string | 0, options: LoadOptions = {}): Uint8Array {
  const name = nameOf(path);
  const maxBytes = checkMaxBytes(checkObject('options', options).maxBytes);
  return attempt(name, () => {
    const descriptor = path === 0 ? 0 : openSync(path, 'r');
    try {
      const steps = readSteps(descriptor, name, maxBytes);
      for (;;) {
        const { done, value } = steps.next();
        if (done) return value;
        if (value instanceof Error) throw value;
      }
    } finally {
      if (path !== 0) closeSync(descriptor);
    }
  });
}

/**
 * Reads a whole file like {@link loadBytes}. No thread waits for the other end of a pipe, or for its bytes.
 *
 * @param path - a path, or 0 for standard input
 * @throws as {@link loadBytes}
 *
 * @example
 * ```ts
 * import { FileError, loadBytesAsync } from 'akm/node';
 *
 * try {
 *   await loadBytesAsync('missing.akm');
 * } catch (error) {
 *   if (error instanceof FileError) console.log(error.code); // enoent
 * }
 * ```
 */
export async function loadBytesAsync(path: string | 0, options: LoadOptions = {}): Promise<Uint8Array> {
  const name = nameOf(path);
  const maxBytes = checkMaxBytes(checkObject('options', options).maxBytes);
  try {
    if (path === 0) return await readStream(process.stdin, name, maxBytes);
    const descriptor = openSync(path, OPEN_FLAGS);
    const stream = openStream(descriptor);
    if (stream !== undefined) return await readStream(stream, name, maxBytes);
    try {
      return await readInSteps(descriptor, name, maxBytes);
    } finally {
      closeSync(descriptor);
    }
  } catch (cause) {
    throw toLoadError(name, cause);
  }
}

/** @throws OptionError when a limit of bytes is not valid */
export function checkMaxBytes(maxBytes: number = MAX_BYTES_DEFAULT): number {
  return checkInteger('maxBytes', maxBytes, 1, MAX_BYTES_LIMIT);
}

/** Opening does not wait for the other end of a pipe, and makes no terminal the process's own. Windows has neither flag. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/** Opens a pipe or terminal as a stream, for which the event loop can wait. The stream closes the descriptor. */
function openStream(descriptor: number): Socket | ReadStream | undefined {
  try {
    const found = fstatSync(descriptor);
    if (found.isFIFO()) return new Socket({ fd: descriptor, readable: true, writable: false });
    return found.isCharacterDevice() && isatty(descriptor) ? new ReadStream(descriptor) : undefined;
  } catch (cause) {
    closeSync(descriptor);
    throw cause;
  }
}

async function readStream(stream: AsyncIterable<Uint8Array>, name: string, maxBytes: number): Promise<Uint8Array> {
  const gathered = new Gathered(name, maxBytes, FIRST_ROOM);
  // When the limit is exceeded, the loop destroys the stream.
  for await (const chunk of stream) gathered.add(chunk);
  return gathered.bytes;
}

async function readInSteps(descriptor: number, name: string, maxBytes: number): Promise<Uint8Array> {
  const steps = readSteps(descriptor, name, maxBytes);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await sleep(value instanceof Error ? RETRY_AFTER : 0);
  }
}

/** Reads to the end. Yields between two reads, with the error if a device has no data yet. */
function* readSteps(
  descriptor: number,
  name: string,
  maxBytes: number,
): Generator<NodeJS.ErrnoException | undefined, Uint8Array> {
  const found = fstatSync(descriptor);
  const gathered = new Gathered(name, maxBytes, checkSize(found, descriptor, name, maxBytes));
  for (;;) {
    const room = gathered.room();
    let count: number;
    try {
      count = readSync(descriptor, room, 0, Math.min(room.length, READ_LENGTH), null);
    } catch (cause) {
      const error = cause as NodeJS.ErrnoException;
      if (error.code !== 'EAGAIN') throw error;
      yield error;
      continue;
    }
    if (count === 0) return gathered.bytes;
    gathered.took(count);
    if (count === READ_LENGTH) yield undefined;
  }
}

/**
 * The initial room: for a regular file, its size and one byte, which detects the end.
 *
 * @throws LimitError when a regular file is larger than the limit
 */
function checkSize(found: Stats, descriptor: number, name: string, maxBytes: number): number {
  if (found.isDirectory()) throw new FileError(name, 'eisdir', 'is a folder');
  // A part of standard input may have been read before.
  if (!found.isFile() || descriptor === 0) return FIRST_ROOM;
  if (found.size > maxBytes) throw new LimitError('maxBytes', maxBytes, found.size, `${name}: bytes of the file`);
  // Files of /proc declare a size of 0.
  return found.size === 0 ? FIRST_ROOM : found.size + 1;
}

/** Collects bytes in pieces that are joined at the end. So data over the limit are never held twice. */
class Gathered {
  readonly #name: string;
  readonly #maxBytes: number;
  readonly #full: Uint8Array[] = [];
  #piece: Uint8Array;
  /** Filled bytes of the piece. */
  #filled = 0;
  #length = 0;

  constructor(name: string, maxBytes: number, room: number) {
    this.#name = name;
    this.#maxBytes = maxBytes;
    this.#piece = new Uint8Array(room);
  }

  get bytes(): Uint8Array {
    const last = this.#piece.subarray(0, this.#filled);
    if (this.#full.length === 0) return last;
    const all = new Uint8Array(this.#length);
    let at = 0;
    for (const piece of [...this.#full, last]) {
      all.set(piece, at);
      at += piece.length;
    }
    return all;
  }

  /** Room for the next bytes; never empty. */
  room(): Uint8Array {
    if (this.#filled === this.#piece.length) {
      this.#full.push(this.#piece);
      this.#piece = new Uint8Array(Math.min(Math.max(this.#length, FIRST_ROOM), READ_LENGTH));
      this.#filled = 0;
    }
    return this.#piece.subarray(this.#filled);
  }

  /** Records that the first bytes of the room are filled. */
  took(count: number): void {
    this.#filled += count;
    this.#length += count;
    if (this.#length > this.#maxBytes) {
      throw new LimitError('maxBytes', this.#maxBytes, this.#length, `${this.#name}: bytes read so far`);
    }
  }

  add(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; ) {
      const room = this.room();
      const part = chunk.subarray(at, at + room.length);
      room.set(part);
      this.took(part.length);
      at += part.length;
    }
  }
}

function nameOf(path: string | 0): string {
  return path === 0 ? 'standard input' : checkText('path', path);
}

function attempt<Result>(name: string, read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    throw toLoadError(name, cause);
  }
}

function toLoadError(name: string, cause: unknown): AkmError {
  if (cause instanceof RangeError) return new FileError(name, 'enomem', 'there is not enough memory to read it', cause);
  return toFileError(name, cause);
}
