/** Parsing of the values of flags. Ranges are checked by the library; here only that text is what it should be. */

import { InvalidArgumentError, Option } from 'commander';
import type { DecodeOptions } from '../decode/options.js';

/** Options that every command has. */
export interface CommonFlags {
  readonly json?: true;
  readonly quiet?: true;
  readonly debug?: true;
  readonly maxPixels?: number;
  readonly maxMetadata?: number;
  readonly maxBytes?: number;
}

/** Options of commands that read pictures of other formats. */
export interface ReadingFlags extends CommonFlags {
  readonly strict?: true;
  readonly stripMetadata?: true;
}

/** Options of commands that write a file. */
export interface OutputFlags {
  readonly output?: string;
  /** Whether an output that is not named keeps the input's extension before its own. */
  readonly keepExtension?: true;
  readonly force?: true;
}

/** The decoder's limits as the flags name them. */
export function limitsOf({
  maxPixels,
  maxMetadata,
}: CommonFlags): Pick<DecodeOptions, 'maxPixels' | 'maxMetadataBytes'> {
  return { maxPixels, maxMetadataBytes: maxMetadata };
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
  new Option(
    '--max-pixels <n>',
    'refuse pictures of more pixels, e.g. 500M (default 268,402,689; of a PNG above 50M, 1,032 a byte)',
  ).argParser(parseAmount);
export const strictFlag = () =>
  new Option(
    '--strict',
    'refuse PNG and JPEG files with any fault; by default those that leave the pixels whole are noted',
  );
export const maxMetadataFlag = () =>
  new Option(
    '--max-metadata <bytes>',
    'leave out ICC profiles and EXIF data of more bytes, e.g. 16Mi; encode refuses them (default 4Mi)',
  ).argParser(parseAmount);
export const maxBytesFlag = () =>
  new Option('--max-bytes <n>', 'read no more bytes of a file or pipe, e.g. 2Gi (default 1Gi)').argParser(parseAmount);
