/** Encoding to a target: the best quality within a size, or the smallest file of a quality. */

import { OptionError } from '../error.js';
import { checkImage, type Image } from '../image.js';
import { measurePsnr, measureSsim } from '../metrics/index.js';
import { partOf, type Steps } from '../steps.js';
import { type EncodeOptions, resolveEncodeOptions } from './options.js';
import { type EncodeResult, encodeSteps } from './pipeline.js';
import { MAX_RUNG, paletteSizesForRung } from './quality.js';

/** What a file must reach. At least one; all that are given hold together. */
export interface EncodeTarget {
  /** Largest size of the file in bytes. */
  readonly maxBytes?: number;
  /** Smallest PSNR over RGB in decibels. */
  readonly minPsnr?: number;
  /** Smallest SSIM, 0..1. */
  readonly minSsim?: number;
}

/** What a search came to. */
export interface SearchResult {
  /** The best file found; where the target can't be met, the nearest to it. */
  readonly result: EncodeResult;
  /** The quality, 1..100, or above 100 one of the rungs of larger palettes. */
  readonly quality: number;
  /** Encodings tried. */
  readonly passes: number;
  /** Whether the target is met. */
  readonly met: boolean;
}

interface Trial {
  readonly rung: number;
  readonly result: EncodeResult;
  readonly fits: boolean;
  readonly isGoodEnough: boolean;
}

/**
 * Searches the qualities by halving: for a size alone the highest that fits, else the lowest that is good enough.
 *
 * @throws OptionError when no target is given, or a quality or palette size beside it
 */
export function* searchSteps(image: Image, options: EncodeOptions, target: EncodeTarget): Steps<SearchResult> {
  checkTarget(options, target);
  checkImage(image);
  const wantsHighest = target.minPsnr === undefined && target.minSsim === undefined;
  let best: Trial | undefined;
  let nearest: Trial | undefined;
  let passes = 0;
  let low = 1;
  let high = MAX_RUNG;
  while (low <= high) {
    const rung = (low + high) >>> 1;
    const trial = judge(rung, yield* encodePass(image, options, rung, passes), target);
    passes++;
    nearest = trial;
    const isEnough = wantsHighest ? trial.fits : trial.isGoodEnough;
    if (isEnough) best = trial;
    if (isEnough === wantsHighest) low = rung + 1;
    else high = rung - 1;
  }
  const chosen = best ?? (nearest as Trial);
  return { result: chosen.result, quality: chosen.rung, passes, met: chosen.fits && chosen.isGoodEnough };
}

function checkTarget(options: EncodeOptions, { maxBytes, minPsnr, minSsim }: EncodeTarget): void {
  checkBound('maxBytes', maxBytes, 1, Number.MAX_SAFE_INTEGER);
  checkBound('minPsnr', minPsnr, 0, 1000);
  checkBound('minSsim', minSsim, 0, 1);
  if (maxBytes === undefined && minPsnr === undefined && minSsim === undefined) {
    throw new OptionError('target', 'expected maxBytes, minPsnr or minSsim, found none');
  }
  for (const option of ['quality', 'k1', 'k2'] as const) {
    if (options[option] !== undefined)
      throw new OptionError(option, 'a target chooses the palette sizes itself; leave it out');
  }
}

function checkBound(option: string, value: number | undefined, min: number, max: number): void {
  if (value === undefined) return;
  if (typeof value !== 'number' || !(value >= min && value <= max)) {
    throw new OptionError(option, `expected a number from ${min} to ${max}, found ${String(value)}`);
  }
}

/** Halving 1..{@link MAX_RUNG} (105 rungs) takes at most so many passes. */
const MAX_PASSES = 7;

function encodePass(image: Image, options: EncodeOptions, rung: number, pass: number): Steps<EncodeResult> {
  return partOf(encodeSteps(image, resolveForRung(options, rung)), pass / MAX_PASSES, (pass + 1) / MAX_PASSES);
}

/** The rung's palette sizes stand in for a quality, so that a picture of few colours still gets one exact palette. */
function resolveForRung(options: EncodeOptions, rung: number) {
  const { k1, k2 } = paletteSizesForRung(rung);
  const resolved = resolveEncodeOptions({ ...options, k1, k2 });
  return { ...resolved, isExplicitSize: false };
}

function judge(rung: number, result: EncodeResult, target: EncodeTarget): Trial {
  const fits = target.maxBytes === undefined || result.bytes.length <= target.maxBytes;
  return { rung, result, fits, isGoodEnough: isGoodEnough(result, target) };
}

function isGoodEnough({ source, reconstruct }: EncodeResult, { minPsnr, minSsim }: EncodeTarget): boolean {
  if (minPsnr === undefined && minSsim === undefined) return true;
  const drawn = reconstruct();
  return (
    (minPsnr === undefined || measurePsnr(source, drawn) >= minPsnr) &&
    (minSsim === undefined || measureSsim(source, drawn) >= minSsim)
  );
}
