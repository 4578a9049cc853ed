/**
 * What becomes of a picture's ICC profile: one of plain sRGB is dropped, one for grey is applied, others are kept.
 *
 * An image is sRGB unless a profile goes with it, and whatever takes a profile along takes it for RGB. So grey pixels, which
 * are handed over as RGB, are converted.
 */

import { isGreyProfile } from '../icc.js';
import type { Picture } from '../picture.js';
import type { ColourSpace } from './colour-space.js';
import { buildConversion, isSrgb } from './conversion.js';
import { readIccSpace } from './icc-space.js';

/** What to do with a profile. */
export interface ProfileVerdict {
  /** The profile to hand over, if any. */
  readonly kept?: Uint8Array;
  /** The space that the pixels are to be converted from, if any. */
  readonly space?: ColourSpace;
  readonly note?: string;
}

/**
 * Decides what becomes of a profile.
 *
 * @param profile - that passes `findIccFault`
 * @param isGrey - whether the pixels are grey
 * @param toSrgb - whether the caller wants no profile
 */
export function judgeProfile(profile: Uint8Array, isGrey: boolean, toSrgb: boolean): ProfileVerdict {
  const isForGrey = isGreyProfile(profile);
  if (isForGrey && !isGrey)
    return { note: 'the ICC profile was ignored: it is for grey, and the pixels are in colour' };
  const space = readIccSpace(profile, isForGrey);
  if (space === undefined) {
    if (isForGrey) return { note: 'the ICC profile was ignored: it is for grey, and has no curve' };
    if (!toSrgb) return { kept: profile };
    return {
      kept: profile,
      note: 'the ICC profile was kept: it is no simple one, and without it the colours would change',
    };
  }
  if (isSrgb(space)) return {};
  if (isForGrey) return { space, note: 'the ICC profile for grey was applied: the pixels are sRGB now' };
  if (!toSrgb) return { kept: profile };
  return { space, note: 'the ICC profile was applied: the pixels are sRGB now, colours outside of it were clipped' };
}

/** Settles the profile of a picture that was read; its pixels may be changed in place. */
export function settleProfile(picture: Picture, toSrgb: boolean): Picture {
  const { icc, ...rest } = picture;
  if (icc === undefined) return picture;
  const { data: stored } = picture.image;
  const data = new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
  const { kept, space, note } = judgeProfile(icc, isGreyProfile(icc) && hasGreyPixels(data), toSrgb);
  if (space !== undefined) convertPixels(data, space);
  const notes = note === undefined ? rest.notes : [...rest.notes, note];
  return { ...rest, ...(kept === undefined ? {} : { icc: kept }), notes };
}

function hasGreyPixels(data: Uint8Array): boolean {
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] !== data[at + 1] || data[at] !== data[at + 2]) return false;
  }
  return true;
}

function convertPixels(data: Uint8Array, space: ColourSpace): void {
  const convert = buildConversion(space, 255);
  for (let at = 0; at < data.length; at += 4) convert(data[at]!, data[at + 1]!, data[at + 2]!, data, at);
}
