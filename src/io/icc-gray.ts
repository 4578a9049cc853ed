/** Turning gray levels to those of sRGB by an ICC profile for gray. */

import { findIccTag, iccText, readIccCurve, toSrgb } from './icc-profile.js';

/**
 * The level of sRGB for each of 256 gray levels.
 *
 * @param profile - whose colour space is `GRAY`
 * @returns undefined for a profile without a curve of a known type that leads to XYZ
 */
export function grayLevels(profile: Uint8Array): Uint8Array | undefined {
  const header = new DataView(profile.buffer, profile.byteOffset, profile.byteLength);
  const tag = iccText(header, 20) === 'XYZ ' ? findIccTag(profile, 'kTRC') : undefined;
  const curve = tag === undefined ? undefined : readIccCurve(tag);
  if (curve === undefined) return undefined;
  return Uint8Array.from(Uint8ClampedArray.from({ length: 256 }, (_, level) => toSrgb(curve(level / 255))));
}
