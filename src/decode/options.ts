/** Options of every decoding function, and their defaults. */

import { checkInteger } from '../check.js';
import { OptionError } from '../error.js';
import { MAX_PIXELS_DEFAULT, MAX_PIXELS_LIMIT } from '../image.js';
import { type Inflate, inflateWithPako } from './inflate.js';

/** How much a decoder may do, and with which inflate. */
export interface DecodeOptions {
  /** Refuse pictures of more pixels, before anything is allocated. Default 268,402,689; at most 2^30. */
  readonly maxPixels?: number;
  /** Refuse ICC profiles and EXIF data of more bytes. Default 4 MiB. */
  readonly maxMetadataBytes?: number;
  /** Inflates one zlib stream; see {@link Inflate}. Default: pako's. */
  readonly inflate?: Inflate;
}

export type ResolvedDecodeOptions = Readonly<Required<DecodeOptions>>;

export const DECODE_DEFAULTS: ResolvedDecodeOptions = Object.freeze({
  maxPixels: MAX_PIXELS_DEFAULT,
  maxMetadataBytes: 4 * 1024 * 1024,
  inflate: inflateWithPako,
});

/**
 * Fills in the defaults (an `undefined` counts as absent) and checks.
 *
 * @throws {@link OptionError} naming the option
 */
export function resolveDecodeOptions(options: DecodeOptions = {}): ResolvedDecodeOptions {
  if (typeof options !== 'object' || options === null) throw new OptionError('options', 'expected an object');
  const maxPixels = options.maxPixels ?? DECODE_DEFAULTS.maxPixels;
  const maxMetadataBytes = options.maxMetadataBytes ?? DECODE_DEFAULTS.maxMetadataBytes;
  const inflate = options.inflate ?? DECODE_DEFAULTS.inflate;
  checkInteger('maxPixels', maxPixels, 1, MAX_PIXELS_LIMIT);
  checkInteger('maxMetadataBytes', maxMetadataBytes, 0, 2 ** 31);
  if (typeof inflate !== 'function') throw new OptionError('inflate', 'expected a function');
  return { maxPixels, maxMetadataBytes, inflate };
}
