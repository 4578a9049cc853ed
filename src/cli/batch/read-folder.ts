/** What lies in a folder, by names that can be told apart. */

import { readdir } from 'node:fs/promises';
import { spellBrokenName } from '../broken-names.js';

/** A file or folder in a folder. */
export interface Child {
  /** Its name; where that is not UTF-8, with the bytes that are not spelt out. */
  readonly name: string;
  readonly isFolder: boolean;
  /** Whether the name is not UTF-8, so that the child can't be named to others. */
  readonly isBroken: boolean;
}

/** Lists a folder in the order of the names. */
export async function readFolder(path: string): Promise<Child[]> {
  // As text, different names that are not UTF-8 would be one.
  const entries = await readdir(path, { withFileTypes: true, encoding: 'buffer' });
  const children = entries.map((entry): Child => {
    const broken = spellBrokenName(entry.name);
    const name = broken ?? entry.name.toString();
    return { name, isFolder: entry.isDirectory(), isBroken: broken !== undefined };
  });
  return children.sort((a, b) => (a.name < b.name ? -1 : 1));
}
