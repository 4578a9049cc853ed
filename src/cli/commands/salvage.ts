/** `akm decode --salvage`: the intact bands of a damaged AKM file -> a picture file, and what is missing of it. */

import type { LostBands, Salvaged } from '../../decode/salvage.js';
import { AkmError, FormatError } from '../../error.js';
import { writePicture } from '../../io/index.js';
import { salvage } from '../../node/decode.js';
import { SalvagedError } from '../failure.js';
import { loadAkm, nameOf } from '../input.js';
import { checkOutput, chooseOutput, formatCount, printJson, printNote, writeOutput } from '../output.js';
import { chooseFormat, type DecodeFlags, EXTENSIONS } from './decode.js';

/**
 * Runs the command.
 *
 * @throws SalvagedError, once the picture is written, when the file was damaged
 */
export async function runSalvage(input: string, flags: DecodeFlags): Promise<void> {
  const output = chooseOutput(input, flags, EXTENSIONS[flags.format ?? 'png']);
  const format = flags.format ?? chooseFormat(output);
  const bytes = loadAkm(input);
  checkOutput(output, input, flags);
  const salvaged = salvageOrSay(input, bytes, flags);
  const { icc } = salvaged.metadata;
  await writeOutput(output, writePicture(salvaged.image, format, { icc, jpegQuality: flags.jpegQuality }), flags);
  const target = output === '-' ? 'standard output' : output;
  if (salvaged.fault !== undefined) {
    const message = `${nameOf(input)} -> ${target}: ${describeLoss(salvaged)}: ${salvaged.fault.message}`;
    throw new SalvagedError(message, salvaged.lost, salvaged.fault);
  }
  const { width, height } = salvaged.image;
  if (flags.json) await printJson({ input, output, status: 'decoded', format, width, height, lost: [] });
  else printNote(`${nameOf(input)} -> ${target}: ${width}x${height}, nothing was lost`, flags);
}

/** Salvages; where there is nothing to save the file's first fault says why. */
function salvageOrSay(input: string, bytes: Uint8Array, { maxPixels }: DecodeFlags): Salvaged {
  try {
    return salvage(bytes, { maxPixels });
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new AkmError(error.code, `${nameOf(input)}: nothing to save: ${error.message}`, error);
  }
}

/** Which bands are lost, and which rows of pixels these are. */
function describeLoss({ lost, bandCount }: Salvaged): string {
  if (lost.length === 0) return `damaged, but all ${formatCount(bandCount)} bands are intact`;
  const count = lost.reduce((sum, { firstBand, endBand }) => sum + endBand - firstBand, 0);
  const list = lost.map(describeRange).join(', ');
  return `damaged; lost ${formatCount(count)} of ${formatCount(bandCount)} bands: ${list}`;
}

function describeRange({ firstBand, endBand, top, bottom }: LostBands): string {
  const bands = endBand - firstBand === 1 ? `band ${firstBand}` : `bands ${firstBand} to ${endBand - 1}`;
  return `${bands} (rows ${top} to ${bottom - 1})`;
}
