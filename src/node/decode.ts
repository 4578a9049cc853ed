/** The decoder's functions with Node's inflate: same pixels, same errors, less time. */

import { checkObject } from '../check.js';
import { sumSections as sumSectionsNeutral } from '../decode/figures.js';
import * as neutral from '../decode/index.js';
import { checkUsableMetadata as checkUsableMetadataNeutral } from '../decode/read-info.js';
import { type Salvaged, salvage as salvageNeutral } from '../decode/salvage.js';
import type { AkmError } from '../error.js';
import { inflateWithZlib } from './inflate.js';

/** The options with a faster default for Node. */
function inNode<T extends neutral.DecodeOptions>(options: T | undefined): T {
  if (options !== undefined) checkObject('options', options);
  return { ...options, inflate: options?.inflate ?? inflateWithZlib } as T;
}

/**
 * Decodes a whole file as `decode` of `akm` does.
 *
 * It uses Node's inflate, so it takes less time. Result and errors are the same.
 *
 * @example
 * ```ts
 * import { decode, loadBytes } from 'akm/node';
 *
 * const { width, height, data } = decode(loadBytes('photo.akm'));
 * console.log(data.length === width * height * 4); // true
 * ```
 */
export function decode(bytes: Uint8Array, options?: neutral.DecodeOptions): neutral.Image {
  return neutral.decode(bytes, inNode(options));
}

/**
 * Decodes a whole file as `decodeAsync` of `akm` does, with pauses for the event loop.
 *
 * It uses Node's inflate, so it takes less time. Result and errors are the same.
 *
 * @example
 * ```ts
 * import { decodeAsync, loadBytesAsync } from 'akm/node';
 *
 * const image = await decodeAsync(await loadBytesAsync('photo.akm'), { signal: AbortSignal.timeout(60_000) });
 * console.log(image.width > 0); // true
 * ```
 */
export async function decodeAsync(
  bytes: Uint8Array,
  options?: neutral.DecodeOptions & neutral.AsyncOptions,
): Promise<neutral.Image> {
  return neutral.decodeAsync(bytes, inNode(options));
}

/**
 * Decodes a whole file into a buffer of the caller, as `decodeInto` of `akm` does.
 *
 * It uses Node's inflate, so it takes less time. Result and errors are the same.
 *
 * @example
 * ```ts
 * import { decodeInto, loadBytes, readInfo } from 'akm/node';
 *
 * const bytes = loadBytes('photo.akm');
 * const { width, height } = readInfo(bytes);
 * decodeInto(bytes, new Uint8Array(width * height * 4));
 * ```
 */
export function decodeInto(
  bytes: Uint8Array,
  target: Uint8Array | Uint8ClampedArray,
  options?: neutral.DecodeOptions,
): { width: number; height: number } {
  return neutral.decodeInto(bytes, target, inNode(options));
}

/**
 * Decodes a whole file to its block map, palettes and indices, as `decodeIndexed` of `akm` does.
 *
 * It uses Node's inflate, so it takes less time. Result and errors are the same.
 *
 * @example
 * ```ts
 * import { decodeIndexed, loadBytes } from 'akm/node';
 *
 * const { width, height, indices } = decodeIndexed(loadBytes('photo.akm'));
 * console.log(indices.length === width * height); // true
 * ```
 */
export function decodeIndexed(bytes: Uint8Array, options?: neutral.DecodeOptions): neutral.IndexedImage {
  return neutral.decodeIndexed(bytes, inNode(options));
}

/**
 * Reads the header, the palettes and the block map of a file, as `readInfo` of `akm` does.
 *
 * It uses Node's inflate, so it takes less time. Result and errors are the same.
 *
 * @example
 * ```ts
 * import { loadBytes, readInfo } from 'akm/node';
 *
 * console.log(readInfo(loadBytes('photo.akm')).version); // 1
 * ```
 */
export function readInfo(bytes: Uint8Array, options?: neutral.DecodeOptions): neutral.AkmInfo {
  return neutral.readInfo(bytes, inNode(options));
}

/**
 * Reads the ICC profile and the EXIF data of a whole file, as `readMetadata` of `akm` does.
 *
 * It uses Node's inflate, so it takes less time. Result and errors are the same.
 *
 * @example
 * ```ts
 * import { loadBytes, readMetadata } from 'akm/node';
 *
 * const { icc, exif } = readMetadata(loadBytes('photo.akm'));
 * console.log(icc, exif); // undefined undefined
 * ```
 */
export function readMetadata(bytes: Uint8Array, options?: neutral.DecodeOptions): neutral.Metadata {
  return neutral.readMetadata(bytes, inNode(options));
}

/**
 * Lists the sections of a whole file in file order, as `readSections` of `akm` does.
 *
 * It uses Node's inflate, so it takes less time. Result and errors are the same.
 *
 * @example
 * ```ts
 * import { loadBytes, readSections } from 'akm/node';
 *
 * const bytes = loadBytes('photo.akm');
 * const total = readSections(bytes).reduce((sum, section) => sum + section.bytes, 0);
 * console.log(total === bytes.length); // true
 * ```
 */
export function readSections(bytes: Uint8Array, options?: neutral.DecodeOptions): neutral.Section[] {
  return neutral.readSections(bytes, inNode(options));
}

/**
 * Reads the ICC profile and the EXIF data of a whole file, as far as they can be used, as `readUsableMetadata` of `akm` does.
 *
 * It uses Node's inflate, so it takes less time. Result and errors are the same.
 *
 * @example
 * ```ts
 * import { loadBytes, readUsableMetadata } from 'akm/node';
 *
 * const { dropped } = readUsableMetadata(loadBytes('photo.akm'), { maxMetadataBytes: 1_000_000 });
 * console.log(dropped.length); // 0
 * ```
 */
export function readUsableMetadata(bytes: Uint8Array, options?: neutral.DecodeOptions): neutral.UsableMetadata {
  return neutral.readUsableMetadata(bytes, inNode(options));
}

/** @see {@link checkUsableMetadataNeutral} */
export function checkUsableMetadata(bytes: Uint8Array, options?: neutral.DecodeOptions): AkmError[] {
  return checkUsableMetadataNeutral(bytes, inNode(options));
}

/** @see {@link sumSectionsNeutral} */
export function sumSections(bytes: Uint8Array, options?: neutral.DecodeOptions): Map<string, number> {
  return sumSectionsNeutral(bytes, inNode(options));
}

/**
 * Decodes the intact bands of a damaged file, as `salvage` of `akm` does.
 *
 * It uses Node's inflate, so it takes less time. Result and errors are the same.
 *
 * @example
 * ```ts
 * import { loadBytes, salvage, writePicture } from 'akm/node';
 *
 * const { image, lost } = salvage(loadBytes('photo.akm'));
 * const png = writePicture(image, 'png');
 * console.log(png.length > 0, lost.length); // true 0
 * ```
 */
export function salvage(bytes: Uint8Array, options?: neutral.DecodeOptions): Salvaged {
  return salvageNeutral(bytes, inNode(options));
}
