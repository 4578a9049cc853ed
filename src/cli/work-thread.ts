/** A worker thread that makes what a command makes of an input. An entry point, not to be imported. */

import { type JobResult, serveJobs } from '../node/thread.js';
import { checkExisting } from './batch/existing.js';
import { loadInput } from './input.js';
import { make, ownBuffers, type ThreadWork } from './work.js';

/** Milliseconds between two reports of progress. */
const REPORT_EVERY = 100;

serveJobs(async (work: ThreadWork, onProgress): Promise<JobResult> => {
  const { command, place, flags, threads, keepsWhole, dryRun } = work;
  if (keepsWhole && (await checkExisting(work))) return { output: 'up to date' };
  if (dryRun) return { output: 'planned' };
  const bytes = await loadInput(place.input, flags);
  const made = await make(command, bytes, place, flags, { threads, onProgress: seldom(onProgress) });
  return { output: made, transfer: ownBuffers(made.file) };
});

/** Passes on a report now and then. */
function seldom(onProgress: (done: number) => void): (done: number) => void {
  let reportedAt = Date.now();
  return (done) => {
    const now = Date.now();
    if (now - reportedAt < REPORT_EVERY) return;
    reportedAt = now;
    onProgress(done);
  };
}
