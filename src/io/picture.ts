/** What the readers and writers of this folder share: a picture with where it came from, and the options. */

import { MAX_INFLATE_RATIO } from '../format/constants.js';
import type { Image } from '../image.js';

/** Formats that can be read (all but `rgba`) or written; `rgba` is the bare pixels, without a header. */
export const PICTURE_FORMATS = ['png', 'jpeg', 'ppm', 'pgm', 'rgba'] as const;

/** One of {@link PICTURE_FORMATS}. */
export type PictureFormat = (typeof PICTURE_FORMATS)[number];

/** A picture read from a file, with what the file said about it. */
export interface Picture {
  /** The pixels, upright, 8 bits a channel. */
  readonly image: Image;
  /** What the file turned out to be, by its content. */
  readonly format: PictureFormat;
  /** The ICC profile of the pixels, inflated; absent when there is none that applies to RGB. */
  readonly icc?: Uint8Array;
  /** Sentences for people: what was changed, ignored or dropped on the way in. */
  readonly notes: string[];
}

/** Options of `readPicture`. */
export interface ReadPictureOptions {
  /**
   * Largest number of pixels to accept. The default is 268,402,689. By default, a PNG of more than 50,000,000 pixels may
   * also have at most 1,032 pixels for each byte of its file.
   */
  readonly maxPixels?: number;
  /** Largest memory that decoding a JPEG may take, in MiB; {@link MAX_JPEG_MEMORY_DEFAULT} unless told. */
  readonly maxJpegMemory?: number;
  /**
   * Refuse every file that breaks its format's rules. By default, faults that leave the pixels whole (a wrong checksum of a
   * comment, a missing end mark) are noted.
   */
  readonly strict?: boolean;
  /**
   * Convert the pixels to sRGB and hand over no profile, where the profile can be applied: one of a matrix and curves. Other
   * profiles are kept, with a note.
   */
  readonly toSrgb?: boolean;
}

/** Options of `writePicture`. */
export interface WritePictureOptions {
  /** ICC profile to store in PNG and JPEG files; the other formats have no place for one. */
  readonly icc?: Uint8Array | undefined;
  /** Quality of a JPEG, 1 to 100; {@link JPEG_QUALITY_DEFAULT} unless told. */
  readonly jpegQuality?: number | undefined;
}

/**
 * Default of `maxJpegMemory` in MiB. Every baseline picture within the default of `maxPixels` fits, and progressive ones of
 * 214 megapixels (4:4:4) or 306 (4:2:0); half as many, or fewer, if they must be turned upright.
 */
export const MAX_JPEG_MEMORY_DEFAULT = 2048;

/** Pixels that a PNG of any size may have by default: 200 MB of RGBA. */
export const FREE_PIXELS = 50_000_000;

/**
 * Pixels for which a byte of a larger PNG may stand by default: what deflate can make of a byte, at 8 bits a pixel. A file
 * that beats this holds next to nothing, and costs 4 KiB of memory a byte.
 */
export const MAX_PIXELS_PER_BYTE = MAX_INFLATE_RATIO;

/** Default of `jpegQuality`. */
export const JPEG_QUALITY_DEFAULT = 90;

/** Longest ICC profile that is kept, in bytes: ten times the largest in common use. */
export const MAX_ICC_BYTES = 4 * 1024 * 1024;

/** Longest ICC profile that is written, in bytes: what the 255 segments of a JPEG hold. */
export const MAX_ICC_WRITTEN_BYTES = 255 * 65519;
