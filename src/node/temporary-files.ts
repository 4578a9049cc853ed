/** Records what this process writes under temporary names, so that it can remove them before it ends. */

import { rmSync, unlinkSync } from 'node:fs';

const temporaryFiles = new Set<string>();
const temporaryFolders = new Set<string>();

/** Records a temporary file that will be made. */
export function noteTemporaryFile(path: string): void {
  temporaryFiles.add(path);
}

/** Removes a file if it exists, and forgets it. */
export function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It was renamed already, or never made. There is nothing to remove.
  }
  temporaryFiles.delete(path);
}

/** Records a temporary folder that will be made. */
export function noteTemporaryFolder(path: string): void {
  temporaryFolders.add(path);
}

/** Removes a folder with its content if it exists, and forgets it. */
export function removeTemporaryFolder(path: string): void {
  // A thread may still write to it, so it may not be empty at once.
  rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  temporaryFolders.delete(path);
}

/** Removes all recorded files and folders. */
export function removeTemporaryFiles(): void {
  for (const path of temporaryFiles) removeQuietly(path);
  for (const path of temporaryFolders) removeTemporaryFolder(path);
}
