/** Runs a command that takes files: on one input, or as a batch. */

import { statSync } from 'node:fs';
import { drawingFormat } from '../study/drawing-format.js';
import type { BatchFlags } from './batch/flags.js';
import type { DecodeFlags } from './commands/decode.js';
import type { InfoFlags } from './commands/info.js';
import { UsageError } from './failure.js';
import { checkAkm, loadInput, nameOf } from './input.js';
import { withPlainInterruptsAsync } from './interrupt.js';
import { deliver, type Place } from './made.js';
import { checkOutput, chooseOutput } from './output.js';
import { ProgressLine } from './progress.js';
import type { Session } from './session.js';
import { type CommandFlags, type CommandName, make } from './work.js';

/** Prepares a single input: where it goes, and its bytes. */
type Prepare<Flags> = (input: string, flags: Flags) => Promise<{ readonly place: Place; readonly bytes: Uint8Array }>;

const PREPARE: { readonly [Name in CommandName]: Prepare<CommandFlags[Name]> } = {
  encode: async (input, flags) => {
    const output = chooseOutput(input, flags, '.akm');
    checkOutput(output, input, flags);
    return { place: { input, output }, bytes: await loadInput(input, flags) };
  },
  decode: prepareDecoding,
  verify: async (input, flags) => ({ place: { input }, bytes: await loadInput(input, flags) }),
  info: async (input, flags) => {
    const { palette } = flags;
    if (palette === undefined) return { place: { input }, bytes: await loadInput(input, flags) };
    drawingFormat('palette', palette);
    checkOutput(palette, input, flags);
    return { place: { input, output: palette }, bytes: await loadInput(input, flags) };
  },
};

/**
 * Runs a command on its inputs. One input that is a file or standard input is done by itself, and what is printed is about
 * it alone; anything else is a batch.
 */
export async function runCommand<Name extends CommandName>(
  name: Name,
  inputs: readonly string[],
  flags: CommandFlags[Name] & BatchFlags,
  session: Session,
): Promise<void> {
  if (await isBatch(inputs, flags)) {
    if ((flags as InfoFlags).palette !== undefined) throw new UsageError('--palette is for a single file');
    const { runBatch } = await import('./batch/batch.js');
    await runBatch(name, inputs, flags, session);
  } else {
    await runSingle(name, inputs[0], flags, session);
  }
}

/** Whether several inputs may come of the arguments, or flags that are for several are given. */
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

async function runSingle<Name extends CommandName>(
  name: Name,
  input: string,
  flags: CommandFlags[Name],
  { signal }: Session,
): Promise<void> {
  const progress = new ProgressLine(nameOf(input), flags);
  const onProgress = (done: number) => progress.update(done);
  try {
    // Until something is written there is nothing to clean up, but much to wait for.
    const { place, made } = await withPlainInterruptsAsync(async () => {
      const { place, bytes } = await PREPARE[name](input, flags);
      return { place, made: await make(name, bytes, place, flags, { signal, onProgress }) };
    });
    progress.finish();
    await deliver(made, place, flags);
  } finally {
    progress.finish();
  }
}

/** An input of another format is named as such before its output's name is looked at. */
async function prepareDecoding(input: string, flags: DecodeFlags) {
  const { decodedExtension, decodedFormat } = await import('./commands/decode.js');
  const output = chooseOutput(input, flags, decodedExtension(flags));
  decodedFormat(output, flags);
  const bytes = await loadInput(input, flags);
  checkAkm(bytes, input);
  checkOutput(output, input, flags);
  return { place: { input, output }, bytes };
}
