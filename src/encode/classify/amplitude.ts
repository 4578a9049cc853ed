/** The amplitude of a pixel: its luma as the study weighed it, in integers wherever the pixel is opaque. */

/** Amplitude of white: what {@link amplitudeAt} counts in is 1 / AMPLITUDE_ONE. */
export const AMPLITUDE_ONE = 2_550_000;

const MID_GREY = AMPLITUDE_ONE / 2;

/**
 * Luma `0.2125 R + 0.7154 G + 0.0721 B` over mid-grey: `luma(p / 255) + (1 - a / 255) / 2` with `p = c a / 255`.
 *
 * Opaque pixels give exact integers, so that sums and differences of them don't round.
 *
 * @param at - the pixel's first byte
 * @returns 0..AMPLITUDE_ONE
 */
export function amplitudeAt(pixels: Uint8Array, at: number): number {
  const luma = 2125 * pixels[at]! + 7154 * pixels[at + 1]! + 721 * pixels[at + 2]!;
  const alpha = pixels[at + 3]!;
  return alpha === 255 ? luma : (luma * alpha + MID_GREY * (255 - alpha)) / 255;
}
