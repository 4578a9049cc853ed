/** Names of files that may not exist yet, so that two of them can be compared. */

import { readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** Real paths of folders: asked for once. */
const realFolders = new Map<string, string>();

/** The absolute path, with the links among its folders followed as far as they exist; the name itself may be a link. */
export function realName(path: string): string {
  const absolute = resolve(path);
  const folder = dirname(absolute);
  return folder === absolute ? absolute : join(realFolder(folder), basename(absolute));
}

function realFolder(folder: string): string {
  let real = realFolders.get(folder);
  if (real === undefined) {
    try {
      real = realpathSync(folder);
    } catch {
      real = realName(folder);
    }
    realFolders.set(folder, real);
  }
  return real;
}

/**
 * Whether names that differ only in their case, or in how accents are put together, mean the same file in a folder: asked
 * of the file system by the names that are there, without writing anything.
 *
 * @param folder - need not exist; the nearest folder above that does is asked
 */
export function foldsNames(folder: string): boolean {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const answer = askFolder(at);
    if (answer !== undefined) return answer;
    if (dirname(at) === at) return process.platform === 'win32' || process.platform === 'darwin';
  }
}

/** Names that are looked at before the next folder is asked. */
const MAX_ASKED = 100;

function askFolder(folder: string): boolean | undefined {
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
    // Not there, or not to be read: the folder above may tell.
  }
  return undefined;
}

/** What is equal for names that a file system may take for the same. */
export function foldName(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
