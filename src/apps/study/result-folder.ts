/**
 * The folder of results, which appears as a whole or not at all, and the names of the pictures' folders.
 *
 * Files are written to a temporary folder beside the target, which gets the target's name when all is done. If the process
 * ends earlier, the temporary folder is removed. Replacing only deletes files that an earlier study made.
 */

import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { AkmError } from '../../error.js';
import { FileError } from '../../node/file-error.js';
import { noteTemporaryFolder, removeTemporaryFolder } from '../../node/temporary-files.js';
import { temporaryName } from '../../node/temporary-name.js';

/** File in which a study lists its files, in the field `files`. */
export const MANIFEST = 'results.json';

/** Files that systems create in folders. */
const LITTER = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini']);

/** Where the files of a study are written until all are there. Plain data, for a thread that writes some of them. */
export interface FolderPlace {
  readonly target: string;
  readonly temporary: string;
}

/** Writes files of a study to the temporary folder. */
export class ResultWriter {
  readonly #place: FolderPlace;
  readonly #files: string[] = [];

  constructor(place: FolderPlace) {
    this.#place = place;
  }

  /** Names of the files written, sorted, with slashes. */
  get files(): string[] {
    return [...this.#files].sort();
  }

  /** Writes a file; `name` may have folders before it. */
  save(name: string, content: Uint8Array | string): void {
    const { target, temporary } = this.#place;
    attempt(join(target, name), () => {
      makeFolders(temporary, dirname(name));
      writeFileSync(join(temporary, name), content, { flag: 'wx' });
    });
    this.#files.push(name);
  }

  /** Adds files that another writer has written to the list. */
  add(files: readonly string[]): void {
    this.#files.push(...files);
  }
}

/** Makes folders below a folder, but not that folder: once it is removed, it must not appear again. */
function makeFolders(folder: string, below: string): void {
  if (below === '.') return;
  makeFolders(folder, dirname(below));
  const path = join(folder, below);
  if (!existsSync(path)) mkdirSync(path);
}

/** Collects the files of a study. */
export class ResultFolder {
  readonly #target: string;
  readonly #temporary: string;
  readonly #force: boolean;
  readonly #writer: ResultWriter;
  readonly #discard = () => this.discard();

  /**
   * @param target - made with its parents; it may exist if it is empty, or with `force` if a study made all of it
   * @throws FileError `eexist` otherwise
   */
  constructor(target: string, { force }: { force: boolean }) {
    this.#target = resolve(target);
    this.#force = force;
    checkTarget(this.#target, target, force);
    this.#temporary = siblingName(this.#target);
    this.#writer = new ResultWriter(this.place);
    noteTemporaryFolder(this.#temporary);
    attempt(target, () => mkdirSync(this.#temporary, { recursive: true }));
    process.on('exit', this.#discard);
  }

  /** Where a thread may write files. */
  get place(): FolderPlace {
    return { target: this.#target, temporary: this.#temporary };
  }

  /** Names of the files written, sorted, with slashes. */
  get files(): string[] {
    return this.#writer.files;
  }

  /** Writes a file; `name` may have folders before it. */
  save(name: string, content: Uint8Array | string): void {
    this.#writer.save(name, content);
  }

  /** Adds files that a thread has written to the list. */
  add(files: readonly string[]): void {
    this.#writer.add(files);
  }

  /** Gives the folder its final name. */
  commit(): void {
    checkTarget(this.#target, this.#target, this.#force);
    attempt(this.#target, () => {
      if (existsSync(this.#target)) this.#replace();
      else renameSync(this.#temporary, this.#target);
    });
    this.discard();
  }

  /** Renames the old folder, moves the new one into place, and then deletes the old one. */
  #replace(): void {
    const old = siblingName(this.#target);
    renameSync(this.#target, old);
    try {
      renameSync(this.#temporary, this.#target);
    } catch (cause) {
      renameSync(old, this.#target);
      throw cause;
    }
    rmSync(old, { recursive: true, force: true });
  }

  /** Removes everything that is not committed. */
  discard(): void {
    process.off('exit', this.#discard);
    removeTemporaryFolder(this.#temporary);
  }
}

function siblingName(path: string): string {
  return join(dirname(path), temporaryName(basename(path)));
}

/** Rejects a target that can't be made, or that contains files of others. */
function checkTarget(target: string, name: string, force: boolean): void {
  if (!relative(target, process.cwd()).startsWith('..')) {
    throw new FileError(name, 'folder-in-use', 'is the current folder, or above it; name another folder');
  }
  const existing = attempt(name, () => statSync(target, { throwIfNoEntry: false }));
  if (existing === undefined) return;
  if (!existing.isDirectory()) throw new FileError(name, 'enotdir', 'is not a folder');
  const files = attempt(name, () => listFiles(target));
  if (files.length === 0) return;
  if (!force) throw new FileError(name, 'eexist', 'is not empty');
  const known = new Set(readManifest(target));
  const stranger = files.find((file) => !known.has(file));
  if (stranger !== undefined) {
    const reason = known.size === 0 ? 'was not made by a study' : `holds ${stranger}, which no study made`;
    throw new FileError(name, 'folder-in-use', `${reason}; it is not replaced: empty it, or name another folder`);
  }
}

/** Files below a folder, with slashes. */
function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && !LITTER.has(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

function readManifest(folder: string): string[] {
  try {
    const { files } = JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')) as { files?: unknown };
    return Array.isArray(files) ? files.filter((file) => typeof file === 'string') : [];
  } catch {
    // There is no such file, or it is not a study's. So no file in the folder is known to be a study's.
    return [];
  }
}

/** Converts errors of the system. */
function attempt<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (cause instanceof AkmError) throw cause;
    const { code = 'UNKNOWN', message } = cause as NodeJS.ErrnoException;
    throw new FileError(path, code.toLowerCase(), message, cause);
  }
}

/** Makes a unique name for each picture, in any letter case: letters, digits, `-` and `_` only. */
export function nameFolders(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const stem = slugOf(name);
    let folder = stem;
    for (let copy = 2; taken.has(folder.toLowerCase()); copy++) folder = `${stem}-${copy}`;
    taken.add(folder.toLowerCase());
    return folder;
  });
}

function slugOf(name: string): string {
  const slug = name
    .replace(/(?<=.)\.[A-Za-z0-9]{1,5}$/, '')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return slug === '' ? 'picture' : slug;
}
