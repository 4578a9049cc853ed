/** The work of `akm decode`, and of `akm verify`, which decodes without writing. */

import { formatCount } from '../../apps/shared/figures.js';
import { checkInteger } from '../../check.js';
import type { LostBands, Salvaged } from '../../decode/salvage.js';
import { AkmError, FormatError } from '../../error.js';
import { MAX_PIXELS_DEFAULT } from '../../image.js';
import {
  formatOfPath,
  JPEG_QUALITY_DEFAULT,
  PICTURE_FORMATS,
  type PictureFormat,
  writePicture,
} from '../../io/index.js';
import { readPictureSize } from '../../io/read-size.js';
import { decode, decodeAsync, salvage } from '../../node/decode.js';
import { loadBytesAsync } from '../../node/load.js';
import { readPicture } from '../../node/read-picture.js';
import type { FileWork, Made, Place, WorkOptions } from '../command.js';
import { UsageError } from '../failure.js';
import type { BatchFlags } from '../grammar.js';
import {
  checkAkm,
  checkLimits,
  checkMetadata,
  fitProfile,
  limitsOf,
  noteDropped,
  readNotedMetadata,
} from '../input.js';
import { nameOf, nameOfOutput, roundTo } from '../output.js';

/** Flags of `akm decode`. */
export interface DecodeFlags extends BatchFlags {
  readonly format?: PictureFormat;
  readonly jpegQuality?: number;
  readonly salvage?: true;
}

export const decodeWork: FileWork<DecodeFlags> = { check, checkInput: checkAkm, make: makeDecoded, checkOutput };

export const verifyWork: FileWork = {
  check: checkLimits,
  /** Decodes a file. An invalid file is an error, as in all commands. */
  make: async (bytes, { input }, flags) => {
    checkAkm(bytes, input);
    const { width, height } = decode(bytes, limitsOf(flags));
    const notes = checkMetadata(bytes, input, flags);
    return {
      status: 'valid',
      inputBytes: bytes.length,
      json: { file: input, status: 'valid', width, height, bytes: bytes.length, notes },
      notes,
      line: `${nameOf(input)}: valid, ${width}x${height}, ${bytes.length} bytes`,
    };
  },
};

/** The format of the picture: by flag, or else by the name of the output; standard output gets PNG. */
function decodedFormat(output: string, { format }: DecodeFlags): PictureFormat {
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

function check(flags: DecodeFlags): void {
  const { output, jpegQuality = JPEG_QUALITY_DEFAULT } = flags;
  checkLimits(flags);
  checkInteger('jpegQuality', jpegQuality, 1, 100);
  if (output !== undefined) decodedFormat(output, flags);
}

/** Decodes a file to a picture file; with `--salvage`, the intact part of it. */
async function makeDecoded(
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
  return {
    status: 'decoded',
    inputBytes,
    file,
    json: { input, output, status: 'decoded', format, width, height, bytes: file.length, inputBytes, seconds, notes },
    notes,
    line: `${nameOf(input)} -> ${nameOfOutput(output)}: ${width}x${height}, ${formatCount(file.length)} bytes, ${seconds.toFixed(2)} s`,
  };
}

/** Decodes the intact part of a file to a picture file, and describes what is missing. */
function makeSalvaged(bytes: Uint8Array, { input, output = '-' }: Place, flags: DecodeFlags): Made {
  checkAkm(bytes, input);
  const format = decodedFormat(output, flags);
  const salvaged = salvageOrSay(input, bytes, flags);
  const { image, metadata, fault, lost, dropped } = salvaged;
  const { width, height } = image;
  const { icc, notes: unfit } = fitProfile(metadata.icc, input);
  const notes = [...noteDropped(input, dropped), ...unfit];
  const target = `${nameOf(input)} -> ${nameOfOutput(output)}`;
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

/** Salvages. If nothing can be saved, the error is the first fault of the file. */
function salvageOrSay(input: string, bytes: Uint8Array, flags: DecodeFlags): Salvaged {
  try {
    return salvage(bytes, limitsOf(flags));
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new AkmError(error.code, `${nameOf(input)}: nothing can be saved: ${error.message}`, error);
  }
}

/** Maximum ranges of lost bands in a message. `--json` has them all. */
const MOST_LISTED = 10;

/** Names the lost bands and their rows of pixels. */
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

/** @throws AkmError when a picture can't be read, or raw pixels have another size than the input */
async function checkOutput(bytes: Uint8Array, { input, output = '-' }: Place, flags: DecodeFlags): Promise<void> {
  if (decodedFormat(output, flags) !== 'rgba') {
    // This program has written the picture, so it is trusted whatever its compression.
    readPicture(bytes, { maxPixels: MAX_PIXELS_DEFAULT });
    return;
  }
  const source = await loadBytesAsync(input, { maxBytes: flags.maxBytes });
  const size = readPictureSize((offset, length) => source.subarray(offset, offset + length));
  if (size === undefined || bytes.length !== size.width * size.height * 4) {
    throw new AkmError('size', `${bytes.length} bytes do not match the size of the picture`);
  }
}
