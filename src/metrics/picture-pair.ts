/** Two pictures of one size, read a run of pixels at a time over a background. Every metric uses this. */

import { OptionError } from '../error.js';
import { checkImage, type Image } from '../image.js';

/** Two checked pictures of the same size. */
export interface PicturePair {
  readonly width: number;
  readonly height: number;
  /** `width * height * 4` bytes RGBA, like `b`. */
  readonly a: Uint8Array;
  readonly b: Uint8Array;
  /** Gray levels to composite over: black and white, or only the first when both pictures are opaque. */
  readonly backgrounds: readonly number[];
}

/**
 * Checks that two pictures can be compared.
 *
 * @throws {@link OptionError} when a picture is malformed or the sizes differ
 */
export function checkPair(a: Image, b: Image): PicturePair {
  const pixelsA = checkImage(a);
  const pixelsB = checkImage(b);
  const { width, height } = a;
  if (b.width !== width || b.height !== height) {
    throw new OptionError(
      'image',
      `expected two pictures of one size, found ${width}x${height}, ${b.width}x${b.height}`,
    );
  }
  const backgrounds = isOpaque(pixelsA) && isOpaque(pixelsB) ? [0] : [0, 255];
  return { width, height, a: pixelsA, b: pixelsB, backgrounds };
}

/**
 * Averages a metric over the pair's backgrounds: over black and over white when there is transparency.
 *
 * @param measure - called once a background with its gray level
 */
export function averageOverBackgrounds(pair: PicturePair, measure: (background: number) => number): number {
  let sum = 0;
  for (const background of pair.backgrounds) sum += measure(background);
  return sum / pair.backgrounds.length;
}

/**
 * Composites a run of pixels over a gray background, each channel rounded to 8 bits, as a viewer shows it.
 *
 * @param pixels - RGBA of one whole picture of the pair
 * @param first - index of the run's first pixel, row-major
 * @param background - gray level, 0..255
 * @param scratch - bytes in which the run may be made, four a pixel; their number sets the run's length
 * @returns as many bytes, colours in the first three of each four; no copy when the pair is opaque
 */
export function readRun(
  pair: PicturePair,
  pixels: Uint8Array,
  first: number,
  background: number,
  scratch: Uint8Array,
): Uint8Array {
  const run = pixels.subarray(first * 4, first * 4 + scratch.length);
  if (pair.backgrounds.length === 1) return run;
  for (let i = 0; i < run.length; i += 4) {
    const alpha = run[i + 3];
    const behind = background * (255 - alpha) + 127;
    scratch[i] = (run[i] * alpha + behind) / 255;
    scratch[i + 1] = (run[i + 1] * alpha + behind) / 255;
    scratch[i + 2] = (run[i + 2] * alpha + behind) / 255;
  }
  return scratch;
}

function isOpaque(pixels: Uint8Array): boolean {
  for (let at = 3; at < pixels.length; at += 4) {
    if (pixels[at] !== 255) return false;
  }
  return true;
}
