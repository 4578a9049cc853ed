/** The ICC profile of a JPEG, spread over APP2 segments (ICC.1:2022, annex B.4). */

import { findIccFault } from './icc.js';
import { MAX_ICC_BYTES } from './picture.js';

const NAME = 'ICC_PROFILE\0';
/** The name, then this segment's number from 1, then how many there are. */
const PREFIX_BYTES = NAME.length + 2;
/** A segment's length field counts itself. */
const MAX_PART_BYTES = 65533 - PREFIX_BYTES;

/**
 * Puts a profile together in the order of its parts' numbers. Nothing here is an error: what can't be used is noted.
 *
 * @param app2 - data of every APP2 segment
 * @param notes - sentences are added here
 * @returns the profile when there is a valid one for RGB
 */
export function collectIcc(app2: readonly Uint8Array[], notes: string[]): Uint8Array | undefined {
  const segments = app2.filter((data) => data.length >= PREFIX_BYTES && hasName(data));
  if (segments.length === 0) return undefined;
  const parts = new Map<number, Uint8Array>();
  const count = segments[0]![NAME.length + 1]!;
  let length = 0;
  for (const data of segments) {
    const part = data.subarray(PREFIX_BYTES);
    parts.set(data[NAME.length]!, part);
    length += part.length;
  }
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  if (segments.length !== count || !numbers.every((number) => parts.has(number))) {
    notes.push(`the ICC profile was ignored: its ${count} parts are not all there once`);
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
  const fault = findIccFault(profile);
  if (fault === undefined) return profile;
  notes.push(`the ICC profile was ignored: ${fault}`);
  return undefined;
}

/** Splits a profile of up to `MAX_ICC_WRITTEN_BYTES` into whole APP2 segments, markers included. */
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
