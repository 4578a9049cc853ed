/** Parsing of the values of flags. Ranges are checked by the library; here only that text is what it should be. */

import { InvalidArgumentError, Option } from 'commander';

/** Options that every command has. */
export interface CommonFlags {
  readonly json?: true;
  readonly quiet?: true;
  readonly debug?: true;
  readonly maxPixels?: number;
}

/** Options of commands that write a file. */
export interface OutputFlags {
  readonly output?: string;
  /** Whether an output that is not named keeps the input's extension before its own. */
  readonly keepExtension?: true;
  readonly force?: true;
}

/** A whole number, 0 or more. */
export function parseWhole(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(text);
}

/** A decimal number, 0 or more. */
export function parseDecimal(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError('Expected a number.');
  return Number(text);
}

/** A number of bytes or pixels, with an optional suffix: k or M (1000s), Ki or Mi (1024s). */
export function parseAmount(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(k|ki|m|mi|g|gi)?b?$/i.exec(text);
  if (match === null) throw new InvalidArgumentError('Expected a number such as 40000, 40k, 1.5M or 2Mi.');
  const unit = (match[2] ?? '').toLowerCase();
  const base = unit.endsWith('i') ? 1024 : 1000;
  const power = { '': 0, k: 1, m: 2, g: 3 }[unit.replace('i', '')] ?? 0;
  return Math.floor(Number(match[1]) * base ** power);
}

/** Gathers a repeatable flag. */
export function collect(text: string, earlier: readonly string[] | undefined): string[] {
  return [...(earlier ?? []), text];
}

export const jsonFlag = () =>
  new Option('--json', 'print a JSON object on standard output; of several inputs, one a line');
export const quietFlag = () => new Option('-q, --quiet', 'print nothing but errors');
export const debugFlag = () => new Option('--debug', 'on an error, print its stack trace too');
export const forceFlag = () => new Option('-f, --force', 'overwrite an existing output');
export const outputFlag = (what: string) => new Option('-o, --output <file>', `${what}; - for standard output`);
export const maxPixelsFlag = () =>
  new Option('--max-pixels <n>', 'refuse pictures of more pixels, e.g. 500M (default 268,402,689)').argParser(
    parseAmount,
  );
