/** `decode`, `decodeInto`, `decodeIndexed` and their asynchronous forms: from bytes to pixels. */

import { checkBytes, viewBytes } from '../check.js';
import { bandAt, countBands, makeRuns, meshBitOf, unpackBlockMap, unpackMeshMap } from '../codec/layout.js';
import { paletteWords } from '../codec/palette.js';
import { type DrawTables, drawBand } from '../codec/reconstruct.js';
import { enlargeInPlace } from '../codec/scale.js';
import { OptionError } from '../error.js';
import { MAX_INFLATE_RATIO } from '../format/constants.js';
import { isScaled, type Scale } from '../format/header.js';
import type { Image } from '../image.js';
import { type AsyncOptions, type PlainSteps, runSteps, runStepsAsync } from '../steps.js';
import { allocateWords } from './allocate.js';
import { makeInflateNext } from './band-planes.js';
import { type DecodeOptions, type ResolvedDecodeOptions, resolveDecodeOptions } from './options.js';
import { type Prefix, parseContainer, parsePrefix } from './parse.js';

/** A picture as it is stored: the class of each block, two palettes, the index of each pixel. It is not enlarged. */
export interface IndexedImage {
  /** Size of the stored picture, in pixels. */
  readonly width: number;
  readonly height: number;
  /** How the stored picture is enlarged when it is drawn; factors of 1 when it is not. */
  readonly scale: Scale;
  /** Side of a block in pixels. */
  readonly blockSide: number;
  /** Blocks across and down. */
  readonly blockColumns: number;
  readonly blockRows: number;
  /** One byte a block, row-major: 0 = low detail, 1 = high detail. */
  readonly blockMap: Uint8Array;
  /** One byte a block, row-major: 1 = a low block that the mesh draws, 0 = a block with a palette. */
  readonly meshMap: Uint8Array;
  /** The low palette, `k1 * 4` bytes RGBA; empty when there is one palette. */
  readonly lowPalette: Uint8Array;
  /** The high palette, `k2 * 4` bytes RGBA. */
  readonly highPalette: Uint8Array;
  /**
   * One entry a pixel, row-major: its index into its block's palette. Pixels of the mesh have no index in the file. They get that
   * of the nearest entry of the high palette.
   */
  readonly indices: Uint16Array;
}

/**
 * Decodes a whole file.
 *
 * @param bytes - an AKM 1 file
 * @returns the picture; `data` is `width * height * 4` bytes RGBA with straight alpha
 * @throws {@link FormatError} when the bytes are wrong
 * @throws {@link UnsupportedError} when the file needs a newer decoder
 * @throws {@link LimitError} when the picture has more than `maxPixels` pixels
 * @throws {@link OptionError} when an argument is not valid
 * @throws {@link AkmError} with code `memory` when the platform has too little memory
 * @see specification, sections 3 to 7
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { decode } from 'akm';
 *
 * const { width, height, data } = decode(readFileSync('photo.akm'));
 * console.log(data.length === width * height * 4); // true
 * ```
 */
export function decode(bytes: Uint8Array, options?: DecodeOptions): Image {
  return runSteps(decodeSteps(bytes, resolveDecodeOptions(options)));
}

/**
 * Decodes a whole file, with pauses for the event loop. The pixels and the errors are those of {@link decode}.
 *
 * @param options - limits, a `signal` that cancels, and `onProgress`
 * @returns the picture
 * @throws the reason of the `signal` when it is aborted; otherwise as {@link decode}
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { decodeAsync } from 'akm';
 *
 * const shares: number[] = [];
 * const image = await decodeAsync(readFileSync('photo.akm'), {
 *   signal: AbortSignal.timeout(60_000),
 *   onProgress: (share) => shares.push(share),
 * });
 * console.log(image.width > 0, shares.at(-1)); // true 1
 * ```
 */
export async function decodeAsync(bytes: Uint8Array, options: DecodeOptions & AsyncOptions = {}): Promise<Image> {
  return runStepsAsync(decodeSteps(bytes, resolveDecodeOptions(options)), options);
}

/**
 * Decodes a whole file into a buffer of the caller. {@link readInfo} returns the size of the picture.
 *
 * @param target - output, exactly `width * height * 4` bytes; left as it is when the structure of the file is wrong
 * @returns the size of the picture in pixels
 * @throws {@link OptionError} when the buffer has another length; otherwise as {@link decode}
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { decodeInto, readInfo } from 'akm';
 *
 * const bytes = readFileSync('photo.akm');
 * const { width, height } = readInfo(bytes);
 * const pixels = new Uint8Array(width * height * 4);
 * decodeInto(bytes, pixels);
 * ```
 */
export function decodeInto(
  bytes: Uint8Array,
  target: Uint8Array | Uint8ClampedArray,
  options?: DecodeOptions,
): { width: number; height: number } {
  const resolved = resolveDecodeOptions(options);
  const picture = parsePicture(bytes, resolved);
  const { width, height } = picture.prefix.header;
  if (!(target instanceof Uint8Array) && !(target instanceof Uint8ClampedArray)) {
    throw new OptionError('target', 'expected a Uint8Array or Uint8ClampedArray');
  }
  const out = viewBytes('target', target);
  if (out.length !== width * height * 4) {
    throw new OptionError('target', `expected ${width * height * 4} bytes for ${width}x${height}, found ${out.length}`);
  }
  const isAligned = out.byteOffset % 4 === 0;
  const words = isAligned ? new Uint32Array(out.buffer, out.byteOffset, width * height) : allocateWords(width * height);
  runSteps(drawSteps(picture, words, resolved));
  if (!isAligned) viewBytes('target', target).set(new Uint8Array(words.buffer));
  return { width, height };
}

/**
 * Decodes a whole file to its block map, palettes and indices. The picture is not enlarged.
 *
 * @returns the picture as the file stores it
 * @throws as {@link decode}
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { decodeIndexed } from 'akm';
 *
 * const { width, height, indices, highPalette } = decodeIndexed(readFileSync('photo.akm'));
 * console.log(indices.length === width * height); // true
 * console.log(highPalette.length % 4); // 0
 * ```
 */
export function decodeIndexed(bytes: Uint8Array, options?: DecodeOptions): IndexedImage {
  const resolved = resolveDecodeOptions(options);
  const picture = parsePicture(bytes, resolved);
  const { header, layout, lowPalette, highPalette } = picture.prefix;
  const indices = new Uint16Array(layout.width * layout.height);
  runSteps(drawBandsSteps(picture, indices, { low: positions(header.k1), high: positions(header.k2) }, resolved));
  if (header.mesh !== undefined) indexMesh(picture, indices, resolved);
  return {
    width: layout.width,
    height: layout.height,
    scale: header.scale,
    blockSide: 1 << header.blockLog2,
    blockColumns: layout.columns,
    blockRows: layout.rows,
    blockMap: unpackBlockMap(layout.bitmap, layout.columns * layout.rows),
    meshMap: unpackMeshMap(layout),
    lowPalette,
    highPalette,
    indices,
  };
}

/** Colours whose nearest entry is remembered. A mesh may have millions of colours, and neighbours often have the same. */
const CACHED_COLOURS = 1 << 16;

/** Gives the pixels of the mesh the index of the nearest entry of the high palette. */
function indexMesh(picture: ParsedPicture, indices: Uint16Array, options: ResolvedDecodeOptions): void {
  const { layout, lowPalette, highPalette } = picture.prefix;
  const { width, height, columns, blockLog2, meshBitmap } = layout;
  const words = allocateWords(width * height);
  const tables = { low: paletteWords(lowPalette), high: paletteWords(highPalette) };
  runSteps(drawBandsSteps(picture, words, tables, options));
  const bytes = new Uint8Array(words.buffer);
  const nearest = new Map<number, number>();
  for (let y = 0, i = 0; y < height; y++) {
    const firstBlock = (y >>> blockLog2) * columns;
    for (let x = 0; x < width; x++, i++) {
      if (meshBitOf(meshBitmap, firstBlock + (x >>> blockLog2)) === 0) continue;
      let index = nearest.get(words[i]);
      if (index === undefined) {
        index = findNearest(bytes, 4 * i, highPalette);
        if (nearest.size === CACHED_COLOURS) nearest.clear();
        nearest.set(words[i], index);
      }
      indices[i] = index;
    }
  }
}

/** The entry with the least squared distance of R, G, B and A; the first of equals. */
function findNearest(pixels: Uint8Array, at: number, palette: Uint8Array): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let from = 0; from < palette.length; from += 4) {
    let distance = 0;
    for (let c = 0; c < 4; c++) {
      const difference = pixels[at + c] - palette[from + c];
      distance += difference * difference;
    }
    if (distance >= least) continue;
    least = distance;
    best = from / 4;
  }
  return best;
}

/** A file whose structure is checked, ready to be drawn. */
export interface ParsedPicture {
  readonly bytes: Uint8Array;
  readonly prefix: Prefix;
}

function parsePicture(bytes: Uint8Array, options: ResolvedDecodeOptions): ParsedPicture {
  const file = checkBytes('bytes', bytes);
  const prefix = parsePrefix(file, options);
  parseContainer(file, prefix);
  const picture = { bytes: file, prefix };
  checkCapacity(picture, options);
  return picture;
}

/**
 * Checks the planes of a picture with very many pixels for its file's size, before memory for the pixels is allocated.
 *
 * Unless indices are packed, a mesh draws blocks, or the picture is enlarged, some plane of such a file must be faulty. The planes are inflated band
 * by band, and nothing is drawn.
 */
export function checkCapacity(picture: ParsedPicture, options: ResolvedDecodeOptions): void {
  const { layout, header } = picture.prefix;
  if (header.width * header.height <= picture.bytes.length * MAX_INFLATE_RATIO) return;
  const inflateNext = makeInflateNext(picture.bytes, picture.prefix, options);
  const count = countBands(layout);
  for (let index = 0; index < count; index++) inflateNext(bandAt(layout, index));
}

function* decodeSteps(bytes: Uint8Array, options: ResolvedDecodeOptions): PlainSteps<Image> {
  const picture = parsePicture(bytes, options);
  const { width, height } = picture.prefix.header;
  const words = allocateWords(width * height);
  yield* drawSteps(picture, words, options);
  return { width, height, data: new Uint8Array(words.buffer) };
}

/**
 * Draws all bands, and enlarges the result. Until then the stored picture is at the end of `words`.
 *
 * @throws OptionError when the target has lost its buffer to the caller's functions
 */
function* drawSteps(picture: ParsedPicture, words: Uint32Array, options: ResolvedDecodeOptions): PlainSteps<void> {
  const { header, layout, lowPalette, highPalette } = picture.prefix;
  const stored = words.subarray(words.length - layout.width * layout.height);
  const tables = { low: paletteWords(lowPalette), high: paletteWords(highPalette) };
  yield* drawBandsSteps(picture, stored, tables, options);
  if (words.length !== header.width * header.height) throw new OptionError('target', 'expected it to keep its buffer');
  if (isScaled(header.scale)) enlargeInPlace(words, header, layout.width, layout.height);
}

/** Maximum steps for drawing bands. A file may have a band for every two pixels, and a step for each would be too many. */
const MOST_STEPS = 1024;

function* drawBandsSteps(
  picture: ParsedPicture,
  target: Uint32Array | Uint16Array,
  tables: DrawTables,
  options: ResolvedDecodeOptions,
): PlainSteps<void> {
  const { layout } = picture.prefix;
  const inflateNext = makeInflateNext(picture.bytes, picture.prefix, options);
  const count = countBands(layout);
  const runs = makeRuns(layout);
  const bandsInStep = Math.ceil(count / MOST_STEPS);
  for (let index = 0; index < count; index++) {
    const band = bandAt(layout, index);
    drawBand(target, layout, band, inflateNext(band), tables, runs);
    const done = index + 1;
    if (done % bandsInStep === 0 || done === count) yield done / count;
  }
}

/** A table that maps every index to itself. */
function positions(k: number): Uint32Array {
  return Uint32Array.from({ length: k }, (_, index) => index);
}
