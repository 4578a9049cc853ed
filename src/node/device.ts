/** Writes to pipes and devices without blocking a thread, although they may make a writer wait for ever. */

import { close, constants, fstatSync, openSync, write } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { FileError } from './file-error.js';

const writeSome = promisify(write);
const closeQuietly = promisify(close);

/** Milliseconds between two attempts: few at first, in case the reader is quick. */
const FIRST_WAIT = 1;
const LONGEST_WAIT = 50;

const FLAGS = constants.O_WRONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/**
 * Writes to a pipe or device directly. For a named pipe, it waits until a reader opens the other end.
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

/** Repeats an attempt while it fails with the code that means "not yet". */
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
