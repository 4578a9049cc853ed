/** Which file a path means, and in which state: tells files apart by more than their names, and notices that one has changed. */

import { type BigIntStats, fstatSync, statSync } from 'node:fs';

/** A file at a moment. */
export interface FileVersion {
  /** The same for every name of the same file. */
  readonly id: string;
  readonly bytes: bigint;
  /** When it was last written to, in nanoseconds. */
  readonly modified: bigint;
}

/** The same for every name of the same file. */
export function idOf({ dev, ino }: Pick<BigIntStats, 'dev' | 'ino'>): string {
  return `${dev}:${ino}`;
}

/** What a file's status says of it. */
export function versionOf(found: BigIntStats): FileVersion {
  return { id: idOf(found), bytes: found.size, modified: found.mtimeNs };
}

/**
 * Looks at a file that can be read twice: a regular one, or a disk. Pipes and terminals have no state to speak of.
 *
 * @param path - a path, or the number of an open file
 * @returns undefined when there is no such file, or no telling
 */
export function findVersion(path: string | number): FileVersion | undefined {
  try {
    const found = typeof path === 'number' ? fstatSync(path, { bigint: true }) : statSync(path, { bigint: true });
    return found.isFile() || found.isBlockDevice() ? versionOf(found) : undefined;
  } catch {
    // Whatever keeps it from being looked at also keeps it from being read and written, and is reported then.
    return undefined;
  }
}

/** Whether nothing has happened to a file in between. */
export function isSameVersion(a: FileVersion | undefined, b: FileVersion | undefined): boolean {
  return a?.id === b?.id && a?.bytes === b?.bytes && a?.modified === b?.modified;
}
