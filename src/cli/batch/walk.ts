/** Finds files in a folder and below: in the order of their names, past hidden ones, and never by a link to a folder. */

import type { BigIntStats } from 'node:fs';
import { lstatSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { AkmError } from '../../error.js';
import { toFileError } from '../../node/files.js';
import { brokenNameError } from '../broken-names.js';
import { readFolder } from './read-folder.js';

/** A file or folder that was come across. */
export interface Entry {
  /** The path, which begins with the folder's as it was given. */
  readonly path: string;
  /** Its path below the folder, with slashes. */
  readonly name: string;
  /** What the file system says of a file, or why it says nothing. */
  readonly found: BigIntStats | AkmError;
}

/** What to look for. */
export interface WalkOptions {
  /** Whether a file of that path below the folder is wanted. */
  readonly wants: (name: string) => boolean;
  /** Whether to look into a folder of that path below the folder. */
  readonly enters: (name: string, path: string) => boolean;
}

/** Lists the wanted files; a folder that can't be read is an entry with the reason. */
export async function walk(folder: string, options: WalkOptions): Promise<Entry[]> {
  const entries: Entry[] = [];
  await walkInto(folder, '', options, entries);
  return entries;
}

async function walkInto(folder: string, below: string, options: WalkOptions, entries: Entry[]): Promise<void> {
  const path = below === '' ? folder : join(folder, below);
  try {
    for (const child of await readFolder(path === '' ? '.' : path)) {
      const name = below === '' ? child.name : `${below}/${child.name}`;
      const childPath = join(folder, name);
      if (child.isBroken) {
        const isWanted = child.isFolder ? options.enters(name, childPath) : options.wants(name);
        if (isWanted) entries.push({ path: childPath, name, found: brokenNameError(childPath) });
      } else if (child.isFolder) {
        if (options.enters(name, childPath)) await walkInto(folder, name, options, entries);
      } else if (options.wants(name)) {
        const found = look(childPath);
        if (!isFolder(found)) entries.push({ path: childPath, name, found });
      }
    }
  } catch (cause) {
    entries.push({ path, name: below, found: toFileError(path, cause) });
  }
}

/** What is at a path, links followed; the reason when there is no telling. */
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

/** Whether there is something of that name, be it a link to nowhere. */
export function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // Such as a pattern that is too long for a name.
    return false;
  }
}
