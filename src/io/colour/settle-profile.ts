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

/** Settles the RGB profile of a picture that was read; its pixels may be changed in place. */
export function settleProfile<T extends Pick<Picture, 'image' | 'icc' | 'notes'>>(picture: T, toSrgb: boolean): T {
  const { icc, ...rest } = picture;
  if (icc === undefined) return picture;
  const { kept, space, note } = judgeProfile(icc, false, toSrgb);
  const { data } = picture.image;
  if (space !== undefined) convertPixels(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), space);
  const notes = note === undefined ? picture.notes : [...picture.notes, note];
  return { ...rest, ...(kept === undefined ? {} : { icc: kept }), notes } as T;
}

function convertPixels(data: Uint8Array, space: ColourSpace): void {
  const convert = buildConversion(space, 255);
  for (let at = 0; at < data.length; at += 4) convert(data[at]!, data[at + 1]!, data[at + 2]!, data, at);
}
