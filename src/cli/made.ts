/** What the commands that take files make of one input, and how that is written and said. */

import type { CommandFiles } from './command-files.js';
import { type Damage, SalvagedError } from './failure.js';
import type { CommonFlags, OutputFlags } from './flags.js';
import { printJson, printLines, printNote, writeOutput } from './output.js';

/** Where the bytes come from and go to; `-` is standard input or output. */
export interface Place {
  readonly input: string;
  /** Undefined where nothing is written. */
  readonly output?: string | undefined;
}

/** How a command is to do its work on an input. */
export interface WorkOptions {
  readonly signal?: { readonly aborted: boolean; readonly reason?: unknown };
  /** Called now and then with the share done, 0..1. */
  readonly onProgress?: (done: number) => void;
  /** Threads to work in, unless a flag says how many. Default: by processors and picture. */
  readonly threads?: number | undefined;
}

/** What came of an input. Plain data, which may come from another thread. */
export interface Made {
  /** `skipped` when there is nothing to be written. */
  readonly status: 'encoded' | 'decoded' | 'valid' | 'shown' | 'skipped';
  /** Bytes of the input. */
  readonly inputBytes: number;
  /** The output's bytes. */
  readonly file?: Uint8Array;
  /** The input was damaged: what is written is a part of it, and that is a failure. */
  readonly damage?: Damage;
  /** What `--json` prints. */
  readonly json: unknown;
  /** Sentences on what was changed or ignored, for standard error. */
  readonly notes: readonly string[];
  /** The line that says what was done, for standard error. */
  readonly line?: string | undefined;
  /** The answer itself, for standard output. */
  readonly text?: readonly string[];
}

/** Makes what a command makes of the bytes of an input; writes and prints nothing. */
export type Maker<Flags> = (bytes: Uint8Array, place: Place, flags: Flags, options: WorkOptions) => Promise<Made>;

/**
 * Writes the file of a single input, and says what was done.
 *
 * @throws SalvagedError, once the file is written, when the input was damaged
 */
export async function deliver(
  made: Made,
  { output }: Place,
  flags: CommonFlags & OutputFlags,
  files: CommandFiles,
): Promise<void> {
  if (made.file !== undefined && output !== undefined) await writeOutput(output, made.file, flags, files);
  if (made.damage !== undefined) throw new SalvagedError(made.damage);
  await tell(made, flags);
}

/** Says what was done: notes, then the object, or the answer and the line for people. */
export async function tell({ notes, json, text, line }: Made, flags: CommonFlags): Promise<void> {
  for (const note of notes) printNote(note, flags);
  if (flags.json) return printJson(json);
  if (text !== undefined) await printLines(text);
  if (line !== undefined) printNote(line, flags);
}
