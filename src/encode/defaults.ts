/** Defaults of the encoder's options, in a separate module so that help texts need not load the encoder. */

/** `quality` stands for `k1`, `k2` and `lambda`; an absent `block` or `strip` is the encoder's choice. */
export const ENCODE_DEFAULTS = Object.freeze({
  classify: 'codebook',
  quality: 75,
  lossless: false,
  exact: false,
  effort: 5,
  tune: 'ssim',
  dither: false,
  keepColors: Object.freeze([]) as readonly string[],
  seed: 1,
} as const);

/** Defaults of `akm map` for a picture, which encodes nothing. */
export const MAP_DEFAULTS = Object.freeze({ classify: 'eigen', block: 16 } as const);
