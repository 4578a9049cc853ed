/**
 * Decides how to treat a picture's ICC profile: plain sRGB is dropped, a profile for gray is applied, others are kept.
 *
 * An image is sRGB unless it has a profile, and code that uses the profile expects one for RGB. Gray pixels are returned as
 * RGB, so they must be converted.
 */

import { isGrayProfile } from '../icc.js';
import type { Picture } from '../picture.js';
import type { ColourSpace } from './colour-space.js';
import { buildConversion, isSrgb } from './conversion.js';
import { readIccSpace } from './icc-space.js';

/** How to treat a profile. */
export interface ProfileVerdict {
  /** The profile to return, if any. */
  readonly kept?: Uint8Array;
  /** The space from which to convert the pixels, if any. */
  readonly space?: ColourSpace;
  readonly note?: string;
}

/**
 * Decides how to treat a profile.
 *
 * @param profile - passes `findIccFault`
 * @param isGray - whether the pixels are gray
 * @param toSrgb - whether the caller wants no profile
 */
export function judgeProfile(profile: Uint8Array, isGray: boolean, toSrgb: boolean): ProfileVerdict {
  const isForGray = isGrayProfile(profile);
  if (isForGray && !isGray)
    return { note: 'the ICC profile was ignored: it is for gray, and the pixels are in colour' };
  const space = readIccSpace(profile, isForGray);
  if (space === undefined) {
    if (isForGray) return { note: 'the ICC profile was ignored: it is for gray, and has no curve' };
    if (!toSrgb) return { kept: profile };
    return {
      kept: profile,
      note: 'the ICC profile was kept: it has no matrix and curves, and without it the colours would change',
    };
  }
  if (isSrgb(space)) return {};
  if (isForGray) return { space, note: 'the ICC profile for gray was applied: the pixels are sRGB now' };
  if (!toSrgb) return { kept: profile };
  return { space, note: 'the ICC profile was applied: the pixels are sRGB now, colours outside of it were clipped' };
}

/** Applies, keeps or drops the RGB profile of a picture that was read. It may change the pixels in place. */
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
  for (let at = 0; at < data.length; at += 4) convert(data[at], data[at + 1], data[at + 2], data, at);
}
