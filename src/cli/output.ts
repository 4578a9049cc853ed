/** Outputs: files, standard output, JSON, and lines for people. */

import type { CommandFiles } from './command-files.js';
import { UsageError } from './failure.js';
import type { CommonFlags, OutputFlags } from './flags.js';
import { withPlainInterrupts } from './interrupt.js';
import { spellOut, toHarmlessJson } from './plain-text.js';

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
  await files.save(path, bytes, { force });
}

/** Writes to standard output and waits until it is taken. */
export function writeStdout(data: Uint8Array | string): Promise<void> {
  return new Promise((resolve, reject) => {
    writeTo(process.stdout, data, (error) => (error ? reject(error) : resolve()));
  });
}

/** One JSON object on standard output. */
export async function printJson(value: unknown): Promise<void> {
  await writeStdout(`${toHarmlessJson(value)}\n`);
}

/** Lines for people on standard output. */
export async function printLines(lines: readonly string[]): Promise<void> {
  await writeStdout(`${lines.map(spellOut).join('\n')}\n`);
}

/** A line for people on standard error, unless `--quiet`. */
export function printNote(line: string, { quiet }: CommonFlags): void {
  if (!quiet) writeTo(process.stderr, `${spellOut(line)}\n`);
}

/** A line on standard error that says what failed. */
export function printFailure(message: string): void {
  writeTo(process.stderr, `akm: ${spellOut(message)}\n`);
}

/** An error's trace, line by line. */
export function printTrace(trace: string): void {
  writeTo(process.stderr, `${trace.split('\n').map(spellOut).join('\n')}\n`);
}

/** Writes to a stream. A terminal that has been stopped keeps the whole process waiting, which Ctrl-C must be able to end. */
export function writeTo(
  stream: NodeJS.WriteStream,
  data: Uint8Array | string,
  onTaken?: (error?: Error | null) => void,
): void {
  if (stream.isTTY) withPlainInterrupts(() => stream.write(data, onTaken));
  else stream.write(data, onTaken);
}

/** 1234567 -> 1,234,567 */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A decibel value for people, in words where there is no such number. */
export function formatDecibels(value: number, ifInfinite: string): string {
  return Number.isFinite(value) ? `${value.toFixed(2)} dB` : ifInfinite;
}

/** Rounds for JSON, so that no digit is noise; infinities become null there. */
export function roundTo(value: number, digits: number): number {
  return Number.isFinite(value) ? Number(value.toFixed(digits)) : value;
}
