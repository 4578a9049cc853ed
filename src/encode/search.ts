/** Encoding to a target: the best quality within a size, or the smallest file of a quality. */

import { checkNumber, checkObject } from '../check.js';
import { OptionError } from '../error.js';
import { checkImage, type Image } from '../image.js';
import { measurePsnr, measureSsim } from '../metrics/index.js';
import { partOf, type Steps } from '../steps.js';
import { type EncodeOptions, resolveEncodeOptions, resolveWithSettings } from './options.js';
import type { EncodeResult } from './pipeline.js';
import { MAX_QUALITY, MAX_RUNG, settingsForRung } from './quality.js';
import { EncodeSubject } from './storage.js';

/** What a file must reach. At least one is required; all that are given must hold. */
export interface EncodeTarget {
  /** Largest size of the file in bytes. */
  readonly maxBytes?: number;
  /** Smallest PSNR over RGB in decibels. */
  readonly minPsnr?: number;
  /** Smallest SSIM, 0..1. */
  readonly minSsim?: number;
}

/** The result of a search. */
export interface SearchResult {
  /** The best file found; if the target can't be met, the nearest one. */
  readonly result: EncodeResult;
  /** The quality, 1..100, or above 100 one of the rungs of larger palettes. */
  readonly quality: number;
  /** Encodings tried. */
  readonly passes: number;
  /** Whether the target is met. */
  readonly met: boolean;
}

interface Pass {
  readonly rung: number;
  readonly result: EncodeResult;
  readonly fits: boolean;
  readonly isGoodEnough: boolean;
}

/**
 * Bisects the qualities: for a size, the highest quality that fits, otherwise the lowest that is good enough. Then it bisects
 * between two qualities, to come near the size.
 *
 * @throws OptionError when no target is given, or when a quality or palette size is given too
 */
export function* searchSteps(image: Image, options: EncodeOptions, target: EncodeTarget): Steps<SearchResult> {
  checkTarget(options, target);
  checkImage(image);
  const subject = new EncodeSubject(image, resolveEncodeOptions(options));
  const wantsHighest = target.minPsnr === undefined && target.minSsim === undefined;
  let best: Pass | undefined;
  let nearest: Pass | undefined;
  let passes = 0;
  /** The highest rung known to be low enough, and the lowest known to be too high. */
  let low = 0;
  let high = MAX_RUNG + 1;
  for (;;) {
    const rung = nextRung(low, high, wantsHighest ? target.maxBytes : undefined, best);
    if (rung === undefined) break;
    const tried = judge(rung, yield* encodePass(subject, options, rung, passes), target);
    passes++;
    nearest = tried;
    const isEnough = wantsHighest ? tried.fits : tried.isGoodEnough;
    if (isEnough && isBetter(tried, best, wantsHighest)) best = tried;
    // If an exact file fits, no quality gives a better one.
    if (isEnough && wantsHighest && tried.result.lossless) break;
    if (isEnough === wantsHighest) low = rung;
    else high = rung;
  }
  const chosen = best ?? (nearest as Pass);
  return { result: chosen.result, quality: chosen.rung, passes, met: chosen.fits && chosen.isGoodEnough };
}

/**
 * Sizes do not always rise with the quality. Of two files that fit, the larger one counts as better, but an exact one is
 * better than any other.
 */
function isBetter(tried: Pass, best: Pass | undefined, wantsHighest: boolean): boolean {
  if (best === undefined) return true;
  if (wantsHighest && tried.result.lossless !== best.result.lossless) return tried.result.lossless;
  const gain = tried.result.bytes.length - best.result.bytes.length;
  return wantsHighest ? gain > 0 : gain < 0;
}

/** A size is near enough when this share of it is used. */
const NEAR_ENOUGH = 0.985;
/** Fractions of a quality are halved down to this. */
const FINEST_STEP = 1 / 16;

/** The rung to try next, halfway: whole rungs first, then fractions while the file is not near the wished size. */
function nextRung(low: number, high: number, maxBytes: number | undefined, best: Pass | undefined): number | undefined {
  if (high - low > 1) return Math.floor((low + high) / 2);
  const isNear = maxBytes === undefined || best === undefined || best.result.bytes.length >= NEAR_ENOUGH * maxBytes;
  const hasFractions = low >= 1 && high <= MAX_QUALITY && high - low > FINEST_STEP;
  return isNear || !hasFractions ? undefined : (low + high) / 2;
}

function checkTarget(options: EncodeOptions, target: EncodeTarget): void {
  checkObject('options', options);
  const { maxBytes, minPsnr, minSsim } = checkObject('target', target);
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
  for (const option of ['lossless', 'exact'] as const) {
    if (options[option]) throw new OptionError(option, 'a target chooses whether to be exact; leave it out');
  }
}

function checkBound(option: string, value: number | undefined, min: number, max: number): void {
  if (value !== undefined) checkNumber(option, value, min, max);
}

/** Bisecting 1..{@link MAX_RUNG} (105 rungs), and then one rung, takes about this number of passes. */
const USUAL_PASSES = 9;

function encodePass(subject: EncodeSubject, options: EncodeOptions, rung: number, pass: number): Steps<EncodeResult> {
  const share = (done: number) => Math.min(done / USUAL_PASSES, 1);
  return partOf(subject.encode(resolveWithSettings(options, settingsForRung(rung))), share(pass), share(pass + 1));
}

function judge(rung: number, result: EncodeResult, target: EncodeTarget): Pass {
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
