/** A folder for the files of a run, deleted afterwards. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Calls a function with such a folder.
 *
 * @template T
 * @param {(at: (name: string, bytes?: Uint8Array) => string, folder: string) => T | Promise<T>} work - `at` gives the path
 *   of a name in the folder, and writes bytes there
 * @returns {Promise<T>}
 */
export async function withScratch(work, parent = tmpdir()) {
  const folder = mkdtempSync(join(parent, 'akm-hardening-'));
  const at = (name, bytes) => {
    const path = join(folder, name);
    if (bytes !== undefined) writeFileSync(path, bytes);
    return path;
  };
  try {
    return await work(at, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
