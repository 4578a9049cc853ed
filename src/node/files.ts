/**
 * Files out: whole, or not at all.
 *
 * A file is written under a temporary name in the folder of its destination, flushed, and only then given its name: by
 * `link`, which fails if the name is taken, or, when overwriting is wished for, by `rename`. Temporary files of a process
 * that was killed are removed when the next one writes to their folder.
 */

import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  type Stats,
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
  ENAMETOOLONG: 'the name is too long',
  ENXIO: 'there is nothing at its other end',
  EPIPE: 'its reader has closed it',
};

/** How to write a file. */
export interface SaveOptions {
  /** Whether an existing file is replaced; else it is left as it is, and the call throws. */
  readonly force?: boolean;
}

/**
 * Writes a whole file atomically. Devices and pipes are written to directly.
 *
 * @throws FileError; `eexist` when the file exists and `force` is not set. No temporary file is left behind.
 */
export function saveBytes(path: string, bytes: Uint8Array, options: SaveOptions = {}): void {
  checkText('path', path);
  checkBytes('bytes', bytes);
  const { force = false } = checkObject('options', options);
  try {
    const existing = statSync(path, { throwIfNoEntry: false });
    if (existing !== undefined && isDevice(existing)) writeFileSync(path, bytes);
    else for (const _ of saveSteps(path, bytes, existing, force, Number.POSITIVE_INFINITY));
  } catch (cause) {
    throw toFileError(path, cause);
  }
}

/**
 * The same, but other work and signals are let in between: while a pipe has no reader or is full, and after every few
 * megabytes of a file. Whoever ends the process there must remove its temporary files.
 *
 * @throws FileError as {@link saveBytes}
 */
export async function saveBytesAsync(path: string, bytes: Uint8Array, options: SaveOptions = {}): Promise<void> {
  checkText('path', path);
  checkBytes('bytes', bytes);
  const { force = false } = checkObject('options', options);
  try {
    const existing = statSync(path, { throwIfNoEntry: false });
    if (existing !== undefined && isDevice(existing)) await writeToDevice(path, bytes, existing.isFIFO());
    else for (const _ of saveSteps(path, bytes, existing, force, WRITE_LENGTH)) await nextTurn();
  } catch (cause) {
    throw toFileError(path, cause);
  }
}

/** Bytes that are written and flushed at a time: a part of a second on any disk. */
const WRITE_LENGTH = 2 ** 23;

/** Neither a file nor a folder: written to as it is. */
function isDevice(found: Stats): boolean {
  return !found.isFile() && !found.isDirectory();
}

/** Saves a file; yields between two parts of it. */
function* saveSteps(
  path: string,
  bytes: Uint8Array,
  existing: Stats | undefined,
  force: boolean,
  length: number,
): Generator<void, void> {
  if (existing === undefined) return yield* replace(path, bytes, undefined, force, length);
  if (existing.isDirectory()) throw new FileError(path, 'eisdir', 'is a folder');
  if (!force) throw new FileError(path, 'eexist', 'already exists (use --force to overwrite)');
  yield* replace(realpathSync(path), bytes, existing, true, length);
}

/**
 * Makes a folder, and those above it, unless it is there. Node's own way never ends where a folder can't be made in one
 * that exists, such as `/proc`.
 *
 * @throws FileError
 */
export function makeFolder(path: string): void {
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  } catch (cause) {
    throw toFileError(path, cause);
  }
  const above = dirname(path);
  if (above !== path) makeFolder(above);
  try {
    mkdirSync(path);
  } catch (cause) {
    // Another process may have been faster.
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw toFileError(path, cause);
  }
}

/** Writes to a temporary file beside `path`, then moves it into place. */
function* replace(
  path: string,
  bytes: Uint8Array,
  existing: Stats | undefined,
  force: boolean,
  length: number,
): Generator<void, void> {
  const folder = dirname(path);
  const temporary = join(folder, temporaryName(basename(path)));
  sweep(folder);
  noteTemporaryFile(temporary);
  try {
    yield* writeDurably(temporary, bytes, existing, length);
    if (force) renameSync(temporary, path);
    else moveWithoutClobber(temporary, path);
  } finally {
    removeQuietly(temporary);
  }
}

function* writeDurably(
  path: string,
  bytes: Uint8Array,
  existing: Stats | undefined,
  length: number,
): Generator<void, void> {
  const descriptor = openSync(path, 'wx', 0o666);
  try {
    for (let at = 0; at < bytes.length; ) {
      at += writeSync(descriptor, bytes, at, Math.min(bytes.length - at, length));
      if (bytes.length - at < length) continue;
      // What is flushed now need not be waited for at the end, where nothing ends the wait.
      fsyncSync(descriptor);
      yield;
    }
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  if (existing !== undefined) chmodSync(path, existing.mode & 0o7777);
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
function sweep(folder: string): void {
  if (sweptFolders.has(folder)) return;
  sweptFolders.add(folder);
  try {
    for (const name of readdirSync(folder).filter(isTemporary)) removeIfStale(folder, name);
  } catch {
    // A folder that can't be listed can't be swept; whether it can be written to is found out by writing.
  }
}

function removeIfStale(folder: string, name: string): void {
  const path = join(folder, name);
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isFile() && isStale(name, Date.now() - found.mtimeMs)) removeQuietly(path);
}

/** An error of the system as one of ours, in words; one of ours as it is. */
export function toFileError(path: string, cause: unknown): AkmError {
  if (cause instanceof AkmError) return cause;
  const code = (cause as NodeJS.ErrnoException).code ?? 'UNKNOWN';
  return new FileError(path, code.toLowerCase(), REASONS[code] ?? (cause as Error).message, cause);
}
