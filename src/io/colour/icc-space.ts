/**
 * Reads the simple kinds of ICC profiles, with a matrix and curves or with one gray curve, as colour spaces.
 *
 * @see ICC.1:2022, 8.3.3 and 8.3.4 (required tags), 10.6 (curves), 10.18 (parametric curves)
 */

import { type ColourSpace, makeGraySpace, type Tone, toSrgbMatrix } from './colour-space.js';
import { findIccTag, iccText, readIccCurve, readIccNumber } from './icc-profile.js';

const PCS_OFFSET = 20;
const TYPE_BYTES = 8;
/** Tags of tables. A reader prefers them to a matrix. */
const TABLES = ['A2B0', 'A2B1', 'A2B2', 'D2B0', 'D2B1', 'D2B2'] as const;

/**
 * Reads a profile as a colour space.
 *
 * @param profile - of plausible length and signature (`findIccFault`)
 * @param isGray - whether the header says that it is for gray pixels
 * @returns undefined when it is of another kind, or faulty
 */
export function readIccSpace(profile: Uint8Array, isGray: boolean): ColourSpace | undefined {
  const view = new DataView(profile.buffer, profile.byteOffset, profile.byteLength);
  const tag = (name: string) => findIccTag(profile, name);
  if (iccText(view, PCS_OFFSET) !== 'XYZ ' || TABLES.some((name) => tag(name) !== undefined)) return undefined;
  if (isGray) {
    const tone = readCurve(tag('kTRC'));
    return tone && makeGraySpace(tone);
  }
  const [redCurve, greenCurve, blueCurve] = [tag('rTRC'), tag('gTRC'), tag('bTRC')];
  const red = readCurve(redCurve);
  const green = isSameData(greenCurve, redCurve) ? red : readCurve(greenCurve);
  const blue = isSameData(blueCurve, redCurve) ? red : readCurve(blueCurve);
  const columns = [readXyz(tag('rXYZ')), readXyz(tag('gXYZ')), readXyz(tag('bXYZ'))];
  if (red === undefined || green === undefined || blue === undefined) return undefined;
  const [first, second, third] = columns;
  if (first === undefined || second === undefined || third === undefined) return undefined;
  const matrix = toSrgbMatrix([0, 1, 2].flatMap((row) => [first[row], second[row], third[row]]));
  return matrix && { tones: [red, green, blue], matrix };
}

function readXyz(tag: DataView | undefined): readonly number[] | undefined {
  if (tag === undefined || tag.byteLength < TYPE_BYTES + 12 || iccText(tag, 0) !== 'XYZ ') return undefined;
  return [0, 4, 8].map((at) => readIccNumber(tag, TYPE_BYTES + at));
}

function readCurve(tag: DataView | undefined): Tone | undefined {
  return tag && readIccCurve(tag);
}

/** Whether two tags share their data. Those of curves usually do. */
function isSameData(one: DataView | undefined, other: DataView | undefined): boolean {
  return one !== undefined && one.byteOffset === other?.byteOffset && one.byteLength === other.byteLength;
}
