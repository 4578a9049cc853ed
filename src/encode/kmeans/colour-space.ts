/**
 * The space in which the encoder measures colours: straight-alpha RGBA in four dimensions, so that plain squared Euclidean
 * distance is the visible error.
 *
 * With `p = c * a / 255` the premultiplied channels, a colour sits at
 * `(p_r - a/2, p_g - a/2, p_b - a/2, a * sqrt(3)/2)`. The squared distance of two colours is then the squared RGB error
 * after compositing, summed over the channels, in the mean of a black and a white background:
 * `sum_c [dp^2 + (dp - da)^2] / 2 = sum_c (dp - da/2)^2 + 3 da^2 / 4`.
 *
 * In an *opaque* picture (every alpha 255) the constant offset is left out: a colour has the coordinates `(r, g, b, 0)`,
 * which are exact integers. Coordinates are in code units (0..255), squared distances in code units squared.
 *
 * Colours are *packed*: `r | g << 8 | b << 16 | a << 24`, as an unsigned 32-bit number, whatever the host's byte order.
 */

import { DIMENSIONS } from '../../wasm/constants.js';

export { DIMENSIONS };

const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** The fourth coordinate's length for one step of alpha. */
const ALPHA_SCALE = Math.sqrt(3) / 2;

/** Packs four channels of 0..255 into one unsigned number. */
export function packColour(red: number, green: number, blue: number, alpha: number): number {
  return (red | (green << 8) | (blue << 16) | (alpha << 24)) >>> 0;
}

/**
 * Views RGBA bytes as packed colours. It shares the memory if the host's byte order and the alignment allow it, else it copies.
 *
 * @param bytes - `n * 4` bytes: R, G, B, A of each colour
 * @returns `n` packed colours
 */
export function packColours(bytes: Uint8Array): Uint32Array {
  const count = Math.floor(bytes.length / 4);
  if (LITTLE_ENDIAN && bytes.byteOffset % 4 === 0) return new Uint32Array(bytes.buffer, bytes.byteOffset, count);
  const packed = new Uint32Array(count);
  for (let i = 0, at = 0; i < count; i++, at += 4) {
    packed[i] = packColour(bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]);
  }
  return packed;
}

/** The inverse of {@link packColours}: `n * 4` bytes R, G, B, A, always a copy. */
export function unpackColours(colours: Uint32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(colours.length * 4);
  for (let i = 0, at = 0; i < colours.length; i++, at += 4) {
    const colour = colours[i];
    bytes[at] = colour;
    bytes[at + 1] = colour >>> 8;
    bytes[at + 2] = colour >>> 16;
    bytes[at + 3] = colour >>> 24;
  }
  return bytes;
}

/**
 * Places one packed colour at `out[at .. at + 3]`.
 *
 * @param opaque - whether the picture is opaque: alpha then counts as 255, and the offset is left out
 */
export function embedColour(colour: number, opaque: boolean, out: Float64Array, at: number): void {
  const red = colour & 255;
  const green = (colour >>> 8) & 255;
  const blue = (colour >>> 16) & 255;
  const alpha = opaque ? 255 : colour >>> 24;
  embedSums(red * alpha, green * alpha, blue * alpha, alpha, 1, opaque, out, at);
}

/**
 * Places the mean of a group of colours at `out[at .. at + 3]`. Every step before the last division is exact.
 *
 * @param red - sum of red times alpha over the group, and so `green` and `blue`
 * @param alpha - sum of alpha
 * @param count - colours in the group, 1 or more
 */
export function embedSums(
  red: number,
  green: number,
  blue: number,
  alpha: number,
  count: number,
  opaque: boolean,
  out: Float64Array,
  at: number,
): void {
  const unit = 255 * count;
  const offset = opaque ? 0 : alpha / (2 * count);
  out[at] = red / unit - offset;
  out[at + 1] = green / unit - offset;
  out[at + 2] = blue / unit - offset;
  out[at + 3] = opaque ? 0 : (alpha / count) * ALPHA_SCALE;
}

/**
 * Places a list of packed colours in the space.
 *
 * @returns `n * 4` coordinates
 */
export function embedColours(colours: Uint32Array, opaque: boolean): Float64Array {
  const points = new Float64Array(colours.length * DIMENSIONS);
  for (let i = 0, at = 0; i < colours.length; i++, at += DIMENSIONS) {
    const colour = colours[i];
    if (!opaque) {
      embedColour(colour, false, points, at);
      continue;
    }
    points[at] = colour & 255;
    points[at + 1] = (colour >>> 8) & 255;
    points[at + 2] = (colour >>> 16) & 255;
  }
  return points;
}

/**
 * Rounds a point of the space to the packed colour that represents it.
 *
 * Alpha is clamped and rounded first; the channels are then the best ones for that rounded alpha. An alpha of 0 gives 0.
 *
 * @param points - coordinates; those of the point are at `at .. at + 3`
 */
export function unembedColour(points: Float64Array, at: number, opaque: boolean): number {
  const alpha = opaque ? 255 : roundToByte(points[at + 3] / ALPHA_SCALE);
  if (alpha === 0) return 0;
  const offset = opaque ? 0 : alpha / 2;
  const scale = 255 / alpha;
  return packColour(
    roundToByte((points[at] + offset) * scale),
    roundToByte((points[at + 1] + offset) * scale),
    roundToByte((points[at + 2] + offset) * scale),
    alpha,
  );
}

/** Squared distance of the points at `a[atA ..]` and `b[atB ..]`, in code units squared. */
export function squaredDistance(a: Float64Array, atA: number, b: Float64Array, atB: number): number {
  const x = a[atA] - b[atB];
  const y = a[atA + 1] - b[atB + 1];
  const z = a[atA + 2] - b[atB + 2];
  const w = a[atA + 3] - b[atB + 3];
  return x * x + y * y + z * z + w * w;
}

function roundToByte(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : Math.floor(value + 0.5);
}
