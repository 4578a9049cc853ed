/** A single large input done in a thread of its own, so that Ctrl-C is heard at any moment: no work of ours keeps it waiting. */

import { readPictureSize } from '../io/read-size.js';
import type { Made } from './made.js';
import { type CommandName, openWorkPool, ownBuffers, type ThreadWork } from './work.js';

/** A picture of fewer pixels has no stage that takes a second, and its whole work may take no longer than a thread's start. */
const LEAST_PIXELS = 2 ** 20;
/** From this effort on stages take so much longer that far smaller pictures have some. */
const THOROUGH_EFFORT = 6;
const THOROUGH_LEAST_PIXELS = 2 ** 16;

/**
 * Whether an input is large enough, going by the head of its file.
 *
 * @param effort - with which it is to be encoded, if it is
 */
export function worthThread(bytes: Uint8Array, effort = 0): boolean {
  const size = readPictureSize((offset, length) => bytes.subarray(offset, offset + length));
  const least = effort >= THOROUGH_EFFORT ? THOROUGH_LEAST_PIXELS : LEAST_PIXELS;
  return size !== undefined && size.width * size.height >= least;
}

/** Does the work in a thread, to which the bytes go: they are not to be there twice. */
export async function runInThread(work: ThreadWork<CommandName>, onProgress: (done: number) => void): Promise<Made> {
  const pool = openWorkPool(1);
  try {
    return (await pool.run(work, { onProgress, transfer: ownBuffers(work.bytes) })) as Made;
  } finally {
    await pool.close();
  }
}
