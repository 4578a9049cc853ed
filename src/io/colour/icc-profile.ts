/** The parts of an ICC profile that conversions need (ICC.1:2022): its tags and its curves. */

import { gammaTone, type Tone } from './colour-space.js';
import { power } from './power.js';

const HEADER_BYTES = 128;
const TAG_BYTES = 12;
/** Profiles in use have 10 to 30. */
const MAX_TAGS = 200;

/** Finds the data of a tag; undefined if it is missing or lies outside the profile. */
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

/** Reads four letters. */
export function iccText(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}

/** Reads a number with 16 bits before the point and 16 after it. */
export function readIccNumber(tag: DataView, at: number): number {
  return tag.getInt32(at) / 65536;
}

/** Reads a tag of the types `curv` and `para` (10.6 and 10.18); undefined for other types, and for a tag that is cut short. */
export function readIccCurve(tag: DataView): Tone | undefined {
  if (tag.byteLength < 12) return undefined;
  if (iccText(tag, 0) === 'curv') return readSampledCurve(tag);
  return iccText(tag, 0) === 'para' ? readParametricCurve(tag) : undefined;
}

function readSampledCurve(tag: DataView): Tone | undefined {
  const count = tag.getUint32(8);
  if (count > (tag.byteLength - 12) / 2) return undefined;
  if (count === 0) return (sample) => sample;
  if (count === 1) return gammaTone(tag.getUint16(12) / 256);
  const table = Float64Array.from({ length: count }, (_, i) => tag.getUint16(12 + i * 2) / 65535);
  return (sample) => interpolate(table, 0, count, sample);
}

/** Number of parameters of each parametric curve, by its function type. */
const PARAMETERS = [1, 3, 4, 5, 7] as const;

function readParametricCurve(tag: DataView): Tone | undefined {
  const kind = tag.getUint16(8);
  const count = PARAMETERS[kind];
  if (count === undefined || tag.byteLength < 12 + count * 4) return undefined;
  const [g, a = 1, b = 0, third = 0, fourth = 0, e = 0, f = 0] = Array.from({ length: count }, (_, i) =>
    readIccNumber(tag, 12 + i * 4),
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
  const shape = shapes[kind];
  return (sample) => Math.min(1, Math.max(0, shape(sample)));
}

/** Looks up a value of 0 to 1 in `count` entries of a table from `from` on, with linear interpolation. */
export function interpolate(table: Float64Array, from: number, count: number, value: number): number {
  const place = Math.min(1, Math.max(0, value)) * (count - 1);
  const below = Math.min(Math.floor(place), Math.max(0, count - 2));
  const above = Math.min(below + 1, count - 1);
  return table[from + below] + (table[from + above] - table[from + below]) * (place - below);
}

/**
 * Converts a linear value of 0 to 1 to sRGB, 0 to 255, not rounded (IEC 61966-2-1). Colours outside sRGB have values outside
 * this range; below 0 the curve is mirrored.
 */
export function toSrgb(linear: number): number {
  if (linear < 0) return -toSrgb(-linear);
  if (linear <= 0.0031308) return 255 * 12.92 * linear;
  return 255 * (1.055 * power(linear, 1 / 2.4) - 0.055);
}
