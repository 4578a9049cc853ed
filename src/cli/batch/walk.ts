/** Finds files in a folder and its subfolders, in the order of their names. Links to folders are not followed. */

import type { BigIntStats } from 'node:fs';
import { lstatSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AkmError } from '../../error.js';
import { toFileError } from '../../node/files.js';
import { brokenNameError, spellBrokenName } from '../broken-names.js';

/** A file or folder that was found. */
export interface Entry {
  /** The path, which begins with the folder's as it was given. */
  readonly path: string;
  /** Its path below the folder, with slashes. */
  readonly name: string;
  /** The answer of the file system, or its error. */
  readonly found: BigIntStats | AkmError;
}

/** What to look for. */
export interface WalkOptions {
  /** Whether a file is wanted: by its path below the folder, and its own name. */
  readonly wants: (name: string, ownName: string) => boolean;
  /** Whether to look into a folder: by its path below the folder, its own name, and its path. */
  readonly enters: (name: string, ownName: string, path: string) => boolean;
}

/** Files that are examined before the event loop gets a turn, so that signals are handled. */
const LOOKS_A_TURN = 1000;

/** A folder that is being walked through. */
interface OpenFolder {
  /** The start of its entries' paths: its path and a slash. */
  readonly path: string;
  /** The same below the first folder. */
  readonly name: string;
  readonly children: readonly Child[];
  next: number;
}

/**
 * Lists the wanted files. A folder that can't be read, for example because its path is too long for the system, is an entry
 * with the reason.
 *
 * The open folders are kept in a list, since a tree may be deeper than calls can be nested.
 */
export async function walk(folder: string, options: WalkOptions): Promise<Entry[]> {
  const entries: Entry[] = [];
  const way: OpenFolder[] = [];
  const open = async (path: string, name: string) => {
    try {
      const children = await readFolder(path === '' ? '.' : path);
      const isFirst = name === '';
      // The first folder may be given with or without a slash at its end.
      const prefix = isFirst ? (path === '' ? '' : join(path, '/')) : `${path}/`;
      way.push({ path: prefix, name: isFirst ? '' : `${name}/`, children, next: 0 });
    } catch (cause) {
      entries.push({ path, name, found: toFileError(path, cause) });
    }
  };
  await open(folder, '');
  let looks = 0;
  for (let here = way.at(-1); here !== undefined; here = way.at(-1)) {
    const child = here.children.at(here.next++);
    if (child === undefined) {
      way.pop();
      continue;
    }
    const [path, name] = [here.path + child.name, here.name + child.name];
    const isWanted = child.isFolder ? options.enters(name, child.name, path) : options.wants(name, child.name);
    if (!isWanted) continue;
    if (child.isBroken) {
      entries.push({ path, name, found: brokenNameError(path) });
    } else if (child.isFolder) {
      await open(path, name);
    } else {
      const found = look(path);
      if (!isFolder(found)) entries.push({ path, name, found });
      if (++looks % LOOKS_A_TURN === 0) await nextTurn();
    }
  }
  return entries;
}

/** The status of the file at a path, following links; the error if there is none. */
export function look(path: string): BigIntStats | AkmError {
  try {
    return statSync(path, { bigint: true });
  } catch (cause) {
    return toFileError(path, cause);
  }
}

/** Whether that is a folder. */
export function isFolder(found: BigIntStats | AkmError): boolean {
  return 'isDirectory' in found && found.isDirectory();
}

/** Whether there is something with that name. A dangling link counts. */
export function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // For example, a pattern that is too long for a name.
    return false;
  }
}

/** An entry of a folder. */
interface Child {
  /** Its name. Bytes that are not UTF-8 are spelt out. */
  readonly name: string;
  readonly isFolder: boolean;
  /** Whether the name is not UTF-8. Such a file can't be opened by its name as text. */
  readonly isBroken: boolean;
}

/** Lists a folder in the order of the names. */
async function readFolder(path: string): Promise<Child[]> {
  // As text, different names that are not UTF-8 would be equal.
  const entries = await readdir(path, { withFileTypes: true, encoding: 'buffer' });
  const children = entries.map((entry): Child => {
    const broken = spellBrokenName(entry.name);
    const name = broken ?? entry.name.toString();
    return { name, isFolder: entry.isDirectory(), isBroken: broken !== undefined };
  });
  return children.sort((a, b) => (a.name < b.name ? -1 : 1));
}
