/** Defaults of a study's settings, which are those of the study. They are separate, so that help texts load quickly. */

export const STUDY_DEFAULTS = Object.freeze({
  k1: Object.freeze([32, 64, 128]) as readonly number[],
  k2: 256,
  block: 4,
  /** Their k1 are powers of two, 16 to 256. */
  qualities: Object.freeze([40, 55, 75, 85, 100]) as readonly number[],
});
