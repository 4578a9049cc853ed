/** Writing to pipes and devices, which may keep a writer waiting for ever, without a thread that waits. */

import { close, constants, fstatSync, openSync, write } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { FileError } from './file-error.js';

const writeSome = promisify(write);
const closeQuietly = promisify(close);

/** Milliseconds between two attempts: few at first, for a reader that is quick. */
const FIRST_WAIT = 1;
const LONGEST_WAIT = 50;

const FLAGS = constants.O_WRONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/**
 * Writes to a pipe or device as it is. A named pipe is waited for until somebody opens its other end.
 *
 * @throws the system's errors; FileError when the path has become a regular file
 */
export async function writeToDevice(path: string, bytes: Uint8Array, isPipe: boolean): Promise<void> {
  // Without a reader a pipe can't be opened for writing.
  const descriptor = await retry(isPipe ? 'ENXIO' : 'EAGAIN', () => openSync(path, FLAGS));
  try {
    if (fstatSync(descriptor).isFile()) throw new FileError(path, 'eexist', 'was replaced by a file just now');
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await retry('EAGAIN', () => writeSome(descriptor, bytes, at));
      at += bytesWritten;
    }
  } finally {
    await closeQuietly(descriptor);
  }
}

/** Attempts something until it fails with another code than that which says "not yet". */
async function retry<Result>(notYet: string, attempt: () => Result | Promise<Result>): Promise<Result> {
  for (let wait = FIRST_WAIT; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
    try {
      return await attempt();
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== notYet) throw cause;
    }
    await sleep(wait);
  }
}
