/** Converts an error to one line for people and an exit code. The library names options; here they become flags. */

import type { LostBands } from '../decode/salvage.js';
import { AkmError, LimitError, OptionError } from '../error.js';
import { describeSystemError } from '../node/files.js';

/** The exit codes of the process. */
export const EXIT = {
  /** All done; a skipped output counts as done. */
  done: 0,
  /** An input failed. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
  /** A target (size, PSNR, SSIM, lossless) could not be met. */
  target: 3,
  /** Interrupted by Ctrl-C where no signal can be sent; elsewhere the signal itself ends the process. */
  interrupted: 130,
} as const;

/** The command line is wrong. */
export class UsageError extends AkmError {
  constructor(message: string) {
    super('usage', message);
    this.name = 'UsageError';
  }
}

/** No file meets the target. */
export class TargetError extends AkmError {
  constructor(message: string) {
    super('target', message);
    this.name = 'TargetError';
  }
}

/** The lost part of a damaged file. Plain data. */
export interface Damage {
  readonly message: string;
  readonly lost: readonly LostBands[];
}

/** A damaged file. Its intact part was written. */
export class SalvagedError extends AkmError {
  /** The bands that are missing. */
  readonly lost: readonly LostBands[];

  constructor({ message, lost }: Damage) {
    super('salvaged', message);
    this.name = 'SalvagedError';
    this.lost = lost;
  }
}

/** Stable reason of an error, for scripts. */
export function codeOf(error: unknown): string {
  if (error instanceof AkmError) return error.code;
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  return systemFault(error) !== undefined && code !== undefined ? code.toLowerCase() : 'bug';
}

/** Exit code of an error, by its code: an error that comes from a thread has lost its class. */
export function exitCodeOf(error: unknown): number {
  const code = error instanceof AkmError ? error.code : undefined;
  if (code === 'usage' || code === 'option') return EXIT.usage;
  return code === 'target' || code === 'too-many-colours' ? EXIT.target : EXIT.failed;
}

/** What went wrong, and what to do about it. An error of an unknown class is reported as a bug. */
export function describeFailure(error: unknown): string {
  const fault = systemFault(error);
  if (fault !== undefined) return fault;
  if (!(error instanceof AkmError)) {
    const text = error instanceof Error ? error.message : String(error);
    return `unexpected error: ${text} (this is a bug in akm; run it again with --debug to see the trace)`;
  }
  const hint = hintFor(error);
  const message = nameFlags(error);
  return hint === undefined ? message : `${message} (${hint})`;
}

/**
 * The message for an error of the system that is neither a bug nor the fault of an input: too many open files, or a deleted
 * current folder. Undefined for any other error.
 */
function systemFault(error: unknown): string | undefined {
  if (error instanceof AkmError && error.code !== 'thread') return undefined;
  const {
    code,
    syscall,
    message = '',
  } = (error instanceof AkmError ? (error.cause ?? {}) : (error ?? {})) as NodeJS.ErrnoException;
  if (syscall === 'uv_cwd') return `${describeSystemError({ syscall })} (change to another one)`;
  // An error of a thread that can't start has no code, only a message.
  const full = code === 'EMFILE' || code === 'ENFILE' ? code : /\bE[MN]FILE$/.exec(message)?.[0];
  return full && `${describeSystemError({ code: full })} (raise the limit: ulimit -n)`;
}

function hintFor(error: AkmError): string | undefined {
  if (error instanceof LimitError) {
    const flag = flagOf(error.limit);
    return flag === undefined ? undefined : `raise it with ${flag} if you trust the file`;
  }
  if (exitCodeOf(error) === EXIT.usage) return 'see akm help';
  if (error.code === 'enoent') return currentFolderFault() ?? 'check the path';
  if (error.code === 'eexist') return 'use --force to replace it';
  if (error.code === 'emfile') return 'raise the limit: ulimit -n';
  // With too many open files, Node may report that it can't find a package, though the process has found it before.
  if (error.code === 'thread' && /: Cannot find (?:package|module) /.test(error.message))
    return 'if it is installed, the limit of open files is too low: ulimit -n';
  return undefined;
}

/** A message if the current folder is gone. Then no relative path leads to a file. */
function currentFolderFault(): string | undefined {
  try {
    process.cwd();
    return undefined;
  } catch (error) {
    return describeSystemError(error);
  }
}

/** Library options whose flags are not named after them. */
const OTHER_FLAGS: Readonly<Record<string, string>> = {
  keepColors: '--keep-color',
  maxMetadataBytes: '--max-metadata',
  max: '--heatmap-max',
};

/** The flags of all commands by the names of the options of the library. */
const flags = new Map<string, string>();

/** Records the flag of an option, for messages. */
export function noteFlag(option: string, flag: string): void {
  flags.set(option, flag);
}

/** The flag of an option or limit of the library; undefined when there is none. */
function flagOf(option: string): string | undefined {
  return OTHER_FLAGS[option] ?? flags.get(option);
}

/** The message of an error of the library, with flags in place of options. */
function nameFlags(error: Error): string {
  const { message } = error;
  if (error instanceof OptionError) {
    const flag = flagOf(error.option);
    const start = `${error.option}: `;
    return flag !== undefined && message.startsWith(start) ? `${flag}: ${message.slice(start.length)}` : message;
  }
  if (error instanceof LimitError && flagOf(error.limit) !== undefined) {
    return message.replace(` (option ${error.limit})`, '');
  }
  return message;
}
