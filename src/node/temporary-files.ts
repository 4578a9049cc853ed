/** What this process has written under temporary names, so that a process that is about to end can remove it. */

import { rmSync, unlinkSync } from 'node:fs';

const temporaryFiles = new Set<string>();
const temporaryFolders = new Set<string>();

/** Notes a temporary file that is about to be made. */
export function noteTemporaryFile(path: string): void {
  temporaryFiles.add(path);
}

/** Removes a file that may be there, and forgets it. */
export function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Renamed already, or never made: in both cases there is nothing to remove.
  }
  temporaryFiles.delete(path);
}

/** Notes a temporary folder that is about to be made. */
export function noteTemporaryFolder(path: string): void {
  temporaryFolders.add(path);
}

/** Removes a folder that may be there, with all that is in it, and forgets it. */
export function removeTemporaryFolder(path: string): void {
  // A thread may still write to it: then it is not empty when it is to go.
  rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  temporaryFolders.delete(path);
}

/** Removes all that is noted. */
export function removeTemporaryFiles(): void {
  for (const path of temporaryFiles) removeQuietly(path);
  for (const path of temporaryFolders) removeTemporaryFolder(path);
}
