/** Defaults of the encoder's options, apart from the code that they steer, so that help texts can quote them cheaply. */

/** `quality` stands for `k1` and `k2`; an absent `strip` is the encoder's choice. */
export const ENCODE_DEFAULTS = Object.freeze({
  classify: 'eigen',
  quality: 75,
  block: 16,
  effort: 5,
  lambda: 0,
  tune: 'ssim',
  smooth: 0,
  smoothPasses: 4,
  dither: false,
  keepColors: Object.freeze([]) as readonly string[],
  seed: 1,
} as const);
