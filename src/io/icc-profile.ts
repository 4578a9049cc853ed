/** The parts of an ICC profile that conversions need (ICC.1:2022): its tags, its curves, and the way to sRGB. */

const HEADER_BYTES = 128;
const TAG_BYTES = 12;
/** Profiles in use have 10 to 30. */
const MAX_TAGS = 200;

/** A curve of a profile, from 0 to 1 and to 0 to 1. */
export type IccCurve = (value: number) => number;

/** Finds the data of a tag, or undefined where there is none, or it lies outside the profile. */
export function findIccTag(profile: Uint8Array, name: string): DataView | undefined {
  if (profile.length < HEADER_BYTES + 4) return undefined;
  const view = new DataView(profile.buffer, profile.byteOffset, profile.byteLength);
  const count = Math.min(view.getUint32(HEADER_BYTES), MAX_TAGS);
  for (let index = 0; index < count; index++) {
    const at = HEADER_BYTES + 4 + index * TAG_BYTES;
    if (at + TAG_BYTES > profile.length) return undefined;
    if (iccText(view, at) !== name) continue;
    const offset = view.getUint32(at + 4);
    const length = view.getUint32(at + 8);
    if (length < 8 || offset + length > profile.length) return undefined;
    return new DataView(profile.buffer, profile.byteOffset + offset, length);
  }
  return undefined;
}

/** Four letters. */
export function iccText(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}

/** Reads a tag of the types `curv` and `para` (10.6 and 10.18); undefined for others, and for a tag that is cut short. */
export function readIccCurve(tag: DataView): IccCurve | undefined {
  if (iccText(tag, 0) === 'curv') return readTableCurve(tag);
  if (iccText(tag, 0) === 'para') return readParametricCurve(tag);
  return undefined;
}

function readTableCurve(tag: DataView): IccCurve | undefined {
  if (tag.byteLength < 12) return undefined;
  const count = tag.getUint32(8);
  if (tag.byteLength < 12 + 2 * count) return undefined;
  if (count === 0) return (value) => value;
  if (count === 1) {
    const gamma = tag.getUint16(12) / 256;
    return (value) => value ** gamma;
  }
  const table = Float64Array.from({ length: count }, (_, at) => tag.getUint16(12 + 2 * at) / 65535);
  return (value) => interpolate(table, 0, count, value);
}

/** Parameters of each type, by its number. */
const PARAMETERS = [1, 3, 4, 5, 7] as const;

function readParametricCurve(tag: DataView): IccCurve | undefined {
  const count = tag.byteLength < 12 ? undefined : PARAMETERS[tag.getUint16(8)];
  if (count === undefined || tag.byteLength < 12 + 4 * count) return undefined;
  const [g = 1, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0] = Array.from(
    { length: count },
    (_, at) => tag.getInt32(12 + 4 * at) / 65536,
  );
  const type = tag.getUint16(8);
  if (type === 0) return (value) => value ** g;
  // Types 1 and 2 begin where the base is 0, and are then `c`; types 3 and 4 are straight below `d`.
  const power = (value: number) => Math.max(0, a * value + b) ** g;
  if (type === 1) return power;
  if (type === 2) return (value) => power(value) + c;
  return (value) => (value >= d ? power(value) + e : c * value + f);
}

/** Looks a value of 0 to 1 up in `count` entries of a table from `from` on, between two of them if need be. */
export function interpolate(table: Float64Array, from: number, count: number, value: number): number {
  const place = Math.min(1, Math.max(0, value)) * (count - 1);
  const below = Math.min(Math.floor(place), Math.max(0, count - 2));
  const above = Math.min(below + 1, count - 1);
  return table[from + below]! + (table[from + above]! - table[from + below]!) * (place - below);
}

/**
 * A linear value of 0 to 1 as sRGB has it, 0 to 255, not rounded (IEC 61966-2-1). A colour that sRGB does not hold has
 * values beyond these, by the same curve on the other side of 0.
 */
export function toSrgb(linear: number): number {
  if (linear < 0) return -toSrgb(-linear);
  if (linear <= 0.0031308) return 255 * 12.92 * linear;
  return 255 * (1.055 * linear ** (1 / 2.4) - 0.055);
}
