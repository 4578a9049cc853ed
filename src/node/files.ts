/**
 * Files out: whole, or not at all.
 *
 * A file is written under a temporary name in the folder of its destination, flushed, and only then given its name: by
 * `link`, which fails if the name is taken, or, when overwriting is wished for, by `rename`. Temporary files of a process
 * that was killed are removed when the next one writes to their folder.
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
  /** Replace an existing file; without it an existing file is left as it is and the call throws. */
  readonly force?: boolean;
  /** Whether a file must stay as it is, such as one that is still to be read. Asked again right before a file is replaced. */
  readonly isProtected?: (found: BigIntStats) => boolean;
}

/**
 * Writes a whole file, or leaves the destination as it was. Devices and pipes are written to directly.
 *
 * @throws {@link FileError} with code `eexist` when the file exists and `force` is not set, with code `protected` when
 *   `isProtected` says so, and with the code of the system otherwise. No temporary file is left behind.
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

/** Bytes that are written and flushed at a time: a part of a second on any disk. */
const WRITE_LENGTH = 2 ** 23;

/** Neither a file nor a folder: written to as it is. */
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
 * Makes a folder, and those above it, unless it is there. Node's own way never ends where a folder can't be made in one
 * that exists, such as `/proc`.
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
    // Another process may have been faster.
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
    // Not there, or not to be looked at: to make it says why.
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
      // The name may have come to mean another file since.
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
  // What replaces a private file is not for others to read at any moment.
  const descriptor = openSync(path, 'wx', existing === undefined ? 0o666 : 0o600);
  try {
    for (let at = 0; at < bytes.length; ) {
      at += writeSync(descriptor, bytes, at, Math.min(bytes.length - at, length));
      if (bytes.length - at < length) continue;
      // What is flushed now need not be waited for at the end, where nothing ends the wait.
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
 * Gives a file the owner, group and permissions of the one that it replaces, as if that one had been written to in place.
 * Only root may give a file to another user. Where owner or group can't be kept, nobody may do more than before. The
 * set-id and sticky bits are never kept: they were granted to the old content.
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

/** Stands for an owner that is left as it is. */
const SAME_ID = -1;

function tryOwner(descriptor: number, uid: number, gid: number): boolean {
  try {
    fchownSync(descriptor, uid, gid);
    return true;
  } catch {
    // Not allowed, or unknown to the file system: the permissions make up for it.
    return false;
  }
}

/** Permissions for another group: it, and all others, may do only what both the old group and all others might do. */
function narrowMode(mode: number): number {
  const common = (mode >> 3) & mode & 0o7;
  return (mode & 0o700) | (common << 3) | common;
}

/** Gives the file its name unless the name is taken; where there are no hard links, by claiming the name first. */
function moveWithoutClobber(temporary: string, path: string): void {
  try {
    linkSync(temporary, path);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'EEXIST' || code === 'ENOSPC' || code === 'ENOENT') throw cause;
    claimAndMove(temporary, path);
  }
}

/** Makes an empty file of the name, which fails if there is one, and puts the other in its place. */
function claimAndMove(temporary: string, path: string): void {
  const descriptor = openSync(path, 'wx');
  try {
    closeSync(descriptor);
    renameSync(temporary, path);
  } catch (cause) {
    // What was claimed is still ours, and empty: a file that looks like an output must not be left of it.
    removeQuietly(path);
    throw cause;
  }
}

/** Folders that were swept by this process. */
const sweptFolders = new Set<string>();

/** Removes temporary files of writers that are gone; once for each folder, and never a reason to fail. */
function sweep(folder: string, options: SaveOptions): void {
  if (sweptFolders.has(folder)) return;
  sweptFolders.add(folder);
  try {
    for (const name of readdirSync(folder).filter(isTemporary)) removeIfStale(folder, name, options);
  } catch {
    // A folder that can't be listed can't be swept; whether it can be written to is found out by writing.
  }
}

function removeIfStale(folder: string, name: string, { isProtected }: SaveOptions): void {
  const path = join(folder, name);
  const found = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (!found?.isFile() || isProtected?.(found)) return;
  if (isStale(name, Date.now() - Number(found.mtimeMs))) removeQuietly(path);
}

/** An error of the system as one of ours, in words; one of ours as it is. */
export function toFileError(path: string, cause: unknown): AkmError {
  if (cause instanceof AkmError) return cause;
  const { code = 'UNKNOWN' } = cause as NodeJS.ErrnoException;
  return new FileError(path, code.toLowerCase(), describeSystemError(cause), cause);
}

/** What an error of the system says, in words. */
export function describeSystemError(error: unknown): string {
  const { code = 'UNKNOWN', syscall, message } = error as NodeJS.ErrnoException;
  if (syscall === 'uv_cwd') return 'the current folder does not exist any more';
  return REASONS[code] ?? message;
}
