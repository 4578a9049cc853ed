/**
 * The library names its options, a person knows flags: here one becomes the other, for every message of the command line.
 * The names of the flags come from the grammar, so that a new flag needs no entry.
 */

import type { Command } from 'commander';
import { LimitError, OptionError } from '../error.js';

/** Options whose flag is named otherwise. */
const OTHERWISE: Readonly<Record<string, string>> = {
  keepColors: '--keep-color',
  maxMetadataBytes: '--max-metadata',
  max: '--heatmap-max',
};

/** Flags by what the grammar calls their values, which is what the library calls its options. */
const flags = new Map<string, string>();

/** Takes note of the flags of a command. */
export function noteFlags({ options }: Command): void {
  for (const option of options) if (option.long != null) flags.set(option.attributeName(), option.long);
}

/** The flag of an option or limit of the library; undefined when there is none. */
export function flagOf(option: string): string | undefined {
  return OTHERWISE[option] ?? flags.get(option);
}

/** The message of an error of the library, with flags in place of options. */
export function nameFlags(error: Error): string {
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
