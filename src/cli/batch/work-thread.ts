/** A worker thread that does the work of a command on an input. An entry point, not to be imported. */

import { AkmError } from '../../error.js';
import { FileError } from '../../node/file-error.js';
import { loadBytesAsync } from '../../node/load.js';
import { serveRequests, type ThreadReply } from '../../node/thread.js';
import type { FileWork, Place, ThreadRequest } from '../command.js';
import { findFileCommand } from '../commands.js';
import type { BatchFlags } from '../grammar.js';
import { loadInput } from '../input.js';

/** Milliseconds between two reports of progress. */
const REPORT_EVERY = 100;

serveRequests(
  async ({ command, place, flags, threads, keepsWhole, dryRun }: ThreadRequest, onProgress): Promise<ThreadReply> => {
    const work = await findFileCommand(command).load();
    if (keepsWhole && (await isWhole(work, place, flags))) return { output: 'up to date' };
    if (dryRun) return { output: 'planned' };
    const bytes = await loadInput(place.input, flags);
    const made = await work.make(bytes, place, flags, { threads, onProgress: seldom(onProgress) });
    return { output: made, transfer: wholeBuffers(made.file) };
  },
);

/**
 * Checks whether an existing output is whole. A run can then continue where an earlier one ended.
 *
 * @returns false when it is not, and may be replaced
 * @throws FileError `eexist` when it is not, and may not be replaced
 */
async function isWhole(work: FileWork, place: Place, flags: BatchFlags): Promise<boolean> {
  const output = place.output!;
  try {
    const bytes = await loadBytesAsync(output, { maxBytes: flags.maxBytes });
    await work.checkOutput?.(bytes, place, flags);
    return true;
  } catch (error) {
    if (!(error instanceof AkmError)) throw error;
    if (flags.force) return false;
    throw new FileError(output, 'eexist', `exists, but is not a whole file: ${error.message}`);
  }
}

/** The buffer of the bytes if it holds nothing else. It can then be transferred instead of copied. */
function wholeBuffers(bytes: Uint8Array | undefined): ArrayBuffer[] {
  if (!(bytes?.buffer instanceof ArrayBuffer) || bytes.byteLength !== bytes.buffer.byteLength) return [];
  return [bytes.buffer];
}

/** Passes progress on at limited intervals. */
function seldom(onProgress: (done: number) => void): (done: number) => void {
  let reportedAt = Date.now();
  return (done) => {
    const now = Date.now();
    if (now - reportedAt < REPORT_EVERY) return;
    reportedAt = now;
    onProgress(done);
  };
}
