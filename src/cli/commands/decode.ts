/** `akm decode`: an AKM file -> a picture file; with `--salvage`, what is intact of a damaged one. */

import { checkInteger } from '../../check.js';
import { resolveDecodeOptions } from '../../decode/options.js';
import type { LostBands, Salvaged } from '../../decode/salvage.js';
import { AkmError, FormatError } from '../../error.js';
import {
  formatOfPath,
  JPEG_QUALITY_DEFAULT,
  PICTURE_FORMATS,
  type PictureFormat,
  writePicture,
} from '../../io/index.js';
import { decodeAsync, salvage } from '../../node/decode.js';
import { UsageError } from '../failure.js';
import { type CommonFlags, limitsOf, type OutputFlags } from '../flags.js';
import { checkAkm, nameOf } from '../input.js';
import type { Made, Place, WorkOptions } from '../made.js';
import { fitProfile, noteDropped, readNotedMetadata } from '../metadata.js';
import { formatCount, replaceExtension, roundTo } from '../output.js';

/** Flags of `akm decode`. */
export interface DecodeFlags extends CommonFlags, OutputFlags {
  readonly format?: PictureFormat;
  readonly jpegQuality?: number;
  readonly salvage?: true;
}

const EXTENSIONS: Readonly<Record<PictureFormat, string>> = {
  png: '.png',
  jpeg: '.jpg',
  ppm: '.ppm',
  pgm: '.pgm',
  rgba: '.rgba',
};

/**
 * Path of the output of an input, unless a flag names it. `logo.png.akm`, as `encode --keep-extension` names it, gives
 * `logo.png` back; `photo.jpg.akm` gives `photo.jpg.png` where a PNG is written, since a name must not be of another format.
 */
export function nameDecoded(input: string, { format = 'png', keepExtension }: DecodeFlags): string {
  if (keepExtension) return `${input}${EXTENSIONS[format]}`;
  const original = input.replace(/\.akm$/i, '');
  return original !== input && formatOfPath(original) === format
    ? original
    : replaceExtension(input, EXTENSIONS[format]);
}

/** The picture's format: by flag, else by the output's name; standard output gets PNG. */
export function decodedFormat(output: string, { format }: DecodeFlags): PictureFormat {
  if (format !== undefined) return format;
  if (output === '-') return 'png';
  const named = formatOfPath(output);
  if (named === undefined || named === 'akm') {
    throw new UsageError(
      `can't tell a picture format from the name ${output}; end it in .png, .jpg, .ppm, .pgm or .rgba, or give --format ${PICTURE_FORMATS.join('|')}`,
    );
  }
  return named;
}

/**
 * Checks the flags as far as that needs no file.
 *
 * @throws OptionError, UsageError
 */
export function checkDecodeFlags(flags: DecodeFlags): void {
  const { output, jpegQuality = JPEG_QUALITY_DEFAULT } = flags;
  resolveDecodeOptions(limitsOf(flags));
  checkInteger('jpegQuality', jpegQuality, 1, 100);
  if (output !== undefined) decodedFormat(output, flags);
}

/** Decodes a file to a picture of the format that the output asks for; what is intact of it, if so asked. */
export async function makeDecoded(
  bytes: Uint8Array,
  { input, output = '-' }: Place,
  flags: DecodeFlags,
  { signal, onProgress }: WorkOptions,
): Promise<Made> {
  if (flags.salvage) return makeSalvaged(bytes, { input, output }, flags);
  const startedAt = performance.now();
  checkAkm(bytes, input);
  const format = decodedFormat(output, flags);
  const image = await decodeAsync(bytes, { ...limitsOf(flags), signal, onProgress });
  const metadata = readNotedMetadata(bytes, input, flags);
  const { icc, notes: unfit } = fitProfile(metadata.icc, input);
  const notes = [...metadata.notes, ...unfit];
  const file = writePicture(image, format, { icc, jpegQuality: flags.jpegQuality });
  const seconds = roundTo((performance.now() - startedAt) / 1000, 3);
  const { width, height } = image;
  const inputBytes = bytes.length;
  const target = output === '-' ? 'standard output' : output;
  return {
    status: 'decoded',
    inputBytes,
    file,
    json: { input, output, status: 'decoded', format, width, height, bytes: file.length, inputBytes, seconds, notes },
    notes,
    line: `${nameOf(input)} -> ${target}: ${width}x${height}, ${formatCount(file.length)} bytes, ${seconds.toFixed(2)} s`,
  };
}

/** Decodes what is intact of a file to a picture; of a damaged file, says what is missing. */
function makeSalvaged(bytes: Uint8Array, { input, output = '-' }: Place, flags: DecodeFlags): Made {
  checkAkm(bytes, input);
  const format = decodedFormat(output, flags);
  const salvaged = salvageOrSay(input, bytes, flags);
  const { image, metadata, fault, lost, dropped } = salvaged;
  const { width, height } = image;
  const { icc, notes: unfit } = fitProfile(metadata.icc, input);
  const notes = [...noteDropped(input, dropped), ...unfit];
  const target = `${nameOf(input)} -> ${output === '-' ? 'standard output' : output}`;
  const damage = fault && { message: `${target}: ${describeLoss(salvaged)}: ${fault.message}`, lost };
  return {
    status: 'decoded',
    inputBytes: bytes.length,
    file: writePicture(image, format, { icc, jpegQuality: flags.jpegQuality }),
    ...(damage && { damage }),
    json: { input, output, status: 'decoded', format, width, height, lost, notes },
    notes,
    line: `${target}: ${width}x${height}, nothing was lost`,
  };
}

/** Salvages; where there is nothing to save the file's first fault says why. */
function salvageOrSay(input: string, bytes: Uint8Array, flags: DecodeFlags): Salvaged {
  try {
    return salvage(bytes, limitsOf(flags));
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new AkmError(error.code, `${nameOf(input)}: nothing to save: ${error.message}`, error);
  }
}

/** Ranges of lost bands that a message lists: a damaged file may have any number. `--json` has them all. */
const MOST_LISTED = 10;

/** Which bands are lost, and which rows of pixels these are. */
function describeLoss({ lost, bandCount }: Salvaged): string {
  if (lost.length === 0) return `damaged, but all ${formatCount(bandCount)} bands are intact`;
  const count = lost.reduce((sum, { firstBand, endBand }) => sum + endBand - firstBand, 0);
  const listed = lost.slice(0, MOST_LISTED).map(describeRange);
  const more = lost.length - listed.length;
  const list = listed.join(', ') + (more > 0 ? ` and ${formatCount(more)} more ranges` : '');
  return `damaged; lost ${formatCount(count)} of ${formatCount(bandCount)} bands: ${list}`;
}

function describeRange({ firstBand, endBand, top, bottom }: LostBands): string {
  const bands = endBand - firstBand === 1 ? `band ${firstBand}` : `bands ${firstBand} to ${endBand - 1}`;
  return `${bands} (rows ${top} to ${bottom - 1})`;
}
