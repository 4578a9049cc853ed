/** Refuses a batch that can't come to a good end, before anything is done. */

import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { AkmError } from '../../error.js';
import { toFileError } from '../../node/files.js';
import { UsageError } from '../failure.js';
import { idOf } from './inputs.js';
import { findConflicts, type Job } from './plan.js';
import { foldName, foldsNames, realName } from './real-name.js';
import { isThere, look } from './walk.js';

/**
 * Checks the folder of the outputs: that it is one, or can be made, and that files can be written there.
 *
 * @throws UsageError when something else has its name; FileError when it can't be written to
 */
export function checkOutDir(outDir: string): void {
  const nearest = findNearest(resolve(outDir));
  const found = look(nearest);
  if (!(found instanceof AkmError) && !found.isDirectory()) {
    throw new UsageError(`--out-dir ${outDir}: ${nearest} is not a folder`);
  }
  try {
    accessSync(nearest, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw toFileError(outDir, cause);
  }
}

/** The path, or the nearest one above that there is. */
function findNearest(path: string): string {
  const above = dirname(path);
  return above === path || isThere(path) ? path : findNearest(above);
}

/** @throws UsageError when an output would overwrite an input, or another output */
export function checkConflicts(jobs: readonly Job[]): void {
  const conflicts = findConflicts(jobs, { realName, foldName, foldsNames, idOf: idOfPath });
  if (conflicts.length === 0) return;
  const others = conflicts.length === 1 ? '' : ` (and ${conflicts.length - 1} more such)`;
  throw new UsageError(`${conflicts[0]}${others}; nothing was done`);
}

/** The identity of a file that may not be there. */
function idOfPath(path: string): string | undefined {
  try {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    return found && idOf(found);
  } catch {
    // Whatever keeps it from being looked at will keep it from being written.
    return undefined;
  }
}
