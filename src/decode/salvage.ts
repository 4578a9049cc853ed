/**
 * "akm/salvage": the intact bands of a damaged file. It is a separate entry, so that the decoder stays small.
 *
 * @module akm/salvage
 */

import { ByteReader } from '../bits/byte-reader.js';
import { crc32 } from '../bits/crc32.js';
import { checkBytes } from '../check.js';
import { bandAt, countBands, makeRuns } from '../codec/layout.js';
import { paletteWords } from '../codec/palette.js';
import { type DrawTables, drawBand } from '../codec/reconstruct.js';
import { drawnRow, enlargeInPlace } from '../codec/scale.js';
import { type AkmError, FormatError } from '../error.js';
import { MAX_INFLATE_RATIO } from '../format/constants.js';
import { isScaled } from '../format/header.js';
import { type BandFrame, readBandExtent, readTail } from '../format/read-container.js';
import type { Image } from '../image.js';
import { allocateWords } from './allocate.js';
import { type InflateBand, makeInflateBand } from './band-planes.js';
import { checkCapacity } from './decode.js';
import { type BandRun, findBands } from './find-bands.js';
import { type DecodeOptions, type ResolvedDecodeOptions, resolveDecodeOptions } from './options.js';
import { type Prefix, parseContainer, parsePrefix } from './parse.js';
import { type Metadata, MetadataChunks } from './read-info.js';

/** Consecutive lost bands. */
export interface LostBands {
  /** Bands `firstBand` (included) to `endBand` (not). */
  readonly firstBand: number;
  readonly endBand: number;
  /** Pixel rows `top` (included) to `bottom` (not). */
  readonly top: number;
  readonly bottom: number;
}

/** The recovered parts of a file. */
export interface Salvaged {
  /** The picture; the rows of lost bands are transparent. */
  readonly image: Image;
  /** Bands that the picture has. */
  readonly bandCount: number;
  /** The lost bands, from top to bottom; empty when every pixel is there. */
  readonly lost: readonly LostBands[];
  /** The first fault of the file; undefined when there is none. */
  readonly fault?: FormatError;
  /** Metadata from the chunks, as far as they are intact and within `maxMetadataBytes`. */
  readonly metadata: Metadata;
  /** One error for each item of metadata that is left out although its chunk is intact. */
  readonly dropped: readonly AkmError[];
}

/** Maximum bands with a right checksum and faulty content that are tried. Damage makes none, and each takes long to reject. */
const MOST_FAULTS = 1000;

/**
 * Decodes the intact bands of a damaged file. The rows of lost bands become transparent.
 *
 * A band counts as intact when its CRC-32 is right and its index planes inflate to valid data. A file without a fault
 * decodes as with `decode`. Limits of the method:
 *
 * - Bands have no numbers in a file. When a whole band was cut out, the bands after it move up.
 * - After 1,000 bands with a right CRC-32 and faulty content, the rest counts as lost.
 *
 * @param bytes - an AKM 1 file with an intact prefix
 * @returns the picture, and which rows of it are lost
 * @throws `FormatError`, the first fault of the file, when the prefix is damaged or no band is intact; otherwise as
 *   `decode`
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { salvage } from 'akm/salvage';
 *
 * const { image, lost, bandCount, fault } = salvage(readFileSync('photo.akm'));
 * for (const { top, bottom } of lost) console.log(`rows ${top} to ${bottom - 1} of ${image.height} are lost`);
 * console.log(bandCount - lost.length > 0, fault); // true undefined
 * ```
 */
export function salvage(bytes: Uint8Array, options?: DecodeOptions): Salvaged {
  const resolved = resolveDecodeOptions(options);
  const file = checkBytes('bytes', bytes);
  const prefix = parsePrefix(file, resolved);
  const faults = new Faults();
  const { runs, chunks } = findParts(file, prefix, faults);
  checkSize(file, prefix, faults, resolved);
  const drawing = new Drawing(file, prefix, resolved, faults);
  for (const run of runs) drawing.addRun(run);
  const { dropped, ...metadata } = chunks.read(file, resolved);
  for (const error of dropped) if (error instanceof FormatError) faults.add(error);
  const image = drawing.finish();
  const bandCount = countBands(prefix.layout);
  return { image, bandCount, lost: drawing.lost, fault: faults.first, metadata, dropped };
}

/** The first fault of a file, and how many there were. */
class Faults {
  first: FormatError | undefined;
  count = 0;

  add(fault: FormatError): void {
    this.first ??= fault;
    this.count++;
  }

  /** Returns the result of a function; undefined when the bytes are wrong, which is counted. */
  catch<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      this.add(error);
      return undefined;
    }
  }
}

/** The bands of a file with an intact structure, or those that can be found, and the chunks after them. */
function findParts(
  bytes: Uint8Array,
  prefix: Prefix,
  faults: Faults,
): { runs: readonly BandRun[]; chunks: MetadataChunks } {
  const chunks = new MetadataChunks();
  faults.catch(() => parseContainer(bytes, prefix, chunks));
  if (faults.count === 0) {
    return { runs: [{ firstBand: 0, endBand: countBands(prefix.layout), offset: prefix.end }], chunks };
  }
  const { runs, tailOffset } = findBands(bytes, prefix);
  const found = new MetadataChunks();
  if (tailOffset !== undefined) readTail(new ByteReader(bytes, 'chunks', tailOffset), found.chunk);
  return { runs, chunks: found };
}

/**
 * Rejects a picture with more pixels than the bytes can hold, before memory for them is allocated. A byte of a packed plane holds
 * eight pixels, and a vertex of a mesh takes a byte for a finest cell. Enlarged pictures may have more, if the file has no fault.
 */
function checkSize(bytes: Uint8Array, prefix: Prefix, { first, count }: Faults, options: ResolvedDecodeOptions): void {
  const { layout, header, end } = prefix;
  const ofIndices = header.packedLow || header.packedHigh ? 8 : 1;
  const ofMesh = header.mesh === undefined ? 1 : 1 << (2 * header.mesh.finestLog2);
  const most = bytes.length * MAX_INFLATE_RATIO * Math.max(ofIndices, ofMesh);
  const { width, height } = count > 0 ? header : layout;
  if (width * height <= most) return;
  const detail = `${bytes.length} bytes can't hold ${width}x${height} pixels`;
  if (first !== undefined) throw first;
  // Its planes or its mesh are at fault.
  if (header.mesh !== undefined) checkCapacity({ bytes, prefix }, options);
  throw new FormatError('plane-stream', 'bands', end, detail);
}

/** A picture that is drawn band by band, from top to bottom. Memory is allocated with the first band that inflates. */
class Drawing {
  /** The gaps between the bands that were drawn. */
  readonly lost: LostBands[] = [];
  readonly #bytes: Uint8Array;
  readonly #prefix: Prefix;
  readonly #inflateBand: InflateBand;
  readonly #tables: DrawTables;
  readonly #runs: Uint32Array;
  readonly #faults: Faults;
  /** The first band that is neither drawn nor lost. */
  #next = 0;
  #words: Uint32Array<ArrayBuffer> | undefined;

  constructor(bytes: Uint8Array, prefix: Prefix, options: ResolvedDecodeOptions, faults: Faults) {
    this.#bytes = bytes;
    this.#prefix = prefix;
    this.#faults = faults;
    this.#inflateBand = makeInflateBand(bytes, prefix, options);
    this.#tables = { low: paletteWords(prefix.lowPalette), high: paletteWords(prefix.highPalette) };
    this.#runs = makeRuns(prefix.layout);
  }

  /** Draws the intact bands of a run. */
  addRun({ firstBand, endBand, offset }: BandRun): void {
    const reader = new ByteReader(this.#bytes, 'bands', offset);
    for (let index = firstBand; index < endBand && this.#faults.count < MOST_FAULTS; index++) {
      const frame = readBandExtent(reader, index, this.#prefix.header.mesh !== undefined);
      const computed = crc32(this.#bytes, frame.offset, reader.offset);
      if (reader.readUint32('CRC-32') === computed) this.#draw(index, frame);
    }
  }

  #draw(index: number, frame: BandFrame): void {
    const { header, layout } = this.#prefix;
    const band = bandAt(layout, index);
    const planes = this.#faults.catch(() => this.#inflateBand(frame, band));
    if (planes === undefined) return;
    this.#words ??= allocateWords(header.width * header.height);
    drawBand(this.#storedPart(this.#words), layout, band, planes, this.#tables, this.#runs);
    this.#loseUpTo(index);
    this.#next = index + 1;
  }

  #loseUpTo(endBand: number): void {
    const firstBand = this.#next;
    if (firstBand === endBand) return;
    const { layout, header } = this.#prefix;
    const { top } = bandAt(layout, firstBand);
    const { bottom } = bandAt(layout, endBand - 1);
    this.lost.push({ firstBand, endBand, top: drawnRow(header, top), bottom: drawnRow(header, bottom) });
  }

  /** @throws the first fault, when nothing was drawn */
  finish(): Image {
    const { header, layout } = this.#prefix;
    if (this.#words === undefined) throw this.#faults.first;
    this.#loseUpTo(countBands(layout));
    if (isScaled(header.scale)) enlargeInPlace(this.#words, header, layout.width, layout.height);
    return { width: header.width, height: header.height, data: new Uint8Array(this.#words.buffer) };
  }

  /** The stored picture, which is at the end of the drawn one until it is enlarged. */
  #storedPart(words: Uint32Array): Uint32Array {
    const { layout } = this.#prefix;
    return words.subarray(words.length - layout.width * layout.height);
  }
}
