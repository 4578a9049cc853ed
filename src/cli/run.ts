/** Runs a command that works on each of its inputs: on a single one, or as a batch. */

import { statSync } from 'node:fs';
import { checkInteger } from '../check.js';
import { checkMaxBytes } from '../node/load.js';
import type { Call, FileCommand, FileWork, Made } from './command.js';
import { SalvagedError } from './failure.js';
import { CommandFiles } from './files.js';
import { type BatchFlags, type CommonFlags, MAX_JOBS } from './grammar.js';
import { loadInput } from './input.js';
import { withPlainInterruptsAsync } from './interrupt.js';
import { checkOutput, nameOf, ProgressLine, printJson, printLines, printNote } from './output.js';

/**
 * Runs a command on its inputs. A single file, or standard input, gives messages about this input only. Anything else is a
 * batch.
 *
 * @throws UsageError, OptionError before anything is done
 */
export async function runFileCommand(command: FileCommand, call: Call<BatchFlags>): Promise<void> {
  const { args: inputs, flags } = call;
  checkBatchFlags(flags);
  const work = await command.load();
  const many = await isBatch(inputs, flags);
  work.check(flags, many);
  if (!many) return runSingle(command, work, inputs[0], call);
  const { runBatch } = await import('./batch/batch.js');
  await runBatch(command, work, call);
}

function checkBatchFlags({ jobs, pixelsInFlight, maxBytes }: BatchFlags): void {
  checkMaxBytes(maxBytes);
  if (jobs !== undefined) checkInteger('jobs', jobs, 1, MAX_JOBS);
  if (pixelsInFlight !== undefined) checkInteger('pixelsInFlight', pixelsInFlight, 1, Number.MAX_SAFE_INTEGER);
}

/** Whether the arguments may name several inputs, or a flag is for several. */
async function isBatch(inputs: readonly string[], flags: BatchFlags): Promise<boolean> {
  const { recursive, outDir, dryRun, skipExisting, ext } = flags;
  if (inputs.length > 1 || recursive || outDir !== undefined || dryRun || skipExisting || ext !== undefined)
    return true;
  if (inputs[0] === '-' || isFile(inputs[0])) return false;
  const { isMany } = await import('./batch/inputs.js');
  return isMany(inputs[0]);
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

async function runSingle(command: FileCommand, work: FileWork, input: string, call: Call<BatchFlags>): Promise<void> {
  const { flags, session } = call;
  const place = { input, output: command.writes([input], flags)[0] };
  const progress = new ProgressLine(nameOf(input), flags);
  try {
    // Until something is written there is nothing to clean up, so a signal may end the process at once.
    const { files, made } = await withPlainInterruptsAsync(async () => {
      const files = new CommandFiles({ reads: command.reads([input], flags), writes: [place.output] });
      const refuseOutput = () => {
        if (place.output !== undefined) checkOutput(place.output, flags);
        files.refuseClashes();
      };
      // `akm decode photo.png` would write to photo.png. The message about the format of the input helps more there.
      const checksInputFirst = work.checkInput !== undefined && flags.output === undefined;
      if (!checksInputFirst) refuseOutput();
      const bytes = await loadInput(input, flags);
      work.checkInput?.(bytes, input);
      if (checksInputFirst) refuseOutput();
      const options = { signal: session.signal, onProgress: (done: number) => progress.update(done) };
      return { files, made: await work.make(bytes, place, flags, options) };
    });
    progress.finish();
    if (made.file !== undefined && place.output !== undefined) await files.save(place.output, made.file, flags);
    // The intact part of a damaged input has been written; the command still fails.
    if (made.damage !== undefined) throw new SalvagedError(made.damage);
    await report(made, flags);
  } finally {
    progress.finish();
  }
}

/** Prints the notes, then the object, or the answer and the line for people. */
async function report({ notes, json, text, line }: Made, flags: CommonFlags): Promise<void> {
  for (const note of notes) printNote(note, flags);
  if (flags.json) return printJson(json);
  if (text !== undefined) await printLines(text);
  if (line !== undefined) printNote(line, flags);
}
