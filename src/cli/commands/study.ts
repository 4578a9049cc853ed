/** `akm study`: the experiment of the study that this codec grew from, on any picture, as a page with its files. */

import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { checkInteger } from '../../check.js';
import { resolveDecodeOptions } from '../../decode/options.js';
import { loadECharts } from '../../study/charts.js';
import { listFindings } from '../../study/findings.js';
import { nameFolders } from '../../study/folder-names.js';
import { ResultFolder } from '../../study/result-folder.js';
import type { StudyResult } from '../../study/results.js';
import { resolveStudySettings, type StudySettings } from '../../study/settings.js';
import { resultToJson, type StudyRun, studyPicture, writeOverview } from '../../study/study.js';
import { MAX_JOBS, PIXELS_IN_FLIGHT_DEFAULT } from '../batch/flags.js';
import { CommandFiles } from '../command-files.js';
import { UsageError } from '../failure.js';
import type { CommonFlags } from '../flags.js';
import { loadPicture, nameOf } from '../input.js';
import { formatCount, printJson, printNote } from '../output.js';
import { ProgressLine } from '../progress.js';

/** Flags of `akm study`. */
export interface StudyFlags extends CommonFlags, Pick<StudySettings, 'k1' | 'k2' | 'block' | 'qualities' | 'effort'> {
  readonly outDir: string;
  readonly jobs?: number;
  readonly force?: true;
}

/** Runs the command. */
export async function runStudy(inputs: readonly string[], flags: StudyFlags): Promise<void> {
  const settings = resolveStudySettings(flags);
  if (flags.jobs !== undefined) checkInteger('jobs', flags.jobs, 1, MAX_JOBS);
  resolveDecodeOptions({ maxPixels: flags.maxPixels });
  const files = new CommandFiles({ reads: inputs, writes: [flags.outDir] });
  files.refuseClashes();
  const folder = new ResultFolder(flags.outDir, { force: flags.force ?? false });
  try {
    // Replacing the folder deletes what is in it.
    files.refuseReplacing(listFolder(flags.outDir));
    await checkInputs(inputs, flags);
    const echarts = await loadECharts();
    const names = inputs.length > 1 ? nameFolders(inputs.map((input) => basename(input))) : [''];
    const studies: { folder: string; result: StudyResult }[] = [];
    for (const [i, input] of inputs.entries()) {
      studies.push({
        folder: names[i],
        result: await studyInput(input, names[i], { settings, echarts }, folder, flags),
      });
    }
    if (inputs.length > 1) writeOverview(studies, folder);
    files.refuseChanges();
    files.refuseReplacing(listFolder(flags.outDir));
    folder.commit();
    if (flags.json) await printResults(studies, flags);
    else printNote(`page: ${join(flags.outDir, 'index.html')}`, flags);
  } finally {
    folder.discard();
  }
}

/** Paths of all files in a folder and below; none where there is no folder. */
function listFolder(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  } catch {
    // Whether results can be written there is checked where they are.
    return [];
  }
}

/** Reads every input once, so that an unreadable one does not come to light after an hour. */
async function checkInputs(inputs: readonly string[], flags: StudyFlags): Promise<void> {
  if (inputs.length === 1) return;
  if (inputs.includes('-')) throw new UsageError('standard input can only be studied alone');
  for (const input of inputs) await loadPicture(input, flags);
}

/** Studies one input with a progress line, and says what came of it. */
async function studyInput(
  input: string,
  name: string,
  run: Pick<StudyRun, 'settings' | 'echarts'>,
  folder: ResultFolder,
  flags: StudyFlags,
): Promise<StudyResult> {
  const startedAt = performance.now();
  const { image, format, fileBytes, icc, notes } = await loadPicture(input, flags);
  for (const note of notes) printNote(`${nameOf(input)}: ${note}`, flags);
  const shown = input === '-' ? nameOf(input) : basename(input);
  const progress = new ProgressLine(shown, flags);
  const onProgress = (done: number) => progress.update(done);
  const jobs = flags.jobs ?? chooseJobs(image.width * image.height);
  const prefix = name === '' ? '' : `${name}/`;
  try {
    const picture = { name: shown, image, format, fileBytes, icc };
    const result = await studyPicture(picture, { ...run, jobs, onProgress }, folder, prefix);
    progress.finish();
    const seconds = (performance.now() - startedAt) / 1000;
    printNote(`${nameOf(input)}: ${formatCount(result.cells.length)} encodings in ${seconds.toFixed(1)} s`, flags);
    for (const finding of listFindings(result.cells)) printNote(`  ${finding}`, flags);
    return result;
  } finally {
    progress.finish();
  }
}

/** As many as there are processors, fewer for large pictures. */
function chooseJobs(pixels: number): number {
  return Math.max(1, Math.min(availableParallelism(), Math.floor(PIXELS_IN_FLIGHT_DEFAULT / pixels)));
}

async function printResults(
  studies: readonly { folder: string; result: StudyResult }[],
  { outDir }: StudyFlags,
): Promise<void> {
  const pictures = studies.map(({ folder, result }) => ({ folder: join(outDir, folder), ...resultToJson(result) }));
  await printJson({ status: 'studied', outDir, page: join(outDir, 'index.html'), pictures });
}
