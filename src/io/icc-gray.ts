/** Converts gray levels to sRGB by an ICC profile for gray. */

import { buildConversion } from './colour/conversion.js';
import { readIccSpace } from './colour/icc-space.js';

/**
 * The level of sRGB for each of 256 gray levels.
 *
 * @param profile - its colour space is `GRAY`
 * @returns undefined for a profile without a curve of a known type to XYZ
 */
export function grayLevels(profile: Uint8Array): Uint8Array | undefined {
  const space = readIccSpace(profile, true);
  if (space === undefined) return undefined;
  const convert = buildConversion(space, 255);
  const pixel = new Uint8Array(3);
  return Uint8Array.from({ length: 256 }, (_, level) => {
    convert(level, level, level, pixel, 0);
    return pixel[0];
  });
}
