/** The number of threads. It is separate from the threads, so that work without threads starts faster. */

import { availableParallelism } from 'node:os';
import { checkInteger } from '../check.js';

/** Default maximum. More threads than this wait for memory, not for processors. */
const USUAL_MAX_THREADS = 8;
const MAX_THREADS = 64;

/**
 * The number of threads: the caller's, else one for each processor, at most 8.
 *
 * @throws OptionError when it is not 1..64
 */
export function resolveThreads(threads: number | undefined): number {
  return checkInteger('threads', threads ?? Math.min(availableParallelism(), USUAL_MAX_THREADS), 1, MAX_THREADS);
}
