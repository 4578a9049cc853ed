/**
 * "akm/encode": from a picture to the bytes of an AKM 1 file.
 *
 * @module akm/encode
 */

import { runBatchesAsync } from '../batches.js';
import type { Image } from '../image.js';
import { type AsyncOptions, runSteps } from '../steps.js';
import { type EncodeOptions, resolveEncodeOptions } from './options.js';
import type { EncodeResult } from './pipeline.js';
import { type EncodeTarget, type SearchResult, searchSteps } from './search.js';
import { encodeSteps } from './storage.js';

export { AkmError, LimitError, OptionError } from '../error.js';
export type { Header, Scale } from '../format/header.js';
export type { Image } from '../image.js';
export type { AbortSignalLike, AsyncOptions, Task, TaskExecutor } from '../steps.js';
export { CLASSIFIER_NAMES, type ClassifierName, classify } from './classify/index.js';
export { ENCODE_DEFAULTS } from './defaults.js';
export type { EncodeOptions } from './options.js';
export type { EncodeResult } from './pipeline.js';
export type { Tune } from './rate-distortion/weights.js';
export type { EncodeTarget, SearchResult } from './search.js';

/**
 * Encodes a picture.
 *
 * The same picture and options give the same bytes on every machine.
 *
 * @param image - `width * height * 4` bytes RGBA with straight alpha
 * @returns an AKM 1 file
 * @throws {@link OptionError} when the picture or an option is not valid
 *
 * @example
 * ```ts
 * import { decode, encode } from 'akm';
 *
 * const image = { width: 2, height: 1, data: Uint8Array.of(255, 0, 0, 255, 0, 0, 255, 255) };
 * const bytes = encode(image, { quality: 60 });
 * console.log(decode(bytes).data.join(' ')); // 255 0 0 255 0 0 255 255
 * ```
 */
export function encode(image: Image, options?: EncodeOptions): Uint8Array {
  return encodeWithReport(image, options).bytes;
}

/**
 * Encodes a picture, with pauses for the event loop. The bytes and the errors are those of {@link encode}.
 *
 * @param options - options of the encoder, a `signal` that cancels, and `onProgress`
 * @returns an AKM 1 file
 * @throws the reason of the `signal` when it is aborted; otherwise as {@link encode}
 *
 * @example
 * ```ts
 * import { encodeAsync } from 'akm';
 *
 * const image = { width: 64, height: 64, data: new Uint8Array(64 * 64 * 4).fill(255) };
 * const bytes = await encodeAsync(image, { quality: 60, signal: AbortSignal.timeout(60_000) });
 * console.log(bytes.length < 100); // true
 * ```
 */
export async function encodeAsync(image: Image, options: EncodeOptions & AsyncOptions = {}): Promise<Uint8Array> {
  return (await encodeWithReportAsync(image, options)).bytes;
}

/**
 * Encodes a picture like {@link encode}, and reports the header, the error and the picture that a decoder draws.
 *
 * @throws as {@link encode}
 *
 * @example
 * ```ts
 * import { encodeWithReport } from 'akm';
 *
 * const image = { width: 2, height: 1, data: Uint8Array.of(255, 0, 0, 255, 0, 0, 255, 255) };
 * const { bytes, lossless, reconstruct } = encodeWithReport(image);
 * console.log(bytes.length > 0, lossless, reconstruct().width); // true true 2
 * ```
 */
export function encodeWithReport(image: Image, options?: EncodeOptions): EncodeResult {
  return runSteps(encodeSteps(image, resolveEncodeOptions(options)));
}

/**
 * Does the work of {@link encodeWithReport}, with pauses for the event loop.
 *
 * @param options - options of the encoder, a `signal` that cancels, and `onProgress`
 * @throws the reason of the `signal` when it is aborted; otherwise as {@link encode}
 *
 * @example
 * ```ts
 * import { encodeWithReportAsync } from 'akm';
 *
 * const image = { width: 8, height: 8, data: new Uint8Array(8 * 8 * 4).fill(255) };
 * const { distortion } = await encodeWithReportAsync(image, { quality: 60 });
 * console.log(distortion); // 0
 * ```
 */
export async function encodeWithReportAsync(
  image: Image,
  options: EncodeOptions & AsyncOptions = {},
): Promise<EncodeResult> {
  return runBatchesAsync(encodeSteps(image, resolveEncodeOptions(options)), options);
}

/**
 * Encodes to a largest size, a smallest PSNR or a smallest SSIM. It searches for the quality that meets the target.
 *
 * @param options - options of the encoder, without a quality and palette sizes
 * @returns the best file found; `met` is false when no file meets the target
 * @throws {@link OptionError} when there is no target, or `options` has a quality or a palette size; otherwise as
 *   {@link encode}
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { decode, encodeToTarget } from 'akm';
 *
 * const image = decode(readFileSync('photo.akm'));
 * const { result, quality, met } = encodeToTarget(image, { maxBytes: 20_000 });
 * console.log(met, quality > 0, result.bytes.length <= 20_000); // true true true
 * ```
 */
export function encodeToTarget(image: Image, target: EncodeTarget, options: EncodeOptions = {}): SearchResult {
  return runSteps(searchSteps(image, options, target));
}

/**
 * Does the work of {@link encodeToTarget}, with pauses for the event loop. `onProgress` reports each pass separately.
 *
 * @param options - options of the encoder, a `signal` that cancels, and `onProgress`
 * @throws the reason of the `signal` when it is aborted; otherwise as {@link encodeToTarget}
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { decode, encodeToTargetAsync } from 'akm';
 *
 * const image = decode(readFileSync('photo.akm'));
 * const { met, result } = await encodeToTargetAsync(image, { minPsnr: 30 });
 * console.log(met, result.bytes.length > 0); // true true
 * ```
 */
export async function encodeToTargetAsync(
  image: Image,
  target: EncodeTarget,
  options: EncodeOptions & AsyncOptions = {},
): Promise<SearchResult> {
  return runBatchesAsync(searchSteps(image, options, target), options);
}
