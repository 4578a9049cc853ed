/** The ICC profile of a JPEG, divided over APP2 segments (ICC.1:2022, annex B.4), and how it is used. */

import { findIccFault } from './icc.js';
import { grayLevels } from './icc-gray.js';
import { type InkRow, makeInkRow } from './icc-inks.js';
import type { JpegColour } from './jpeg-frame.js';
import { MAX_ICC_BYTES } from './picture.js';

const NAME = 'ICC_PROFILE\0';
/** The name, then the number of this segment (from 1), then the number of segments. */
const PREFIX_BYTES = NAME.length + 2;
/** A segment's length field counts itself. */
const MAX_PART_BYTES = 65533 - PREFIX_BYTES;

/** How a JPEG's profile is used: kept with the pixels, or used to convert gray levels or inks to sRGB. */
export interface JpegProfile {
  readonly icc?: Uint8Array;
  /** sRGB levels by gray level. */
  readonly levels?: Uint8Array;
  readonly inkRow?: InkRow;
}

/**
 * Finds the profile of a JPEG and decides how to use it. Nothing here is an error: unusable profiles are noted.
 *
 * @param app2 - data of every APP2 segment
 * @param notes - sentences are added here
 */
export function takeJpegIcc(app2: readonly Uint8Array[], colour: JpegColour, notes: string[]): JpegProfile {
  const profile = collectIcc(app2, notes);
  const isInks = colour === 'cmyk' || colour === 'ycck';
  const used = profile === undefined ? {} : takeProfile(profile, colour, isInks, notes);
  if (isInks && used.inkRow === undefined) notes.push('CMYK inks were turned into RGB without a colour profile');
  return used;
}

function takeProfile(profile: Uint8Array, colour: JpegColour, isInks: boolean, notes: string[]): JpegProfile {
  if (isInks && findIccFault(profile, 'CMYK') === undefined) {
    const inkRow = makeInkRow(profile);
    if (inkRow !== undefined) {
      notes.push('CMYK inks were turned into sRGB by their ICC profile');
      return { inkRow };
    }
    notes.push('the ICC profile was ignored: it has no table from CMYK to Lab of a known type');
    return {};
  }
  if (colour === 'gray' && findIccFault(profile, 'GRAY') === undefined) {
    const levels = grayLevels(profile);
    if (levels !== undefined) {
      if (levels.some((value, level) => value !== level))
        notes.push('gray levels were turned into sRGB by their ICC profile');
      return { levels };
    }
    notes.push('the ICC profile was ignored: it has no curve from gray to XYZ of a known type');
    return {};
  }
  const fault = findIccFault(profile, isInks ? 'CMYK' : 'RGB ');
  if (fault === undefined) return { icc: profile };
  notes.push(`the ICC profile was ignored: ${fault}`);
  return {};
}

/** Joins a profile in the order of its parts' numbers; undefined if there is none or if it is incomplete. */
function collectIcc(app2: readonly Uint8Array[], notes: string[]): Uint8Array | undefined {
  const segments = app2.filter((data) => data.length >= PREFIX_BYTES && hasName(data));
  if (segments.length === 0) return undefined;
  const parts = new Map<number, Uint8Array>();
  const count = segments[0][NAME.length + 1];
  let length = 0;
  for (const data of segments) {
    const part = data.subarray(PREFIX_BYTES);
    parts.set(data[NAME.length], part);
    length += part.length;
  }
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  if (segments.length !== count || !numbers.every((number) => parts.has(number))) {
    notes.push(`the ICC profile was ignored: expected each of its ${count} parts once`);
    return undefined;
  }
  if (length > MAX_ICC_BYTES) {
    notes.push(`the ICC profile was ignored: it is over ${MAX_ICC_BYTES} bytes`);
    return undefined;
  }
  const profile = new Uint8Array(length);
  let at = 0;
  for (const number of numbers) {
    profile.set(parts.get(number)!, at);
    at += parts.get(number)!.length;
  }
  return profile;
}

/** Divides a profile of up to `MAX_ICC_WRITTEN_BYTES` into APP2 segments, including their markers. */
export function writeIccSegments(profile: Uint8Array): Uint8Array[] {
  const count = Math.ceil(profile.length / MAX_PART_BYTES);
  return Array.from({ length: count }, (_, index) => {
    const part = profile.subarray(index * MAX_PART_BYTES, (index + 1) * MAX_PART_BYTES);
    const length = 2 + PREFIX_BYTES + part.length;
    const segment = new Uint8Array(2 + length);
    segment.set([0xff, 0xe2, length >> 8, length & 255]);
    for (let at = 0; at < NAME.length; at++) segment[4 + at] = NAME.charCodeAt(at);
    segment.set([index + 1, count], 4 + NAME.length);
    segment.set(part, 4 + PREFIX_BYTES);
    return segment;
  });
}

function hasName(data: Uint8Array): boolean {
  for (let at = 0; at < NAME.length; at++) {
    if (data[at] !== NAME.charCodeAt(at)) return false;
  }
  return true;
}
