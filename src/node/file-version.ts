/** The identity and the state of a file: distinguishes files by more than their names, and detects changes. */

import { type BigIntStats, fstatSync, statSync } from 'node:fs';

/** A file at a moment. */
export interface FileVersion {
  /** The same for every name of the same file. */
  readonly id: string;
  readonly bytes: bigint;
  /** Time of the last write, in nanoseconds. */
  readonly modified: bigint;
}

/** The same for every name of the same file. */
export function idOf({ dev, ino }: Pick<BigIntStats, 'dev' | 'ino'>): string {
  return `${dev}:${ino}`;
}

/** The version of a file by its status. */
export function versionOf(found: BigIntStats): FileVersion {
  return { id: idOf(found), bytes: found.size, modified: found.mtimeNs };
}

/**
 * Finds the version of a file that can be read twice: a regular file, or a disk. Pipes and terminals have no version.
 *
 * @param path - a path, or the number of an open file
 * @returns undefined when there is no such file, or it can't be examined
 */
export function findVersion(path: string | number): FileVersion | undefined {
  try {
    const found = typeof path === 'number' ? fstatSync(path, { bigint: true }) : statSync(path, { bigint: true });
    return found.isFile() || found.isBlockDevice() ? versionOf(found) : undefined;
  } catch {
    // The reason also prevents reading and writing, which will report it.
    return undefined;
  }
}

/** Whether a file has not changed between two versions. */
export function isSameVersion(a: FileVersion | undefined, b: FileVersion | undefined): boolean {
  return a?.id === b?.id && a?.bytes === b?.bytes && a?.modified === b?.modified;
}
