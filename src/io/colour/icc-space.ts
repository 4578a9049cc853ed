/**
 * The simple kinds of ICC profiles, those of a matrix and curves or of one grey curve, as colour spaces.
 *
 * @see ICC.1:2022, 8.3.3 and 8.3.4 (what they consist of), 10.6 (curves), 10.18 (parametric curves)
 */

import { type ColourSpace, gammaTone, makeGreySpace, type Tone, toSrgbMatrix } from './colour-space.js';
import { power } from './power.js';

const TAG_COUNT_OFFSET = 128;
const TAG_ENTRY_BYTES = 12;
/** More tags than any profile has. */
const MAX_TAGS = 200;
const PCS_OFFSET = 20;
const TYPE_BYTES = 8;
/** Numbers that each parametric curve takes, by its function type. */
const PARAMETERS = [1, 3, 4, 5, 7] as const;
/** Tags of tables, which a reader prefers to a matrix. */
const TABLES = ['A2B0', 'A2B1', 'A2B2', 'D2B0', 'D2B1', 'D2B2'] as const;

type Tags = ReadonlyMap<string, DataView>;

/**
 * Reads a profile as a colour space.
 *
 * @param profile - of plausible length and signature (`findIccFault`)
 * @param isGrey - whether it is for grey pixels, by its header
 * @returns undefined when it is of another kind, or faulty
 */
export function readIccSpace(profile: Uint8Array, isGrey: boolean): ColourSpace | undefined {
  const view = new DataView(profile.buffer, profile.byteOffset, profile.byteLength);
  const tags = readTags(view);
  if (TABLES.some((name) => tags.has(name))) return undefined;
  if (isGrey) {
    const tone = readCurve(tags.get('kTRC'));
    return tone && makeGreySpace(tone);
  }
  if (readText(view, PCS_OFFSET) !== 'XYZ ') return undefined;
  const red = readCurve(tags.get('rTRC'));
  const green = isSameData(tags.get('gTRC'), tags.get('rTRC')) ? red : readCurve(tags.get('gTRC'));
  const blue = isSameData(tags.get('bTRC'), tags.get('rTRC')) ? red : readCurve(tags.get('bTRC'));
  const columns = [readXyz(tags.get('rXYZ')), readXyz(tags.get('gXYZ')), readXyz(tags.get('bXYZ'))];
  if (red === undefined || green === undefined || blue === undefined) return undefined;
  const [first, second, third] = columns;
  if (first === undefined || second === undefined || third === undefined) return undefined;
  const matrix = toSrgbMatrix([0, 1, 2].flatMap((row) => [first[row]!, second[row]!, third[row]!]));
  return matrix && { tones: [red, green, blue], matrix };
}

function readTags(view: DataView): Tags {
  const tags = new Map<string, DataView>();
  if (view.byteLength < TAG_COUNT_OFFSET + 4) return tags;
  const count = Math.min(view.getUint32(TAG_COUNT_OFFSET), MAX_TAGS);
  for (let i = 0; i < count; i++) {
    const at = TAG_COUNT_OFFSET + 4 + i * TAG_ENTRY_BYTES;
    if (at + TAG_ENTRY_BYTES > view.byteLength) break;
    const offset = view.getUint32(at + 4);
    const length = view.getUint32(at + 8);
    if (offset + length > view.byteLength) continue;
    tags.set(readText(view, at), new DataView(view.buffer, view.byteOffset + offset, length));
  }
  return tags;
}

function readXyz(tag: DataView | undefined): readonly number[] | undefined {
  if (tag === undefined || tag.byteLength < TYPE_BYTES + 12 || readText(tag, 0) !== 'XYZ ') return undefined;
  return [0, 4, 8].map((at) => readFixed(tag, TYPE_BYTES + at));
}

function readCurve(tag: DataView | undefined): Tone | undefined {
  if (tag === undefined || tag.byteLength < 12) return undefined;
  const type = readText(tag, 0);
  if (type === 'curv') return readSampledCurve(tag);
  return type === 'para' ? readParametricCurve(tag) : undefined;
}

function readSampledCurve(tag: DataView): Tone | undefined {
  const count = tag.getUint32(TYPE_BYTES);
  if (count > (tag.byteLength - 12) / 2) return undefined;
  if (count === 0) return (sample) => sample;
  if (count === 1) return gammaTone(tag.getUint16(12) / 256);
  const table = Float64Array.from({ length: count }, (_, i) => tag.getUint16(12 + i * 2) / 65535);
  return (sample) => {
    const place = sample * (count - 1);
    const below = Math.min(Math.floor(place), count - 2);
    return table[below]! + (table[below + 1]! - table[below]!) * (place - below);
  };
}

function readParametricCurve(tag: DataView): Tone | undefined {
  const kind = tag.getUint16(TYPE_BYTES);
  const count = PARAMETERS[kind];
  if (count === undefined || tag.byteLength < 12 + count * 4) return undefined;
  const [g, a = 1, b = 0, third = 0, fourth = 0, e = 0, f = 0] = Array.from({ length: count }, (_, i) =>
    readFixed(tag, 12 + i * 4),
  );
  if (!(g! >= 0) || !(a > 0)) return undefined;
  const curve = (x: number) => power(Math.max(0, a * x + b), g!);
  const shapes: readonly Tone[] = [
    curve,
    (x) => (x >= -b / a ? curve(x) : 0),
    (x) => (x >= -b / a ? curve(x) + third : third),
    (x) => (x >= fourth ? curve(x) : third * x),
    (x) => (x >= fourth ? curve(x) + e : third * x + f),
  ];
  const shape = shapes[kind]!;
  return (sample) => Math.min(1, Math.max(0, shape(sample)));
}

/** A number of 16 bits before the point and 16 behind it. */
function readFixed(view: DataView, at: number): number {
  return view.getInt32(at) / 65536;
}

function readText(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}

/** Whether two tags share their data, as those of curves mostly do. */
function isSameData(one: DataView | undefined, other: DataView | undefined): boolean {
  return one !== undefined && one.byteOffset === other?.byteOffset && one.byteLength === other.byteLength;
}
