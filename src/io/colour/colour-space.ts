/**
 * Colour spaces of three primaries and three curves, and their conversion to sRGB.
 *
 * @see IEC 61966-2-1 (sRGB), ICC.1:2022 annex E (chromatic adaptation), ITU-T H.273
 */

import { power } from './power.js';

/** From a sample, 0..1, to linear light, 0..1. */
export type Tone = (sample: number) => number;

/** What the samples of a picture mean. */
export interface ColourSpace {
  /** The curves of red, green and blue; for a gray picture, the same one three times. */
  readonly tones: readonly [Tone, Tone, Tone];
  /** Nine numbers, by rows: from linear light of this space to that of sRGB. Undefined if they are the same. */
  readonly matrix: readonly number[] | undefined;
}

/** Chromaticities, x and y. */
export interface Primaries {
  readonly red: Point;
  readonly green: Point;
  readonly blue: Point;
  readonly white: Point;
}

type Point = readonly [number, number];
type Vector = readonly [number, number, number];

const D65: Point = [0.3127, 0.329];
export const SRGB_PRIMARIES: Primaries = { red: [0.64, 0.33], green: [0.3, 0.6], blue: [0.15, 0.06], white: D65 };
export const P3_PRIMARIES: Primaries = { red: [0.68, 0.32], green: [0.265, 0.69], blue: [0.15, 0.06], white: D65 };
export const BT2020_PRIMARIES: Primaries = {
  red: [0.708, 0.292],
  green: [0.17, 0.797],
  blue: [0.131, 0.046],
  white: D65,
};

/** The white of cinemas; the primaries of television before BT.709, with 625 and with 525 lines. */
export const DCI_PRIMARIES: Primaries = { ...P3_PRIMARIES, white: [0.314, 0.351] };
export const PAL_PRIMARIES: Primaries = { red: [0.64, 0.33], green: [0.29, 0.6], blue: [0.15, 0.06], white: D65 };
export const NTSC_PRIMARIES: Primaries = { red: [0.63, 0.34], green: [0.31, 0.595], blue: [0.155, 0.07], white: D65 };

/** The white of ICC profiles, as XYZ. */
const D50: Vector = [0.9642, 1, 0.8249];
/** Bradford's matrix from XYZ to cone responses. */
const BRADFORD = [0.8951, 0.2664, -0.1614, -0.7502, 1.7135, 0.0367, 0.0389, -0.0685, 1.0296];
/** Primaries with a smaller determinant lie on a line. */
const MIN_DETERMINANT = 1e-9;

/** The tone curve of sRGB. */
export function srgbTone(sample: number): number {
  return sample <= 0.04045 ? sample / 12.92 : power((sample + 0.055) / 1.055, 2.4);
}

/** A power function. */
export function gammaTone(exponent: number): Tone {
  return (sample) => power(sample, exponent);
}

/**
 * Makes a space from primaries and a curve.
 *
 * @returns undefined when the primaries lie on a line
 */
export function makeSpace(primaries: Primaries, tone: Tone): ColourSpace | undefined {
  const columns = toXyz(primaries);
  const matrix = columns && toSrgbMatrix(columns);
  return matrix && { tones: [tone, tone, tone], matrix };
}

/** Makes a space of neutral colours. */
export function makeGraySpace(tone: Tone): ColourSpace {
  return { tones: [tone, tone, tone], matrix: undefined };
}

/**
 * The matrix from linear light of a space to that of sRGB.
 *
 * @param columns - XYZ of the space's primaries, adapted to D50: nine numbers, a primary a column
 * @returns undefined when a number is not finite
 */
export function toSrgbMatrix(columns: readonly number[]): readonly number[] | undefined {
  const matrix = multiply(XYZ_TO_SRGB, columns);
  return matrix.every(Number.isFinite) ? matrix : undefined;
}

/** XYZ of the primaries, adapted to D50. */
function toXyz({ red, green, blue, white }: Primaries): readonly number[] | undefined {
  if ([red, green, blue, white].some(([, y]) => !(y > 0))) return undefined;
  const points = [red, green, blue].map(([x, y]) => [x / y, 1, (1 - x - y) / y]);
  const columns = [0, 1, 2].flatMap((row) => points.map((point) => point[row]));
  const whiteXyz: Vector = [white[0] / white[1], 1, (1 - white[0] - white[1]) / white[1]];
  const inverse = invert(columns);
  const bradfordInverse = invert(BRADFORD)!;
  if (inverse === undefined) return undefined;
  const shares = apply(inverse, whiteXyz);
  const from = apply(BRADFORD, whiteXyz);
  const to = apply(BRADFORD, D50);
  if (from.some((response) => !(response > 0))) return undefined;
  const gains = [to[0] / from[0], 0, 0, 0, to[1] / from[1], 0, 0, 0, to[2] / from[2]];
  const adapted = multiply(bradfordInverse, multiply(gains, BRADFORD));
  return multiply(
    adapted,
    columns.map((value, i) => value * shares[i % 3]),
  );
}

const XYZ_TO_SRGB = invert(toXyz(SRGB_PRIMARIES)!)!;

function multiply(a: readonly number[], b: readonly number[]): number[] {
  const product: number[] = [];
  for (let row = 0; row < 9; row += 3) {
    for (let column = 0; column < 3; column++) {
      product.push(a[row] * b[column] + a[row + 1] * b[column + 3] + a[row + 2] * b[column + 6]);
    }
  }
  return product;
}

function apply(m: readonly number[], [x, y, z]: Vector): Vector {
  return [m[0] * x + m[1] * y + m[2] * z, m[3] * x + m[4] * y + m[5] * z, m[6] * x + m[7] * y + m[8] * z];
}

/** @returns undefined when there is no inverse */
function invert(m: readonly number[]): number[] | undefined {
  const [a, b, c, d, e, f, g, h, i] = m as [number, number, number, number, number, number, number, number, number];
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  if (!(Math.abs(determinant) > MIN_DETERMINANT)) return undefined;
  const minors = [
    ...[e * i - f * h, c * h - b * i, b * f - c * e],
    ...[f * g - d * i, a * i - c * g, c * d - a * f],
    ...[d * h - e * g, b * g - a * h, a * e - b * d],
  ];
  return minors.map((minor) => minor / determinant);
}
