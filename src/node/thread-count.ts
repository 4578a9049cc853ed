/** How many threads to work in; apart from the threads, for the sake of work that is done without, which starts the faster. */

import { availableParallelism } from 'node:os';
import { checkInteger } from '../check.js';

/** More threads than this wait for memory, not for processors, unless asked for. */
const USUAL_MAX_THREADS = 8;
const MAX_THREADS = 64;

/**
 * The number of threads to work in: the caller's, else one a processor, at most 8.
 *
 * @throws OptionError when it is not 1..64
 */
export function resolveThreads(threads: number | undefined): number {
  return checkInteger('threads', threads ?? Math.min(availableParallelism(), USUAL_MAX_THREADS), 1, MAX_THREADS);
}
