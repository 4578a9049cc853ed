/** `akm decode --salvage`: the intact bands of a damaged AKM file -> a picture file, and what is missing of it. */

import type { LostBands, Salvaged } from '../../decode/salvage.js';
import { AkmError, FormatError } from '../../error.js';
import { writePicture } from '../../io/index.js';
import { salvage } from '../../node/decode.js';
import { limitsOf } from '../flags.js';
import { checkAkm, nameOf } from '../input.js';
import type { Made, Place } from '../made.js';
import { fitProfile, noteDropped } from '../metadata.js';
import { formatCount } from '../output.js';
import { type DecodeFlags, decodedFormat } from './decode.js';

/** Decodes what is intact of a file to a picture; of a damaged file, says what is missing. */
export function makeSalvaged(bytes: Uint8Array, { input, output = '-' }: Place, flags: DecodeFlags): Made {
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
