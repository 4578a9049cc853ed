/**
 * The space in which rate-distortion optimisation measures errors. It is that of `kmeans/colour-space.ts`, but for `ssim`
 * stretched along luma, since errors of luma are more visible than those of colour, also to structural similarity. A gray
 * error counts the same in both.
 */

import { DIMENSIONS, embedColour } from '../kmeans/colour-space.js';
import type { Tune } from './weights.js';

/** Rec. 601. */
export const LUMA = [0.299, 0.587, 0.114] as const;
const LUMA_NORM = LUMA[0] * LUMA[0] + LUMA[1] * LUMA[1] + LUMA[2] * LUMA[2];

/** Share of a gray error that counts as an error of luma. */
const LUMA_SHARE = 0.5;
/** Squared distance is `COLOUR * |d|^2 + LUMA_WEIGHT * luma(d)^2`; so a gray error `(g, g, g)` counts `3 g^2`. */
const COLOUR = 1 - LUMA_SHARE;
const LUMA_WEIGHT = 3 * LUMA_SHARE;
const ACROSS = Math.sqrt(COLOUR);
const ALONG = (Math.sqrt(COLOUR + LUMA_WEIGHT * LUMA_NORM) - ACROSS) / LUMA_NORM;

/**
 * Moves points, in place, so that plain squared distance is the error as the tune counts it.
 *
 * @param points - coordinates of `kmeans/colour-space.ts`, four a point
 */
export function toErrorSpace(points: Float64Array, tune: Tune): void {
  if (tune === 'psnr') return;
  for (let at = 0; at < points.length; at += DIMENSIONS) {
    const along = ALONG * (LUMA[0] * points[at] + LUMA[1] * points[at + 1] + LUMA[2] * points[at + 2]);
    for (let d = 0; d < 3; d++) points[at + d] = ACROSS * points[at + d] + along * LUMA[d];
  }
}

/** Squared distances, in the error space, of the colours of pictures. */
export class ErrorMeter {
  readonly #opaque: boolean;
  readonly #colour: number;
  readonly #luma: number;
  readonly #a = new Float64Array(DIMENSIONS);
  readonly #b = new Float64Array(DIMENSIONS);

  /** @param opaque - whether the picture is opaque: alpha then counts as 255 */
  constructor(opaque: boolean, tune: Tune) {
    this.#opaque = opaque;
    this.#colour = tune === 'psnr' ? 1 : COLOUR;
    this.#luma = tune === 'psnr' ? 0 : LUMA_WEIGHT;
  }

  /** Squared distance of two packed colours, in code units squared. */
  measure(colour: number, other: number): number {
    if (colour === other) return 0;
    if (this.#opaque) {
      const red = (colour & 255) - (other & 255);
      const green = ((colour >>> 8) & 255) - ((other >>> 8) & 255);
      const blue = ((colour >>> 16) & 255) - ((other >>> 16) & 255);
      return this.#measureDifference(red, green, blue);
    }
    const a = this.#a;
    const b = this.#b;
    embedColour(colour, false, a, 0);
    embedColour(other, false, b, 0);
    const alpha = a[3] - b[3];
    return this.#measureDifference(a[0] - b[0], a[1] - b[1], a[2] - b[2]) + alpha * alpha;
  }

  #measureDifference(red: number, green: number, blue: number): number {
    const luma = LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue;
    return this.#colour * (red * red + green * green + blue * blue) + this.#luma * luma * luma;
  }
}
