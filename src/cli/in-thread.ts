/** A single large input done in a thread of its own, so that Ctrl-C is heard at any moment: no work of ours keeps it waiting. */

import { readPictureSize } from '../io/read-size.js';
import type { Made } from './made.js';
import { type CommandName, openWorkPool, type ThreadWork } from './work.js';

/** A picture of fewer pixels has no stage that takes a second, and its whole work may take no longer than a thread's start. */
const LEAST_PIXELS = 2 ** 20;

/** Whether an input is large enough, going by the head of its file. */
export function worthThread(bytes: Uint8Array): boolean {
  const size = readPictureSize((offset, length) => bytes.subarray(offset, offset + length));
  return size !== undefined && size.width * size.height >= LEAST_PIXELS;
}

/** Does the work in a thread. */
export async function runInThread(work: ThreadWork<CommandName>, onProgress: (done: number) => void): Promise<Made> {
  const pool = openWorkPool(1);
  try {
    return (await pool.run(work, { onProgress })) as Made;
  } finally {
    await pool.close();
  }
}
