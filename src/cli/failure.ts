/** From an error to one line for a person and an exit code. */

import type { LostBands } from '../decode/salvage.js';
import { AkmError, LimitError, OptionError } from '../error.js';
import { EXIT } from './exit-code.js';

/** The command line itself is at fault. */
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

/** A damaged file of which a part was written. */
export class SalvagedError extends AkmError {
  /** What is missing. */
  readonly lost: readonly LostBands[];

  constructor(message: string, lost: readonly LostBands[], fault: AkmError) {
    super('salvaged', message, fault);
    this.name = 'SalvagedError';
    this.lost = lost;
  }
}

const FLAG_OF_LIMIT: Readonly<Record<string, string>> = { maxPixels: '--max-pixels' };

/** Exit code of an error. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError || error instanceof OptionError) return EXIT.usage;
  if (error instanceof TargetError) return EXIT.target;
  return EXIT.failed;
}

/** One line: what went wrong, and what to do about it. An error that is not ours says that it is a bug. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof AkmError)) {
    const text = error instanceof Error ? error.message : String(error);
    return oneLine(`unexpected error: ${text} (this is a bug in akm; run again with --debug for its trace)`);
  }
  const hint = hintFor(error);
  return oneLine(hint === undefined ? error.message : `${error.message} (${hint})`);
}

function hintFor(error: AkmError): string | undefined {
  if (error instanceof LimitError) {
    const flag = FLAG_OF_LIMIT[error.limit];
    return flag === undefined ? undefined : `raise it with ${flag} if you trust the file`;
  }
  if (error instanceof UsageError || error instanceof OptionError) return 'see akm help';
  if (error.code === 'enoent') return 'check the path';
  return undefined;
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}
