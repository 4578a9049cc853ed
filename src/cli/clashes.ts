/** Outputs that are a file which the command reads, or the same file as another output. Nothing here touches a file. */

import { dirname } from 'node:path';

/** A file that a command reads. */
export interface ReadFile {
  /** Undefined where it has no name, as standard input. */
  readonly path: string | undefined;
  /** Identity of the file, undefined when there is none. */
  readonly id: string | undefined;
}

/** How names are told apart. */
export interface Naming {
  /** The same for two paths of one file. */
  readonly realName: (path: string) => string;
  /** The same for names that some file systems take for one. */
  readonly foldName: (name: string) => string;
  /** Whether the file system of a folder does. */
  readonly foldsNames: (folder: string) => boolean;
  /** Identity of the file that a path means, undefined when there is none. */
  readonly idOf: (path: string) => string | undefined;
}

/** What is wrong with the outputs of a command. */
export interface Clashes {
  /** By the index of an output, the index of the file that is read and would be overwritten. */
  readonly overwritten: ReadonlyMap<number, number>;
  /** Indices of outputs that are one file, two or more at a time. */
  readonly shared: readonly (readonly number[])[];
}

/** Finds the outputs that are a file which is read, or one another: by their names and by the files that these mean. */
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

/** Values by the file that a path means: the same under every name of the file, and under names taken for the same. */
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
