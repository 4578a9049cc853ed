/** Composites pixels over white, for formats without transparency. */

import type { Image } from '../image.js';

/** Whether every pixel's alpha is 255. `pixels` are RGBA bytes. */
export function isOpaque(pixels: Image['data']): boolean {
  for (let at = 3; at < pixels.length; at += 4) {
    if (pixels[at] !== 255) return false;
  }
  return true;
}

/**
 * Composites RGBA over white, rounding to nearest, in code values (no linear light).
 *
 * @param pixels - `n * 4` bytes, straight alpha
 * @param channels - 3 for RGB, 4 for RGB and an alpha of 255
 * @returns `n * channels` bytes
 */
export function flattenOverWhite(pixels: Uint8Array, channels: 3 | 4): Uint8Array {
  const flat = new Uint8Array((pixels.length / 4) * channels);
  for (let from = 0, to = 0; from < pixels.length; from += 4, to += channels) {
    const alpha = pixels[from + 3];
    if (alpha === 255) {
      flat[to] = pixels[from];
      flat[to + 1] = pixels[from + 1];
      flat[to + 2] = pixels[from + 2];
    } else {
      const white = 255 * (255 - alpha) + 127;
      flat[to] = ((pixels[from] * alpha + white) / 255) | 0;
      flat[to + 1] = ((pixels[from + 1] * alpha + white) / 255) | 0;
      flat[to + 2] = ((pixels[from + 2] * alpha + white) / 255) | 0;
    }
    if (channels === 4) flat[to + 3] = 255;
  }
  return flat;
}
