/** The decoder's functions with Node's own inflate, and smoothing in WebAssembly. Same pixels, same errors, less time. */

import { checkObject } from '../check.js';
import { sumSections as sumSectionsNeutral } from '../decode/figures.js';
import * as neutral from '../decode/index.js';
import { type Salvaged, salvage as salvageNeutral } from '../decode/salvage.js';
import { smoothByKernel } from '../encode/smooth.js';
import { inflateWithZlib } from './inflate.js';

/** The options with what is quicker here, where the caller names nothing else. */
function inNode<T extends neutral.DecodeOptions>(options: T | undefined): T {
  if (options !== undefined) checkObject('options', options);
  return { ...options, inflate: options?.inflate ?? inflateWithZlib, smooth: options?.smooth ?? smoothByKernel } as T;
}

/** @see {@link neutral.decode} */
export function decode(bytes: Uint8Array, options?: neutral.DecodeOptions): neutral.Image {
  return neutral.decode(bytes, inNode(options));
}

/** @see {@link neutral.decodeAsync} */
export async function decodeAsync(
  bytes: Uint8Array,
  options?: neutral.DecodeOptions & neutral.AsyncOptions,
): Promise<neutral.Image> {
  return neutral.decodeAsync(bytes, inNode(options));
}

/** @see {@link neutral.decodeInto} */
export function decodeInto(
  bytes: Uint8Array,
  target: Uint8Array | Uint8ClampedArray,
  options?: neutral.DecodeOptions,
): { width: number; height: number } {
  return neutral.decodeInto(bytes, target, inNode(options));
}

/** @see {@link neutral.decodeIndexed} */
export function decodeIndexed(bytes: Uint8Array, options?: neutral.DecodeOptions): neutral.IndexedImage {
  return neutral.decodeIndexed(bytes, inNode(options));
}

/** @see {@link neutral.readInfo} */
export function readInfo(bytes: Uint8Array, options?: neutral.DecodeOptions): neutral.AkmInfo {
  return neutral.readInfo(bytes, inNode(options));
}

/** @see {@link neutral.readMetadata} */
export function readMetadata(bytes: Uint8Array, options?: neutral.DecodeOptions): neutral.Metadata {
  return neutral.readMetadata(bytes, inNode(options));
}

/** @see {@link neutral.readSections} */
export function readSections(bytes: Uint8Array, options?: neutral.DecodeOptions): neutral.Section[] {
  return neutral.readSections(bytes, inNode(options));
}

/** @see {@link neutral.readUsableMetadata} */
export function readUsableMetadata(bytes: Uint8Array, options?: neutral.DecodeOptions): neutral.UsableMetadata {
  return neutral.readUsableMetadata(bytes, inNode(options));
}

/** @see {@link sumSectionsNeutral} */
export function sumSections(bytes: Uint8Array, options?: neutral.DecodeOptions): Map<string, number> {
  return sumSectionsNeutral(bytes, inNode(options));
}

/** @see {@link salvageNeutral} */
export function salvage(bytes: Uint8Array, options?: neutral.DecodeOptions): Salvaged {
  return salvageNeutral(bytes, inNode(options));
}
