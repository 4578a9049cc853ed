/** Outputs: files, standard output, JSON, and lines for people. */

import { statSync } from 'node:fs';
import type { CommandFiles } from './command-files.js';
import { UsageError } from './failure.js';
import type { CommonFlags, OutputFlags } from './flags.js';
import { withPlainInterrupts } from './interrupt.js';

/** The output's path: as given, or derived from the input's; standard input goes to standard output. */
export function chooseOutput(input: string, { output }: OutputFlags, nameOutput: (input: string) => string): string {
  if (output !== undefined) return output;
  return input === '-' ? '-' : nameOutput(input);
}

/** The path with another extension, or with one. */
export function replaceExtension(path: string, extension: string): string {
  return `${path.replace(/\.[A-Za-z0-9]{1,5}$/, '')}${extension}`;
}

/** Refuses combinations that would spoil standard output, before any work is done. */
export function checkOutput(output: string, { json }: CommonFlags): void {
  if (output !== '-') return;
  if (json) throw new UsageError('--json and the file itself would both go to standard output; give -o a file name');
  if (process.stdout.isTTY) throw new UsageError('not writing binary data to a terminal; give -o a file name');
}

/**
 * Writes a whole file, or to standard output for `-`.
 *
 * @param files - those of the command, the output among them
 */
export async function writeOutput(
  path: string,
  bytes: Uint8Array,
  { force }: OutputFlags,
  files: CommandFiles,
): Promise<void> {
  if (path === '-') {
    files.refuseChanges();
    return writeStdout(bytes);
  }
  const save = () => files.save(path, bytes, { force });
  if (isPipeOrDevice(path)) withPlainInterrupts(save);
  else save();
}

/** What is written to as it is: there is no temporary file to remove on Ctrl-C, but maybe a reader to wait for. */
function isPipeOrDevice(path: string): boolean {
  try {
    const found = statSync(path);
    return !found.isFile() && !found.isDirectory();
  } catch {
    // Why it can't be looked at, if that is a fault, is found out by writing.
    return false;
  }
}

/** Writes to standard output and waits until it is taken. */
export function writeStdout(data: Uint8Array | string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(data, (error) => (error ? reject(error) : resolve()));
  });
}

/** One JSON object on standard output. */
export async function printJson(value: unknown): Promise<void> {
  await writeStdout(`${JSON.stringify(value)}\n`);
}

/** Lines for people on standard output. */
export async function printLines(lines: readonly string[]): Promise<void> {
  await writeStdout(`${lines.join('\n')}\n`);
}

/** A line for people on standard error, unless `--quiet`. */
export function printNote(line: string, { quiet }: CommonFlags): void {
  if (!quiet) process.stderr.write(`${line}\n`);
}

/** 1234567 -> 1,234,567 */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A decibel value for people. */
export function formatDecibels(value: number): string {
  return Number.isFinite(value) ? `${value.toFixed(2)} dB` : 'lossless';
}

/** Rounds for JSON, so that no digit is noise; infinities become null there. */
export function roundTo(value: number, digits: number): number {
  return Number.isFinite(value) ? Number(value.toFixed(digits)) : value;
}
