/** The work of `akm study`. */

import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { formatCount } from '../../apps/shared/figures.js';
import { listFindings } from '../../apps/study/findings.js';
import { nameFolders, ResultFolder } from '../../apps/study/result-folder.js';
import type { StudyResult } from '../../apps/study/results.js';
import { type ResolvedStudySettings, resolveStudySettings, type StudySettings } from '../../apps/study/settings.js';
import { resultToJson, writeOverview } from '../../apps/study/study.js';
import { checkInteger } from '../../check.js';
import { resolveDecodeOptions } from '../../decode/options.js';
import { checkMaxBytes } from '../../node/load.js';
import { ThreadPool } from '../../node/thread-pool.js';
import type { Call } from '../command.js';
import { UsageError } from '../failure.js';
import { MAX_JOBS, type ReadingFlags } from '../grammar.js';
import { loadInput } from '../input.js';
import { hearInterrupts } from '../interrupt.js';
import { nameOf, ProgressLine, printJson, printNote } from '../output.js';
import type { StudyOutcome, StudyRequest } from './study-thread.js';

/** Flags of `akm study`. */
export interface StudyFlags extends ReadingFlags, Pick<StudySettings, 'k1' | 'k2' | 'block' | 'qualities' | 'effort'> {
  readonly outDir: string;
  readonly jobs?: number;
  readonly force?: true;
}

const SCRIPT = new URL('./study-thread.js', import.meta.url);

/** Runs the command. */
export async function runStudy({ args: inputs, flags, openFiles }: Call<StudyFlags>): Promise<void> {
  const settings = resolveStudySettings(flags);
  if (flags.jobs !== undefined) checkInteger('jobs', flags.jobs, 1, MAX_JOBS);
  checkMaxBytes(flags.maxBytes);
  resolveDecodeOptions({ maxPixels: flags.maxPixels });
  const files = openFiles();
  hearInterrupts();
  const folder = new ResultFolder(flags.outDir, { force: flags.force ?? false });
  // One thread reads and studies. It starts more threads for its encodings.
  const pool = new ThreadPool(SCRIPT, 1);
  try {
    // Replacing the folder deletes what is in it.
    files.refuseReplacing(listFolder(flags.outDir));
    await checkInputs(inputs, pool, flags);
    const names = inputs.length > 1 ? nameFolders(inputs.map((input) => basename(input))) : [''];
    const studies: { folder: string; result: StudyResult }[] = [];
    for (const [i, input] of inputs.entries()) {
      studies.push({ folder: names[i], result: await studyInput(input, names[i], settings, folder, pool, flags) });
    }
    if (inputs.length > 1) writeOverview(studies, folder);
    files.refuseChanges();
    files.refuseReplacing(listFolder(flags.outDir));
    folder.commit();
    if (flags.json) await printResults(studies, flags);
    else printNote(`page: ${join(flags.outDir, 'index.html')}`, flags);
  } finally {
    await pool.close();
    folder.discard();
  }
}

/** Paths of all files in a folder and below; none if there is no folder. */
function listFolder(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  } catch {
    // The writer of the results reports a folder that can't be used.
    return [];
  }
}

/** Reads every input once. An unreadable input fails now and not after an hour of work. */
async function checkInputs(inputs: readonly string[], pool: ThreadPool, flags: StudyFlags): Promise<void> {
  if (inputs.length === 1) return;
  if (inputs.includes('-')) throw new UsageError('standard input must be the only picture');
  for (const input of inputs) await pool.run({ input, flags: limitsOf(flags) } satisfies StudyRequest);
}

/** The flags for reading pictures. */
function limitsOf({ maxPixels, maxBytes }: StudyFlags): StudyRequest['flags'] {
  return { ...(maxPixels !== undefined && { maxPixels }), ...(maxBytes !== undefined && { maxBytes }) };
}

/** Studies one input with a progress line, and prints the findings. */
async function studyInput(
  input: string,
  name: string,
  settings: ResolvedStudySettings,
  folder: ResultFolder,
  pool: ThreadPool,
  flags: StudyFlags,
): Promise<StudyResult> {
  const startedAt = performance.now();
  const progress = new ProgressLine(input === '-' ? nameOf(input) : basename(input), flags);
  const request: StudyRequest = {
    input,
    // A thread has no standard input.
    bytes: input === '-' ? await loadInput(input, flags) : undefined,
    flags: { ...limitsOf(flags), strict: flags.strict },
    study: { settings, jobs: flags.jobs, place: folder.place, prefix: name === '' ? '' : `${name}/` },
  };
  try {
    const outcome = await pool.run(request, { onProgress: (done) => progress.update(done) });
    const { notes, result, files } = outcome as Required<StudyOutcome>;
    progress.finish();
    folder.add(files);
    for (const note of notes) printNote(`${nameOf(input)}: ${note}`, flags);
    const seconds = (performance.now() - startedAt) / 1000;
    printNote(`${nameOf(input)}: ${formatCount(result.cells.length)} encodings in ${seconds.toFixed(1)} s`, flags);
    for (const finding of listFindings(result.cells)) printNote(`  ${finding}`, flags);
    return result;
  } finally {
    progress.finish();
  }
}

async function printResults(
  studies: readonly { folder: string; result: StudyResult }[],
  { outDir }: StudyFlags,
): Promise<void> {
  const pictures = studies.map(({ folder, result }) => ({ folder: join(outDir, folder), ...resultToJson(result) }));
  await printJson({ status: 'studied', outDir, page: join(outDir, 'index.html'), pictures });
}
