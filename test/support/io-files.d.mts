/** Builds picture files byte by byte, for the tests of src/io: right ones, and wrong ones with right checksums. */
import type { Image } from '../../src/image.js';
export declare const PNG_SIGNATURE: Uint8Array<ArrayBuffer>;
/** Whether two pictures are the same; much faster than `toEqual`, which compares pixels as elements. */
export declare function isSameImage(one: Image, other: Image): boolean;
/** Joins byte arrays. */
export declare function join(...parts: readonly Uint8Array[]): Uint8Array;
/** Bytes of a text of Latin-1 letters. */
export declare function latin(text: string): Uint8Array;
/** A whole chunk, with its length and its CRC. */
export declare function pngChunk(type: string, data?: Uint8Array): Uint8Array;
/** An IHDR chunk. */
export declare function pngHeader(
  width: number,
  height: number,
  depth?: number,
  colourType?: number,
  interlace?: number,
): Uint8Array;
/** An IDAT chunk of deflated rows. */
export declare function pngData(rows: Uint8Array): Uint8Array;
/** A PNG of chunks, with its signature and IEND. */
export declare function png(...chunks: readonly Uint8Array[]): Uint8Array;
/** Makes every CRC right again, as far as the chunks can be followed. */
export declare function repairPng(bytes: Uint8Array): Uint8Array;
/** Types of a PNG's chunks, in order. */
export declare function listPngChunks(bytes: Uint8Array): string[];
/** An ICC profile that passes for one: a header of 128 bytes and `extra` others. */
export declare function iccProfile(extra?: number, space?: string): Uint8Array;
/** A TIFF block whose one directory holds an orientation. */
export declare function exifBlock(orientation: number, order?: 'II' | 'MM'): Uint8Array;
/** A whole JPEG segment: marker, length, data. */
export declare function jpegSegment(marker: number, data?: Uint8Array | readonly number[]): Uint8Array;
export declare const JPEG_START: Uint8Array<ArrayBuffer>;
export declare const JPEG_END: Uint8Array<ArrayBuffer>;
/** Table 0, of ones. */
export declare const JPEG_QUANTIZATION: Uint8Array<ArrayBufferLike>;
/** DC table 0 and AC table 0 with one code each, of one zero bit: no difference, and the end of the block. */
export declare const JPEG_HUFFMAN: Uint8Array<ArrayBufferLike>;
/** Shape of a component: its identifier and sampling factors. */
export type ComponentShape = readonly [id: number, h: number, v: number];
/** A SOF segment. */
export declare function jpegFrame(
  width: number,
  height: number,
  components?: readonly ComponentShape[],
  marker?: number,
  precision?: number,
): Uint8Array;
/** A SOS segment with `bits` zero bits of data, which with {@link JPEG_HUFFMAN} are two for each grey block. */
export declare function jpegScan(
  ids: readonly number[],
  bits: number,
  [start, end, high, low]?: readonly [number, number, number, number],
): Uint8Array;
/** Zero bits, filled up with ones to whole bytes. */
export declare function zeroBits(bits: number): Uint8Array;
/** A grey JPEG of one value, 128. */
export declare function greyJpeg(width: number, height: number, ...before: readonly Uint8Array[]): Uint8Array;
