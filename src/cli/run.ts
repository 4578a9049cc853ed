/** Runs a command that takes files: on one input, or as a batch. */

import { statSync } from 'node:fs';
import type { BatchFlags } from './batch/flags.js';
import { CommandFiles } from './command-files.js';
import type { DecodeFlags } from './commands/decode.js';
import type { InfoFlags } from './commands/info.js';
import { UsageError } from './failure.js';
import type { CommonFlags } from './flags.js';
import { checkAkm, loadInput, nameOf } from './input.js';
import { withPlainInterruptsAsync } from './interrupt.js';
import { deliver, type Place } from './made.js';
import { checkOutput, chooseOutput } from './output.js';
import { ProgressLine } from './progress.js';
import type { Session } from './session.js';
import { type CommandFlags, type CommandName, make } from './work.js';

/** A single input: where it goes, its bytes, and the files that the command touches. */
interface Prepared {
  readonly place: Place;
  readonly bytes: Uint8Array;
  readonly files: CommandFiles;
}

/** Prepares a single input; the flags are checked already. */
type Prepare<Flags> = (input: string, flags: Flags) => Promise<Prepared>;

const PREPARE: { readonly [Name in CommandName]: Prepare<CommandFlags[Name]> } = {
  encode: async (input, flags) => {
    const { nameEncoded } = await import('./commands/encode.js');
    const output = chooseOutput(input, flags, (path) => nameEncoded(path, flags));
    checkOutput(output, flags);
    return prepareFile({ input, output }, flags, [input, flags.blockMap]);
  },
  decode: prepareDecoding,
  verify: (input, flags) => prepareFile({ input }, flags),
  info: (input, flags) => prepareFile({ input, output: flags.palette }, flags),
};

/** Holds the output against the files that are read, then reads the input. */
async function prepareFile(
  place: Place,
  flags: CommonFlags,
  reads: readonly (string | undefined)[] = [place.input],
): Promise<Prepared> {
  const files = new CommandFiles({ reads, writes: [place.output] });
  files.refuseClashes();
  return { place, bytes: await loadInput(place.input, flags), files };
}

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
  const { checkBatchFlags } = await import('./batch/flags.js');
  const { BATCH_COMMANDS } = await import('./batch/command.js');
  checkBatchFlags(flags);
  BATCH_COMMANDS[name].check(flags);
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
    const { place, made, files } = await withPlainInterruptsAsync(async () => {
      const { place, bytes, files } = await PREPARE[name](input, flags);
      return { place, files, made: await make(name, bytes, place, flags, { signal, onProgress }) };
    });
    progress.finish();
    await deliver(made, place, flags, files);
  } finally {
    progress.finish();
  }
}

/** An input of another format is named as such before its output's name is looked at. */
async function prepareDecoding(input: string, flags: DecodeFlags): Promise<Prepared> {
  const { decodedFormat, nameDecoded } = await import('./commands/decode.js');
  const output = chooseOutput(input, flags, (path) => nameDecoded(path, flags));
  decodedFormat(output, flags);
  const files = new CommandFiles({ reads: [input], writes: [output] });
  if (flags.output !== undefined) files.refuseClashes();
  const bytes = await loadInput(input, flags);
  checkAkm(bytes, input);
  checkOutput(output, flags);
  files.refuseClashes();
  return { place: { input, output }, bytes, files };
}
