/**
 * Writes files whole, or not at all.
 *
 * A file is written under a temporary name in the folder of its destination and flushed. Only then it gets its name: by
 * `link`, which fails if the name is taken, or, if overwriting is allowed, by `rename`. The next process that writes to a
 * folder removes temporary files of processes that were killed.
 */

import {
  type BigIntStats,
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { checkBytes, checkObject, checkText } from '../check.js';
import { AkmError } from '../error.js';
import { writeToDevice } from './device.js';
import { FileError } from './file-error.js';
import { noteTemporaryFile, removeQuietly } from './temporary-files.js';
import { isStale, isTemporary, temporaryName } from './temporary-name.js';

const REASONS: Record<string, string> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EISDIR: 'is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  EEXIST: 'already exists',
  ENOSPC: 'no space left on the device',
  EROFS: 'the file system is read-only',
  ELOOP: 'too many symbolic links',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files in the whole system',
  ENAMETOOLONG: 'the name is too long',
  ENXIO: 'there is nothing at its other end',
  EPIPE: 'its reader has closed it',
};

/** How to write a file. */
export interface SaveOptions {
  /** Replace an existing file. Otherwise an existing file stays as it is, and the call throws. */
  readonly force?: boolean;
  /** Whether a file must stay as it is, such as one that is still to be read. Called again just before a file is replaced. */
  readonly isProtected?: (found: BigIntStats) => boolean;
}

/**
 * Writes a whole file, or leaves the destination as it was. Devices and pipes are written to directly.
 *
 * @throws {@link FileError} with code `eexist` when the file exists and `force` is not set, with code `protected` when
 *   `isProtected` returns true, and with the code of the system otherwise. No temporary file is left behind.
 *
 * @example
 * ```ts
 * import { FileError, saveBytes } from 'akm/node';
 *
 * saveBytes('three.bin', Uint8Array.of(1, 2, 3));
 * try {
 *   saveBytes('three.bin', Uint8Array.of(4));
 * } catch (error) {
 *   if (error instanceof FileError) console.log(error.code); // eexist
 * }
 * saveBytes('three.bin', Uint8Array.of(4), { force: true });
 * ```
 */
export function saveBytes(path: string, bytes: Uint8Array, options: SaveOptions = {}): void {
  checkText('path', path);
  checkBytes('bytes', bytes);
  checkObject('options', options);
  try {
    const existing = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (existing !== undefined && isDevice(existing)) writeFileSync(path, bytes);
    else for (const _ of saveSteps(path, bytes, existing, options, Number.POSITIVE_INFINITY));
  } catch (cause) {
    throw toFileError(path, cause);
  }
}

/**
 * Does the work of {@link saveBytes}, with pauses for other work and signals.
 *
 * It pauses while a pipe has no reader or is full, and after every 8 MiB of a file. A program that ends itself in a pause
 * must remove the temporary files first.
 *
 * @throws as {@link saveBytes}
 *
 * @example
 * ```ts
 * import { loadBytesAsync, saveBytesAsync } from 'akm/node';
 *
 * await saveBytesAsync('four.bin', Uint8Array.of(1, 2, 3, 4));
 * console.log((await loadBytesAsync('four.bin')).length); // 4
 * ```
 */
export async function saveBytesAsync(path: string, bytes: Uint8Array, options: SaveOptions = {}): Promise<void> {
  checkText('path', path);
  checkBytes('bytes', bytes);
  checkObject('options', options);
  try {
    const existing = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (existing !== undefined && isDevice(existing)) await writeToDevice(path, bytes, existing.isFIFO());
    else for (const _ of saveSteps(path, bytes, existing, options, WRITE_LENGTH)) await nextTurn();
  } catch (cause) {
    throw toFileError(path, cause);
  }
}

/** Bytes that are written and flushed at a time: this takes a fraction of a second on any disk. */
const WRITE_LENGTH = 2 ** 23;

/** Whether it is neither a file nor a folder. It is then written to directly. */
function isDevice(found: BigIntStats): boolean {
  return !found.isFile() && !found.isDirectory();
}

/** Saves a file; yields between two parts of it. */
function* saveSteps(
  path: string,
  bytes: Uint8Array,
  existing: BigIntStats | undefined,
  options: SaveOptions,
  length: number,
): Generator<void, void> {
  if (existing === undefined) return yield* replace(path, bytes, undefined, options, length);
  if (existing.isDirectory()) throw new FileError(path, 'eisdir', 'is a folder');
  if (!options.force) throw new FileError(path, 'eexist', 'already exists');
  refuseProtected(path, existing, options);
  yield* replace(realpathSync(path), bytes, existing, options, length);
}

function refuseProtected(path: string, found: BigIntStats | undefined, { isProtected }: SaveOptions): void {
  if (found !== undefined && isProtected?.(found))
    throw new FileError(path, 'protected', 'is a file that is read here; it is not overwritten');
}

/**
 * Makes a folder and its parents, unless they exist. Node's recursive mode never ends if a folder can't be made in an existing
 * one, such as `/proc`.
 *
 * @throws FileError
 */
export function makeFolder(path: string): void {
  if (isFolder(path)) return;
  const above = dirname(path);
  if (above !== path) makeFolder(above);
  try {
    mkdirSync(path);
  } catch (cause) {
    // Another process may have made it first.
    if (isFolder(path)) return;
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST')
      throw new FileError(path, 'enotdir', 'is not a folder', cause);
    throw toFileError(path, cause);
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // Missing, or not accessible: making it reports the reason.
    return false;
  }
}

/** Writes to a temporary file beside `path`, then moves it into place. */
function* replace(
  path: string,
  bytes: Uint8Array,
  existing: BigIntStats | undefined,
  options: SaveOptions,
  length: number,
): Generator<void, void> {
  const folder = dirname(path);
  const temporary = join(folder, temporaryName(basename(path)));
  sweep(folder, options);
  noteTemporaryFile(temporary);
  try {
    yield* writeDurably(temporary, bytes, existing, length);
    if (options.force) {
      // The name may have come to mean another file.
      refuseProtected(path, lstatSync(path, { bigint: true, throwIfNoEntry: false }), options);
      renameSync(temporary, path);
    } else moveWithoutClobber(temporary, path);
  } finally {
    removeQuietly(temporary);
  }
}

function* writeDurably(
  path: string,
  bytes: Uint8Array,
  existing: BigIntStats | undefined,
  length: number,
): Generator<void, void> {
  // A file that replaces a private one must never be readable by others.
  const descriptor = openSync(path, 'wx', existing === undefined ? 0o666 : 0o600);
  try {
    for (let at = 0; at < bytes.length; ) {
      at += writeSync(descriptor, bytes, at, Math.min(bytes.length - at, length));
      if (bytes.length - at < length) continue;
      // Flushing now avoids a long flush at the end, which nothing can interrupt.
      fsyncSync(descriptor);
      yield;
    }
    if (existing !== undefined) inheritAccess(descriptor, existing);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Gives a file the owner, group and permissions of the file that it replaces, as if that file had been written in place. Only
 * root may give a file to another user. If owner or group can't be kept, nobody gets more permissions than before. The
 * set-id and sticky bits are never kept, since they were granted to the old content.
 */
function inheritAccess(descriptor: number, existing: BigIntStats): void {
  const [uid, gid] = [Number(existing.uid), Number(existing.gid)];
  const made = fstatSync(descriptor);
  if (made.uid !== uid || made.gid !== gid) {
    if (!tryOwner(descriptor, uid, gid)) tryOwner(descriptor, SAME_ID, gid);
  }
  const mode = Number(existing.mode) & 0o777;
  fchmodSync(descriptor, fstatSync(descriptor).gid === gid ? mode : narrowMode(mode));
}

/** Means that an owner does not change. */
const SAME_ID = -1;

function tryOwner(descriptor: number, uid: number, gid: number): boolean {
  try {
    fchownSync(descriptor, uid, gid);
    return true;
  } catch {
    // Not allowed, or unknown to the file system. The permissions are narrowed instead.
    return false;
  }
}

/** Permissions for another group: it, and all others, get only what both the old group and all others had. */
function narrowMode(mode: number): number {
  const common = (mode >> 3) & mode & 0o7;
  return (mode & 0o700) | (common << 3) | common;
}

/** Gives the file its name unless the name is taken. Without hard links, it claims the name first. */
function moveWithoutClobber(temporary: string, path: string): void {
  try {
    linkSync(temporary, path);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'EEXIST' || code === 'ENOSPC' || code === 'ENOENT') throw cause;
    claimAndMove(temporary, path);
  }
}

/** Makes an empty file with the name, which fails if there is one, then replaces it. */
function claimAndMove(temporary: string, path: string): void {
  const descriptor = openSync(path, 'wx');
  try {
    closeSync(descriptor);
    renameSync(temporary, path);
  } catch (cause) {
    // The claimed file is still empty. It must go, since it looks like an output.
    removeQuietly(path);
    throw cause;
  }
}

/** Folders that this process has cleaned. */
const sweptFolders = new Set<string>();

/** Removes temporary files of writers that are gone, once for each folder. It never fails. */
function sweep(folder: string, options: SaveOptions): void {
  if (sweptFolders.has(folder)) return;
  sweptFolders.add(folder);
  try {
    for (const name of readdirSync(folder).filter(isTemporary)) removeIfStale(folder, name, options);
  } catch {
    // A folder that can't be listed can't be cleaned. Writing shows whether it is usable.
  }
}

function removeIfStale(folder: string, name: string, { isProtected }: SaveOptions): void {
  const path = join(folder, name);
  const found = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (!found?.isFile() || isProtected?.(found)) return;
  if (isStale(name, Date.now() - Number(found.mtimeMs))) removeQuietly(path);
}

/** Converts an error of the system to a FileError with a message. An AkmError is returned as it is. */
export function toFileError(path: string, cause: unknown): AkmError {
  if (cause instanceof AkmError) return cause;
  const { code = 'UNKNOWN' } = cause as NodeJS.ErrnoException;
  return new FileError(path, code.toLowerCase(), describeSystemError(cause), cause);
}

/** Describes an error of the system in words. */
export function describeSystemError(error: unknown): string {
  const { code = 'UNKNOWN', syscall, message } = error as NodeJS.ErrnoException;
  if (syscall === 'uv_cwd') return 'the current folder does not exist any more';
  return REASONS[code] ?? message;
}
