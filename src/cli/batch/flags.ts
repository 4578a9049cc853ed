/** The flags of commands that take many inputs. */

import { checkInteger } from '../../check.js';
import { checkMaxBytes } from '../../node/load.js';
import type { CommonFlags, OutputFlags } from '../flags.js';

/** Options of every command that takes many inputs; those that write nothing have no `outDir` and `skipExisting`. */
export interface BatchFlags extends CommonFlags, OutputFlags {
  readonly recursive?: true;
  /** Extensions, lower case, without dots. */
  readonly ext?: readonly string[];
  readonly jobs?: number;
  readonly pixelsInFlight?: number;
  readonly dryRun?: true;
  readonly outDir?: string;
  readonly skipExisting?: true;
  /** Of `encode`: threads an input. */
  readonly threads?: number;
}

/** Pixels of all pictures under way, unless a flag says otherwise: about 2 GB of memory at most. */
export const PIXELS_IN_FLIGHT_DEFAULT = 32e6;

/** Most jobs at a time. */
export const MAX_JOBS = 256;

/**
 * Checks the flags that all batches have.
 *
 * @throws OptionError
 */
export function checkBatchFlags({ jobs, pixelsInFlight, maxBytes }: BatchFlags): void {
  checkMaxBytes(maxBytes);
  if (jobs !== undefined) checkInteger('jobs', jobs, 1, MAX_JOBS);
  if (pixelsInFlight !== undefined) checkInteger('pixelsInFlight', pixelsInFlight, 1, Number.MAX_SAFE_INTEGER);
}
