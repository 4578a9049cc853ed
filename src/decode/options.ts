/** Options of every decoding function, and their defaults. */

import { checkFunction, checkInteger, checkObject } from '../check.js';
import { MAX_METADATA_DEFAULT, MAX_METADATA_LIMIT, MAX_PIXELS_DEFAULT, MAX_PIXELS_LIMIT } from '../image.js';
import type { Inflate } from '../inflate/inflate.js';
import { inflateWithPako } from '../inflate/pako.js';

/** The limits of a decoder, and its inflate. */
export interface DecodeOptions {
  /** Reject pictures of more pixels, before memory is allocated. Default 268,402,689; at most 2^30. */
  readonly maxPixels?: number;
  /** Reject, or leave out, ICC profiles and EXIF data of more bytes. Pixels need neither. Default 4 MiB. */
  readonly maxMetadataBytes?: number;
  /** Inflates one zlib stream; see {@link Inflate}. Default: pako's. */
  readonly inflate?: Inflate;
}

export type ResolvedDecodeOptions = Readonly<Required<DecodeOptions>>;

export const DECODE_DEFAULTS: ResolvedDecodeOptions = Object.freeze({
  maxPixels: MAX_PIXELS_DEFAULT,
  maxMetadataBytes: MAX_METADATA_DEFAULT,
  inflate: inflateWithPako,
});

/**
 * Fills in the defaults and checks. An `undefined` counts as absent.
 *
 * @throws {@link OptionError} naming the option
 */
export function resolveDecodeOptions(options: DecodeOptions = {}): ResolvedDecodeOptions {
  checkObject('options', options);
  const maxPixels = options.maxPixels ?? DECODE_DEFAULTS.maxPixels;
  const maxMetadataBytes = options.maxMetadataBytes ?? DECODE_DEFAULTS.maxMetadataBytes;
  const inflate = options.inflate ?? DECODE_DEFAULTS.inflate;
  checkInteger('maxPixels', maxPixels, 1, MAX_PIXELS_LIMIT);
  checkInteger('maxMetadataBytes', maxMetadataBytes, 0, MAX_METADATA_LIMIT);
  checkFunction('inflate', inflate);
  return { maxPixels, maxMetadataBytes, inflate };
}
