/** Common types of the readers and writers: a picture with its origin, and the options. */

import { MAX_INFLATE_RATIO } from '../format/constants.js';
import type { Image } from '../image.js';

/** Formats that can be read (all but `rgba`) or written; `rgba` is the pixels without a header. */
export const PICTURE_FORMATS = ['png', 'jpeg', 'ppm', 'pgm', 'rgba'] as const;

/** One of {@link PICTURE_FORMATS}. */
export type PictureFormat = (typeof PICTURE_FORMATS)[number];

/** A picture read from a file, with its profile and notes. */
export interface Picture {
  /** The pixels, upright, 8 bits a channel. */
  readonly image: Image;
  /** The file's format, by its content. */
  readonly format: PictureFormat;
  /** The ICC profile of the pixels, inflated; absent if there is none for RGB. */
  readonly icc?: Uint8Array;
  /** Sentences for people: what was changed, ignored or dropped while reading. */
  readonly notes: string[];
}

/** Options of `readPicture`. */
export interface ReadPictureOptions {
  /**
   * Largest number of pixels to accept. The default is 268,402,689. By default, a PNG of more than 50,000,000 pixels may
   * also have at most 1,032 pixels for each byte of its file.
   */
  readonly maxPixels?: number;
  /** Largest memory that decoding a JPEG may take, in MiB. Default {@link MAX_JPEG_MEMORY_DEFAULT}. */
  readonly maxJpegMemory?: number;
  /**
   * Reject every file that breaks its format's rules. By default, faults that do not affect the pixels are noted, such as a
   * wrong checksum of a comment or a missing end mark.
   */
  readonly strict?: boolean;
  /**
   * Convert the pixels to sRGB and return no profile. This works for profiles with a matrix and curves. Other profiles are
   * kept, with a note.
   */
  readonly toSrgb?: boolean;
}

/** Options of `writePicture`. */
export interface WritePictureOptions {
  /** ICC profile to store in PNG and JPEG files; the other formats can't store one. */
  readonly icc?: Uint8Array | undefined;
  /** Quality of a JPEG, 1 to 100. Default {@link JPEG_QUALITY_DEFAULT}. */
  readonly jpegQuality?: number | undefined;
}

/**
 * Default of `maxJpegMemory` in MiB. Every baseline picture within the default of `maxPixels` fits, and progressive ones of
 * 214 megapixels (4:4:4) or 306 (4:2:0). Pictures that must be rotated upright may have at most half as many pixels.
 */
export const MAX_JPEG_MEMORY_DEFAULT = 2048;

/** Pixels that a PNG may have by default, whatever its file's size: 200 MB of RGBA. */
export const FREE_PIXELS = 50_000_000;

/**
 * Maximum pixels for each byte of a larger PNG by default: what deflate can make of a byte, at 8 bits a pixel. A file with
 * more pixels holds almost no information, and costs 4 KiB of memory a byte.
 */
export const MAX_PIXELS_PER_BYTE = MAX_INFLATE_RATIO;

/** Default of `jpegQuality`. */
export const JPEG_QUALITY_DEFAULT = 90;

/** Maximum ICC profile that is kept, in bytes: ten times the largest in common use. */
export const MAX_ICC_BYTES = 4 * 1024 * 1024;

/** Maximum ICC profile that is written, in bytes: what the 255 segments of a JPEG hold. */
export const MAX_ICC_WRITTEN_BYTES = 255 * 65519;
