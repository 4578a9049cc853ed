/** What the process writes on standard output and standard error, and the names of outputs. */

import { UsageError } from './failure.js';
import type { CommonFlags, OutputFlags } from './grammar.js';
import { withPlainInterrupts } from './interrupt.js';

/** The name of an input in messages. */
export function nameOf(input: string): string {
  return input === '-' ? 'standard input' : input;
}

/** The name of an output in messages. */
export function nameOfOutput(output: string): string {
  return output === '-' ? 'standard output' : output;
}

/** The path of an output: as given, or derived from the input. Standard input goes to standard output. */
export function chooseOutput(input: string, { output }: OutputFlags, nameOutput: (input: string) => string): string {
  if (output !== undefined) return output;
  return input === '-' ? '-' : nameOutput(input);
}

/** Replaces the extension of a path, or adds one. */
export function replaceExtension(path: string, extension: string): string {
  return `${path.replace(/\.[A-Za-z0-9]{1,5}$/, '')}${extension}`;
}

/** Refuses to write a file to standard output where JSON goes there too, or to a terminal. */
export function checkOutput(output: string, { json }: CommonFlags): void {
  if (output !== '-') return;
  if (json) throw new UsageError('--json and the file would both go to standard output; give -o a file name');
  if (process.stdout.isTTY) throw new UsageError('binary data is not written to a terminal; give -o a file name');
}

/** Writes to standard output and waits until the data is accepted. */
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

/** Prints the trace of an error, line by line. */
export function printTrace(trace: string): void {
  writeTo(process.stderr, `${trace.split('\n').map(spellOut).join('\n')}\n`);
}

/** The trace of an error, with the message in one line. */
export function traceOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return error.stack?.replace(error.message, () => spellOut(error.message));
}

/** Writes to a stream. A stopped terminal blocks the process; Ctrl-C must still end it. */
export function writeTo(
  stream: NodeJS.WriteStream,
  data: Uint8Array | string,
  onTaken?: (error?: Error | null) => void,
): void {
  if (stream.isTTY) withPlainInterrupts(() => stream.write(data, onTaken));
  else stream.write(data, onTaken);
}

/** A decibel value for people; an infinite value is replaced by the given words. */
export function formatDecibels(value: number, ifInfinite: string): string {
  return Number.isFinite(value) ? `${value.toFixed(2)} dB` : ifInfinite;
}

/** Rounds for JSON to meaningful digits. Infinities become null there. */
export function roundTo(value: number, digits: number): number {
  return Number.isFinite(value) ? Number(value.toFixed(digits)) : value;
}

/**
 * Characters that move a cursor, change colours, break a line or reverse the order of letters, and halves of characters.
 * With them, the name of a file could forge or hide a message.
 */
const HARMFUL = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** The text in one line, with such characters spelt out: `\n`, `\u001b`. */
export function spellOut(text: string): string {
  return text.replace(HARMFUL, (character) => SHORT[character] ?? escapeUnit(character));
}

/** JSON of the same value, in which such characters are escaped. */
export function toHarmlessJson(value: unknown): string {
  return JSON.stringify(value).replace(HARMFUL, escapeUnit);
}

function escapeUnit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

const SHOW_AFTER = 400;
const REDRAW_EVERY = 100;
const BAR_WIDTH = 24;
const USUAL_COLUMNS = 80;

/** A line on standard error that shows progress. It appears only on a terminal, only for longer work, without colours. */
export class ProgressLine {
  readonly #label: string;
  readonly #startedAt = Date.now();
  readonly isShown: boolean;
  #drawnAt = 0;

  constructor(label: string, { quiet }: { quiet?: boolean | undefined }) {
    this.#label = label;
    this.isShown = process.stderr.isTTY === true && process.env.TERM !== 'dumb' && !quiet;
  }

  /**
   * @param done - 0..1
   * @param detail - more text for the end of the line
   */
  update(done: number, detail = ''): void {
    const now = Date.now();
    if (!this.isShown || now - this.#startedAt < SHOW_AFTER || now - this.#drawnAt < REDRAW_EVERY) return;
    this.#drawnAt = now;
    const line = spellOut(drawBar(this.#label, done, detail));
    // The terminal would break a longer line, and the next update would not erase its first part.
    writeTo(process.stderr, `\r${line.slice(0, (process.stderr.columns ?? USUAL_COLUMNS) - 1)}\x1b[K`);
  }

  /** Erases the line. The next update draws it again. */
  finish(): void {
    if (this.#drawnAt > 0) writeTo(process.stderr, '\r\x1b[K');
    this.#drawnAt = 0;
  }
}

function drawBar(label: string, done: number, detail: string): string {
  const filled = Math.round(done * BAR_WIDTH);
  const bar = '='.repeat(filled).padEnd(BAR_WIDTH, '.');
  return `${label} [${bar}] ${String(Math.floor(done * 100)).padStart(3)} %${detail === '' ? '' : `  ${detail}`}`;
}
