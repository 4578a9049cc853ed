/** "akm/encode": from a picture to the bytes of an AKM 1 file. */

import { runBatchesAsync } from '../batches.js';
import type { Image } from '../image.js';
import { type AsyncOptions, runSteps } from '../steps.js';
import { type EncodeOptions, resolveEncodeOptions } from './options.js';
import type { EncodeResult } from './pipeline.js';
import { type EncodeTarget, type SearchResult, searchSteps } from './search.js';
import { encodeSteps } from './storage.js';

export { AkmError, LimitError, OptionError } from '../error.js';
export type { Header } from '../format/header.js';
export type { Image } from '../image.js';
export type { AbortSignalLike, AsyncOptions } from '../steps.js';
export { CLASSIFIER_NAMES, type ClassifierName, classify } from './classify/index.js';
export { ENCODE_DEFAULTS } from './defaults.js';
export type { EncodeOptions } from './options.js';
export type { EncodeResult } from './pipeline.js';
export type { Tune } from './rate-distortion/weights.js';
export type { EncodeTarget, SearchResult } from './search.js';

/**
 * Encodes a picture.
 *
 * The bytes depend on the picture and the options alone: the same on every machine.
 *
 * @param image - `width * height * 4` bytes RGBA, straight alpha
 * @returns an AKM 1 file
 * @throws OptionError when the picture is malformed or an option can't be used
 */
export function encode(image: Image, options?: EncodeOptions): Uint8Array {
  return encodeWithReport(image, options).bytes;
}

/** {@link encode} with pauses for the event loop, progress and cancelling. */
export async function encodeAsync(image: Image, options: EncodeOptions & AsyncOptions = {}): Promise<Uint8Array> {
  return (await encodeWithReportAsync(image, options)).bytes;
}

/** {@link encode}, with what the encoder knows of its work: header, error, and the picture a decoder will draw. */
export function encodeWithReport(image: Image, options?: EncodeOptions): EncodeResult {
  return runSteps(encodeSteps(image, resolveEncodeOptions(options)));
}

/** {@link encodeWithReport} with pauses for the event loop, progress and cancelling. */
export async function encodeWithReportAsync(
  image: Image,
  options: EncodeOptions & AsyncOptions = {},
): Promise<EncodeResult> {
  return runBatchesAsync(encodeSteps(image, resolveEncodeOptions(options)), options);
}

/**
 * Encodes to a largest size, a smallest PSNR or a smallest SSIM; `options` then names neither quality nor palette sizes.
 *
 * @throws as {@link encode}; a target that can't be met is not an error but `met: false`
 */
export function encodeToTarget(image: Image, target: EncodeTarget, options: EncodeOptions = {}): SearchResult {
  return runSteps(searchSteps(image, options, target));
}

/** {@link encodeToTarget} with pauses for the event loop, progress (per pass) and cancelling. */
export async function encodeToTargetAsync(
  image: Image,
  target: EncodeTarget,
  options: EncodeOptions & AsyncOptions = {},
): Promise<SearchResult> {
  return runBatchesAsync(searchSteps(image, options, target), options);
}
