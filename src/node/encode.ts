/** The encoder's asynchronous functions in worker threads: same bytes, same errors, less time. */

import { checkObject } from '../check.js';
import * as neutral from '../encode/index.js';
import { checkImage } from '../image.js';
import type { TaskExecutor } from '../steps.js';
import { resolveThreads } from './thread-count.js';

/** How many threads to use. */
export interface ThreadOptions {
  /**
   * Threads in addition to the caller's, 1..64; 1 = none. Default: one for each processor, at most 8. Small pictures get none:
   * those below 2 megapixels, or below a quarter of a megapixel from effort 6 on. The bytes are the same for any number.
   * Threads start at once for a large picture, otherwise when there is work for them. They end when the promise is settled.
   */
  readonly threads?: number;
}

/** Options of the encoder's asynchronous functions on Node. */
export type ThreadedEncodeOptions = neutral.EncodeOptions & neutral.AsyncOptions & ThreadOptions;

/**
 * Encodes a picture in worker threads. The bytes and the errors are those of `encodeAsync` of `akm`.
 *
 * @param options - options of the encoder, `threads`, a `signal` that cancels, and `onProgress`
 * @returns an AKM 1 file
 *
 * @example
 * ```ts
 * import { encodeAsync, loadBytes, readPicture, saveBytes } from 'akm/node';
 *
 * const { image } = readPicture(loadBytes('photo.png'));
 * const bytes = await encodeAsync(image, { quality: 60, threads: 2 });
 * saveBytes('small.akm', bytes);
 * ```
 */
export async function encodeAsync(image: neutral.Image, options: ThreadedEncodeOptions = {}): Promise<Uint8Array> {
  return (await encodeWithReportAsync(image, options)).bytes;
}

/**
 * Does the work of `encodeWithReportAsync` of `akm` in worker threads, with the same result.
 *
 * @param options - options of the encoder, `threads`, a `signal` that cancels, and `onProgress`
 *
 * @example
 * ```ts
 * import { encodeWithReportAsync, loadBytes, readPicture } from 'akm/node';
 *
 * const { image } = readPicture(loadBytes('photo.png'));
 * const { bytes, lossless } = await encodeWithReportAsync(image, { lossless: true });
 * console.log(bytes.length > 0, lossless); // true true
 * ```
 */
export async function encodeWithReportAsync(
  image: neutral.Image,
  options: ThreadedEncodeOptions = {},
): Promise<neutral.EncodeResult> {
  checkObject('options', options);
  return withThreads(image, leastPixels(options.effort), options, (executor) =>
    neutral.encodeWithReportAsync(image, { ...options, executor }),
  );
}

/**
 * Does the work of `encodeToTargetAsync` of `akm` in worker threads, with the same result.
 *
 * @param target - a largest size, a smallest PSNR or a smallest SSIM
 * @param options - options of the encoder, `threads`, a `signal` that cancels, and `onProgress`
 *
 * @example
 * ```ts
 * import { encodeToTargetAsync, loadBytes, readPicture } from 'akm/node';
 *
 * const { image } = readPicture(loadBytes('photo.png'));
 * const { met, result } = await encodeToTargetAsync(image, { maxBytes: 20_000 });
 * console.log(met, result.bytes.length <= 20_000); // true true
 * ```
 */
export async function encodeToTargetAsync(
  image: neutral.Image,
  target: neutral.EncodeTarget,
  options: ThreadedEncodeOptions = {},
): Promise<neutral.SearchResult> {
  checkObject('options', options);
  return withThreads(image, MIN_PIXELS, options, (executor) =>
    neutral.encodeToTargetAsync(image, target, { ...options, executor }),
  );
}

/** Pictures of fewer pixels are finished before threads have started. */
const MIN_PIXELS = 2 ** 18;

/** From this effort on, a picture takes long enough for threads to pay early. */
const THOROUGH_EFFORT = 6;

/** Below that effort, most of a picture's time would be spent compiling the same code in every thread. */
const QUICK_MIN_PIXELS = 2 ** 21;

/** Minimum pixels for which threads are started by default. */
function leastPixels(effort: unknown = neutral.ENCODE_DEFAULTS.effort): number {
  return typeof effort === 'number' && effort >= THOROUGH_EFFORT ? MIN_PIXELS : QUICK_MIN_PIXELS;
}

/** The default number of threads for a picture of this number of pixels; 1 = none in addition to the caller's. */
export function usualThreads(
  pixels: number,
  { effort, isSearch = false }: { readonly effort?: number | undefined; readonly isSearch?: boolean } = {},
): number {
  return pixels >= (isSearch ? MIN_PIXELS : leastPixels(effort)) ? resolveThreads(undefined) : 1;
}

/**
 * Gives a piece of work threads, unless the caller has an executor, and always ends them afterwards.
 *
 * @param least - minimum pixels of a picture for which threads are started by default
 */
async function withThreads<T>(
  image: neutral.Image,
  least: number,
  { threads, executor }: ThreadedEncodeOptions,
  work: (executor: TaskExecutor | undefined) => Promise<T>,
): Promise<T> {
  checkImage(image);
  const isLarge = image.width * image.height >= least;
  const count = resolveThreads(threads ?? (isLarge ? undefined : 1));
  if (executor !== undefined || count === 1) return work(executor);
  const { EncodePool } = await import('./encode-pool.js');
  const pool = new EncodePool(count, { startsEarly: isLarge });
  try {
    return await work(pool);
  } finally {
    await pool.close();
  }
}
