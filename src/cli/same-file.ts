/**
 * Finds paths that mean the same file. They may differ by their spelling, by a link, or by the case of letters. An output
 * must not be a file that is read, or the same file as another output. Nothing is written here.
 */

import { lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';

/** A file that a command reads. */
export interface ReadFile {
  /** Undefined for standard input, which has no name. */
  readonly path: string | undefined;
  /** Identity of the file, undefined when there is none. */
  readonly id: string | undefined;
}

/** How names are compared. */
export interface Naming {
  /** The same for two paths of one file. */
  readonly realName: (path: string) => string;
  /** The same for names that some file systems treat as equal. */
  readonly foldName: (name: string) => string;
  /** Whether the file system of a folder treats them as equal. */
  readonly foldsNames: (folder: string) => boolean;
  /** Identity of the file that a path means, undefined when there is none. */
  readonly idOf: (path: string) => string | undefined;
}

/** The conflicts between the outputs of a command. */
export interface Clashes {
  /** The index of an output -> the index of the file that is read and would be overwritten. */
  readonly overwritten: ReadonlyMap<number, number>;
  /** Groups of outputs, by their indices, that are the same file. */
  readonly shared: readonly (readonly number[])[];
}

/** Finds the clashes of outputs, by their names and by the identities of the files. */
export function findClashes(reads: readonly ReadFile[], writes: readonly string[], naming: Naming): Clashes {
  const read = new Registry<number>(naming);
  for (const [index, { path, id }] of reads.entries()) read.add(path, id, index);
  const written = new Registry<number[]>(naming);
  const overwritten = new Map<number, number>();
  const groups: number[][] = [];
  for (const [index, path] of writes.entries()) {
    const id = naming.idOf(path);
    const victim = read.find(path, id);
    if (victim !== undefined) overwritten.set(index, victim);
    const group = written.find(path, id);
    if (group !== undefined) group.push(index);
    else groups.push([index]);
    written.add(path, id, group ?? groups[groups.length - 1]);
  }
  return { overwritten, shared: groups.filter(({ length }) => length > 1) };
}

/** Values by files. A file has the same value under all of its names. */
class Registry<Value> {
  readonly #naming: Naming;
  readonly #byName = new Map<string, { readonly name: string; readonly value: Value }[]>();
  readonly #byId = new Map<string, Value>();

  constructor(naming: Naming) {
    this.#naming = naming;
  }

  find(path: string, id: string | undefined): Value | undefined {
    const name = this.#naming.realName(path);
    const others = this.#byName.get(this.#naming.foldName(name)) ?? [];
    const same = others.find((other) => other.name === name || this.#naming.foldsNames(dirname(name)));
    return same?.value ?? (id === undefined ? undefined : this.#byId.get(id));
  }

  add(path: string | undefined, id: string | undefined, value: Value): void {
    if (path !== undefined) this.#addName(this.#naming.realName(path), value);
    if (id !== undefined && !this.#byId.has(id)) this.#byId.set(id, value);
  }

  #addName(name: string, value: Value): void {
    const key = this.#naming.foldName(name);
    const others = this.#byName.get(key);
    if (others === undefined) this.#byName.set(key, [{ name, value }]);
    else if (!others.some((other) => other.name === name)) others.push({ name, value });
  }
}

/** Real paths of folders, each looked up once. */
const realFolders = new Map<string, string>();

/** The absolute path. Links among its existing folders are followed; the last name may still be a link. */
export function realName(path: string): string {
  const absolute = resolve(path);
  const folder = dirname(absolute);
  return folder === absolute ? absolute : below(realFolder(folder), basename(absolute));
}

/**
 * The real path of a folder. It starts at the nearest known parent and adds a name at a time. A look-up of the whole path would
 * cost as much again for each of its names.
 */
function realFolder(folder: string): string {
  const unknown: string[] = [];
  let known = realFolders.get(folder);
  for (let at = folder; known === undefined; at = dirname(at)) {
    if (dirname(at) === at) known = at;
    else {
      unknown.push(at);
      known = realFolders.get(dirname(at));
    }
  }
  let real = known;
  for (const at of unknown.reverse()) {
    real = realChild(at, below(real, basename(at)));
    realFolders.set(at, real);
  }
  return real;
}

/** @param real - the same as `folder`, with all links followed but for the last name, which may be one */
function realChild(folder: string, real: string): string {
  try {
    return lstatSync(real, { throwIfNoEntry: false })?.isSymbolicLink() ? realpathSync(folder) : real;
  } catch {
    // A dangling link, or a name that is too long. No other path leads there.
    return real;
  }
}

function below(folder: string, name: string): string {
  return folder.endsWith(sep) ? folder + name : folder + sep + name;
}

/**
 * Whether names that differ only in their case, or in the composition of accents, mean the same file in a folder. The names
 * in the folder are tried, and nothing is written.
 *
 * @param folder - need not exist; the nearest parent that exists is tried
 */
export function foldsNames(folder: string): boolean {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const answer = askFolder(at);
    if (answer !== undefined) return answer;
    if (dirname(at) === at) return process.platform === 'win32' || process.platform === 'darwin';
  }
}

/** Maximum number of names that are tried in a folder. */
const MAX_ASKED = 100;

/** The results for folders, so that a large folder is not listed for every name in it. */
const answers = new Map<string, boolean | undefined>();

function askFolder(folder: string): boolean | undefined {
  if (!answers.has(folder)) answers.set(folder, tryNames(folder));
  return answers.get(folder);
}

function tryNames(folder: string): boolean | undefined {
  try {
    const names = readdirSync(folder);
    const all = new Set(names);
    for (const name of names.slice(0, MAX_ASKED)) {
      const swapped = name === name.toLowerCase() ? name.toUpperCase() : name.toLowerCase();
      if (swapped === name || all.has(swapped)) continue;
      const found = statSync(join(folder, name), { throwIfNoEntry: false });
      if (found === undefined) continue;
      return statSync(join(folder, swapped), { throwIfNoEntry: false })?.ino === found.ino;
    }
  } catch {
    // The folder is not there or can't be read. Its parent may give the answer.
  }
  return undefined;
}

/** Maps names that a file system may treat as equal to the same text. */
export function foldName(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
