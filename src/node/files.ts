/**
 * Files in and out: whole, or not at all.
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
  readFileSync,
  realpathSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { checkBytes, checkObject, checkText } from '../check.js';
import { AkmError } from '../error.js';
import { FileError } from './file-error.js';
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
};

/** Names of temporary files now on disk, for {@link removeTemporaryFiles}. */
const temporaryFiles = new Set<string>();

/**
 * Reads a whole file.
 *
 * @param path - a path, or 0 for standard input
 * @throws FileError
 */
export function loadBytes(path: string | 0): Uint8Array {
  const name = path === 0 ? 'standard input' : checkText('path', path);
  try {
    return readFileSync(path);
  } catch (cause) {
    throw toFileError(name, cause);
  }
}

/**
 * Writes a whole file atomically. Devices and pipes are written to directly.
 *
 * @param options.force - replace an existing file; without it an existing file is left as it is and the call throws
 * @throws FileError; `eexist` when the file exists and `force` is not set. No temporary file is left behind.
 */
export function saveBytes(path: string, bytes: Uint8Array, options: { force?: boolean } = {}): void {
  checkText('path', path);
  checkBytes('bytes', bytes);
  const { force = false } = checkObject('options', options);
  try {
    const existing = statSync(path, { throwIfNoEntry: false });
    if (existing === undefined) replace(path, bytes, undefined, force);
    else if (existing.isFile()) overwrite(path, bytes, existing, force);
    else if (existing.isDirectory()) throw new FileError(path, 'eisdir', 'is a folder');
    else writeFileSync(path, bytes);
  } catch (cause) {
    throw toFileError(path, cause);
  }
}

function overwrite(path: string, bytes: Uint8Array, existing: Stats, force: boolean): void {
  if (!force) throw new FileError(path, 'eexist', 'already exists (use --force to overwrite)');
  replace(realpathSync(path), bytes, existing, true);
}

/**
 * Makes a folder, and those above it, unless it is there. Node's own way never ends where a folder can't be made in one
 * that exists, such as `/proc`.
 *
 * @throws FileError
 */
export function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  const above = dirname(path);
  if (above !== path) makeFolder(above);
  try {
    mkdirSync(path);
  } catch (cause) {
    // Another process may have been faster.
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw toFileError(path, cause);
  }
}

/** Removes the temporary files of writes under way: for a process that is about to end. */
export function removeTemporaryFiles(): void {
  for (const path of temporaryFiles) removeQuietly(path);
}

/** Writes to a temporary file beside `path`, then moves it into place. */
function replace(path: string, bytes: Uint8Array, existing: Stats | undefined, force: boolean): void {
  const folder = dirname(path);
  const temporary = join(folder, temporaryName(basename(path)));
  sweep(folder);
  temporaryFiles.add(temporary);
  try {
    writeDurably(temporary, bytes, existing);
    if (force) renameSync(temporary, path);
    else moveWithoutClobber(temporary, path);
  } finally {
    removeQuietly(temporary);
  }
}

function writeDurably(path: string, bytes: Uint8Array, existing: Stats | undefined): void {
  const descriptor = openSync(path, 'wx', 0o666);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
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

function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Renamed already, or never made: in both cases there is nothing to remove.
  }
  temporaryFiles.delete(path);
}

/** An error of the system as one of ours, in words; one of ours as it is. */
export function toFileError(path: string, cause: unknown): AkmError {
  if (cause instanceof AkmError) return cause;
  const code = (cause as NodeJS.ErrnoException).code ?? 'UNKNOWN';
  return new FileError(path, code.toLowerCase(), REASONS[code] ?? (cause as Error).message, cause);
}
