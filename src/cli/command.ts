/**
 * The types of a command.
 *
 * Each command has one descriptor in `commands/`. It is light: it loads no codec. The work behind it, in `work/`, is loaded
 * when the command runs. Code that needs to know something of the command receives its descriptor.
 */

import type { Damage } from './failure.js';
import type { CommandFiles, Paths } from './files.js';
import type { BatchFlags, CommonFlags, Grammar } from './grammar.js';

/** A command: its name, its grammar, the files that it touches, and its work. */
export interface Command<Flags extends CommonFlags = CommonFlags> {
  readonly name: string;
  readonly grammar: Grammar;
  /** The files that it reads when it is called with these arguments. */
  reads(args: readonly string[], flags: Flags): Paths;
  /** The files that it writes then. */
  writes(args: readonly string[], flags: Flags): Paths;
  /** Loads the work of the command and does it. */
  run(call: Call<Flags>): Promise<void>;
}

/** One call of a command. */
export interface Call<Flags extends CommonFlags = CommonFlags> {
  readonly args: readonly string[];
  readonly flags: Flags;
  readonly session: Session;
  /** The files that the command writes, by its descriptor. */
  readonly writes: Paths;
  /**
   * Opens the files that the command reads and writes. Call it once the flags are checked, before anything is read.
   *
   * @throws UsageError when an output is a file that is read
   */
  readonly openFiles: () => CommandFiles;
}

/** A run of the process, from its start to its exit code. */
export interface Session {
  /** Aborted by Ctrl-C or SIGTERM; the process ends right after. */
  readonly signal: AbortSignal;
  /** The exit code of the process, unless the command throws. */
  exitCode: number;
}

/**
 * A command that does the same to each of its inputs, so that it can run as a batch. It reads the inputs and the files of
 * `reads([], flags)`.
 */
export interface FileCommand<Flags extends BatchFlags = BatchFlags> extends Command<Flags> {
  /** What is done to an input, and what it is afterwards. */
  readonly verb: string;
  readonly participle: string;
  /** Extensions of the files in a folder that are its inputs. */
  readonly extensions: readonly string[];
  /** What an input gives: a file, the answer whether it is valid, or a text about it. */
  readonly gives: 'file' | 'verdict' | 'text';
  /** Loads the work on an input. */
  load(): Promise<FileWork<Flags>>;
}

/** The work of a {@link FileCommand} on an input. It may be done in a thread. */
export interface FileWork<Flags extends BatchFlags = BatchFlags> {
  /**
   * Checks the flags as far as that needs no input.
   *
   * @throws OptionError, UsageError
   */
  check(flags: Flags, isBatch: boolean): void;
  /** Makes the result from the bytes of an input; writes and prints nothing. */
  make(bytes: Uint8Array, place: Place, flags: Flags, options: WorkOptions): Promise<Made>;
  /**
   * Checks the format of the input of a single run, before its output is derived from its name. Without this function, any
   * format is accepted.
   *
   * @throws FormatError
   */
  checkInput?(bytes: Uint8Array, input: string): void;
  /**
   * Checks that an existing output is whole. Commands that write no file for each input lack this function.
   *
   * @throws AkmError when it is not
   */
  checkOutput?(bytes: Uint8Array, place: Place, flags: Flags): Promise<void>;
  /** Threads to use for a single input of `pixels` pixels. Default: 1. */
  threadsFor?(pixels: number, flags: Flags): number;
}

/** Where the bytes come from and go to; `-` is standard input or output. */
export interface Place {
  readonly input: string;
  /** Undefined where nothing is written. */
  readonly output?: string | undefined;
}

/** How to work on an input. */
export interface WorkOptions {
  readonly signal?: { readonly aborted: boolean; readonly reason?: unknown };
  /** Called from time to time with the share done, 0..1. */
  readonly onProgress?: (done: number) => void;
  /** Threads to work in, unless a flag says how many. Default: by processors and picture. */
  readonly threads?: number | undefined;
}

/** The result of an input. Plain data, which may come from another thread. */
export interface Made {
  /** `skipped` when there is nothing to be written. */
  readonly status: 'encoded' | 'decoded' | 'valid' | 'shown' | 'skipped';
  /** Bytes of the input. */
  readonly inputBytes: number;
  /** The bytes of the output. */
  readonly file?: Uint8Array;
  /** Set when the input was damaged. The output then holds a part of it, and the command fails. */
  readonly damage?: Damage;
  /** What `--json` prints. */
  readonly json: unknown;
  /** Sentences on what was changed or ignored, for standard error. */
  readonly notes: readonly string[];
  /** The line that says what was done, for standard error. */
  readonly line?: string | undefined;
  /** The answer, for standard output. */
  readonly text?: readonly string[];
}

/** An input for a thread. It is plain data, and so has the name of the command instead of the descriptor. */
export interface ThreadRequest {
  readonly command: string;
  readonly place: Place;
  readonly flags: BatchFlags;
  readonly threads?: number | undefined;
  /** Whether to keep the output if it is whole. */
  readonly keepsWhole?: boolean;
  /** Whether to make nothing. */
  readonly dryRun?: boolean;
}

/** The result of a thread. */
export type ThreadOutcome = Made | 'up to date' | 'planned';
