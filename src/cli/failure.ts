/** From an error to one line for a person and an exit code. */

import type { LostBands } from '../decode/salvage.js';
import { AkmError, LimitError } from '../error.js';
import { EXIT } from './exit-code.js';
import { spellOut } from './plain-text.js';

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

/** What is missing of a file of which a part was saved. Plain data. */
export interface Damage {
  readonly message: string;
  readonly lost: readonly LostBands[];
}

/** A damaged file of which a part was written. */
export class SalvagedError extends AkmError {
  /** What is missing. */
  readonly lost: readonly LostBands[];

  constructor({ message, lost }: Damage) {
    super('salvaged', message);
    this.name = 'SalvagedError';
    this.lost = lost;
  }
}

const FLAG_OF_LIMIT: Readonly<Record<string, string>> = {
  maxBytes: '--max-bytes',
  maxPixels: '--max-pixels',
  maxMetadataBytes: '--max-metadata',
};

/** Exit code of an error; by its own code, since one that comes from a thread has lost its class. */
export function exitCodeOf(error: unknown): number {
  const code = error instanceof AkmError ? error.code : undefined;
  if (code === 'usage' || code === 'option') return EXIT.usage;
  return code === 'target' || code === 'too-many-colours' ? EXIT.target : EXIT.failed;
}

/** What went wrong, and what to do about it. An error that is not ours says that it is a bug. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof AkmError)) {
    const text = error instanceof Error ? error.message : String(error);
    return `unexpected error: ${text} (this is a bug in akm; run again with --debug for its trace)`;
  }
  const hint = hintFor(error);
  return hint === undefined ? error.message : `${error.message} (${hint})`;
}

/** An error's trace, in which the message is one line. */
export function traceOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return error.stack?.replace(error.message, () => spellOut(error.message));
}

function hintFor(error: AkmError): string | undefined {
  if (error instanceof LimitError) {
    const flag = FLAG_OF_LIMIT[error.limit];
    return flag === undefined ? undefined : `raise it with ${flag} if you trust the file`;
  }
  if (exitCodeOf(error) === EXIT.usage) return 'see akm help';
  if (error.code === 'enoent') return 'check the path';
  return undefined;
}
