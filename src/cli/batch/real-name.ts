/** Names of files that may not exist yet, so that two of them can be compared. */

import { lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';

/** Real paths of folders: asked for once. */
const realFolders = new Map<string, string>();

/** The absolute path, with the links among its folders followed as far as they exist; the name itself may be a link. */
export function realName(path: string): string {
  const absolute = resolve(path);
  const folder = dirname(absolute);
  return folder === absolute ? absolute : below(realFolder(folder), basename(absolute));
}

/**
 * The real path of a folder, by that of the nearest one above which is known already, a name at a time: asking for a whole
 * path costs as much for each name in it.
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
    // A link to nowhere, or a name that is too long: nothing else has it for its path.
    return real;
  }
}

function below(folder: string, name: string): string {
  return folder.endsWith(sep) ? folder + name : folder + sep + name;
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

/** What folders said: a large one is not to be listed for every name in it. */
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
    // Not there, or not to be read: the folder above may tell.
  }
  return undefined;
}

/** What is equal for names that a file system may take for the same. */
export function foldName(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
