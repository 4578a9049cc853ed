/**
 * Finds the intact bands of a damaged file: by the stated sizes, and where these are lost, by search.
 *
 * In a hostile file a band or a chunk may seem to begin at every byte and to reach to the end. The work must still be linear
 * in the file's size. So the checksum of a range takes constant time, no failed path is followed again, and no errors are
 * created on the way.
 */

import { ByteReader } from '../bits/byte-reader.js';
import { Crc32Ranges } from '../bits/crc32-ranges.js';
import { countBands } from '../codec/layout.js';
import { END_MARK } from '../format/constants.js';
import { CRC_SIZE, readTail } from '../format/read-container.js';
import type { Prefix } from './parse.js';

const MAX_VARINT_SIZE = 5;
const CHUNK_TYPE_SIZE = 4;
const SPACE = 0x20;
/** The place of the mesh among the sizes of a band. */
const MESH_SIZE = 2;
/** Chunk types from here on begin with a lower-case letter, which means that they can be skipped. */
const FIRST_LOWER_CASE = 0x61000000;

/** Consecutive bands, by their stated sizes. Some of them may be damaged. */
export interface BandRun {
  /** Number of the first one in the picture. */
  readonly firstBand: number;
  readonly endBand: number;
  /** Offset of the first one. */
  readonly offset: number;
}

/** The parts of a file after its prefix. */
export interface FoundBands {
  /** Runs by the numbers of their bands, ascending. */
  readonly runs: readonly BandRun[];
  /** Offset of the chunks, if everything after the bands is intact. */
  readonly tailOffset?: number;
  /** Number of offsets that the search examined: its cost. */
  readonly steps: number;
}

/** Consecutive bands, up to one that does not fit in the file, or to an intact tail. */
interface Chain {
  readonly offset: number;
  readonly length: number;
  /** Bands up to and including the last intact one, and the offset after it; if none is intact, where the chain begins. */
  readonly intactLength: number;
  readonly intactEnd: number;
  readonly tailOffset?: number;
}

/**
 * Finds the intact bands of a file with an intact prefix.
 *
 * From the front, bands are followed by their sizes, even after a wrong checksum: the next bands show whether the sizes were
 * right. After wrong sizes, the next intact bands are searched. Their numbers are known only if they reach to an intact end of
 * the file. Bands without a number are dropped, so that no row is put in a wrong place.
 *
 * @throws UnsupportedError for a chunk that can't be skipped
 */
export function findBands(bytes: Uint8Array, prefix: Prefix): FoundBands {
  const search = new BandSearch(bytes, prefix);
  const count = countBands(prefix.layout);
  const front = search.followFromFront(prefix.end, count);
  const known = front.intactLength;
  const runs: BandRun[] = [{ firstBand: 0, endBand: known, offset: prefix.end }];
  if (front.tailOffset !== undefined || known === count) {
    return { runs, tailOffset: front.tailOffset, steps: search.steps };
  }
  for (let at = search.findBand(front.intactEnd); at !== undefined; ) {
    const { offset, length, intactEnd, tailOffset } = search.followToTail(at);
    if (tailOffset !== undefined) {
      // If there are more bands than possible, those next to the tail still have numbers.
      const surplus = Math.max(0, length - (count - known));
      runs.push({ firstBand: count - length + surplus, endBand: count, offset: search.skipBands(offset, surplus) });
      return { runs, tailOffset, steps: search.steps };
    }
    // Continue after the band at `at`, which is intact.
    at = search.findBand(intactEnd);
  }
  return { runs, steps: search.steps };
}

/** A set of offsets. */
class OffsetSet {
  readonly #bits: Uint8Array;

  constructor(size: number) {
    this.#bits = new Uint8Array(Math.ceil(size / 8) + 1);
  }

  has(offset: number): boolean {
    return ((this.#bits[offset >>> 3] >>> (offset & 7)) & 1) === 1;
  }

  add(offset: number): void {
    this.#bits[offset >>> 3] |= 1 << (offset & 7);
  }
}

class BandSearch {
  /** Number of offsets examined. The work at each is bounded. */
  steps = 0;
  readonly #bytes: Uint8Array;
  readonly #hasLowPalette: boolean;
  readonly #hasMesh: boolean;
  readonly #ranges: Crc32Ranges;
  /** Offsets of bands on paths that led to no tail. */
  readonly #followed: OffsetSet;
  /** Offsets from which chunks lead to no intact end. */
  readonly #noTails: OffsetSet;
  /** The value of the last varint. */
  #value = 0;
  /** The sizes of the streams of the last band: low plane, high plane, mesh. */
  readonly #sizes = [0, 0, 0];

  constructor(bytes: Uint8Array, { header }: Prefix) {
    this.#bytes = bytes;
    this.#hasLowPalette = header.k1 > 0;
    this.#hasMesh = header.mesh !== undefined;
    this.#ranges = new Crc32Ranges(bytes);
    this.#followed = new OffsetSet(bytes.length);
    this.#noTails = new OffsetSet(bytes.length);
  }

  /** Follows `count` bands, which a tail may follow. */
  followFromFront(offset: number, count: number): Chain {
    let intactLength = 0;
    let intactEnd = offset;
    let at = offset;
    for (let length = 0; length < count; length++) {
      const end = this.#passBand(at);
      if (end === 0) return { offset, length, intactLength, intactEnd };
      if (this.#isIntact(at, end)) {
        intactLength = length + 1;
        intactEnd = end;
      }
      at = end;
    }
    const tail = this.#isTail(at) ? { tailOffset: at } : {};
    return { offset, length: count, intactLength, intactEnd, ...tail };
  }

  /** Follows any number of bands until they lead to a tail, or reach an earlier failed path. */
  followToTail(offset: number): Chain {
    let intactLength = 0;
    let intactEnd = offset;
    let at = offset;
    for (let length = 0; ; length++) {
      if (length > 0 && this.#isTail(at)) return { offset, length, intactLength, intactEnd, tailOffset: at };
      const end = this.#followed.has(at) ? 0 : this.#passBand(at);
      if (end === 0) return { offset, length, intactLength, intactEnd };
      this.#followed.add(at);
      if (this.#isIntact(at, end)) {
        intactLength = length + 1;
        intactEnd = end;
      }
      at = end;
    }
  }

  /** Offset after bands that are known to exist. */
  skipBands(offset: number, count: number): number {
    let at = offset;
    for (let i = 0; i < count; i++) at = this.#passBand(at);
    return at;
  }

  /** Offset of the first intact band from an offset on. */
  findBand(from: number): number | undefined {
    for (let at = from; at < this.#bytes.length; at++) {
      if (this.#looksLikeBand(at) && this.#isIntact(at, this.#passBand(at))) return at;
    }
    return undefined;
  }

  /** Offset after the band whose sizes are here; 0 when the sizes are invalid or the band does not fit in the file. */
  #passBand(at: number): number {
    this.steps++;
    const streamsAt = this.#passSizes(at);
    const [low, high, mesh] = this.#sizes;
    const end = streamsAt + low + high + mesh + CRC_SIZE;
    return streamsAt === 0 || end > this.#bytes.length ? 0 : end;
  }

  /** Whether the last four of these bytes are the checksum of the others. */
  #isIntact(start: number, end: number): boolean {
    const crcAt = end - CRC_SIZE;
    const bytes = this.#bytes;
    const stored = bytes[crcAt] | (bytes[crcAt + 1] << 8) | (bytes[crcAt + 2] << 16) | (bytes[crcAt + 3] << 24);
    return stored >>> 0 === this.#ranges.of(start, crcAt);
  }

  /** Whether chunks in their order lead from here to an end mark at the end of the file. */
  #isTail(start: number): boolean {
    for (let at = start, previous = 0; !this.#noTails.has(at); ) {
      this.steps++;
      if (this.#bytes[at] === END_MARK) return at === this.#bytes.length - 1;
      const type = this.#peekChunkType(at);
      if (type <= previous) return false;
      this.#noTails.add(at);
      const dataAt = this.#passVarint(at + CHUNK_TYPE_SIZE);
      const end = dataAt + this.#value + CRC_SIZE;
      if (dataAt === 0 || end > this.#bytes.length || !this.#isIntact(at, end)) return false;
      // Throws the error for it.
      if (type < FIRST_LOWER_CASE) readTail(new ByteReader(this.#bytes, 'chunks', at));
      previous = type;
      at = end;
    }
    return false;
  }

  /** A chunk type as a number in the same order; 0 when these are not letters followed by spaces. */
  #peekChunkType(at: number): number {
    let type = 0;
    for (let i = 0, isLetter = true; i < CHUNK_TYPE_SIZE; i++) {
      const byte = this.#bytes[at + i];
      const mayBeLetter = isLetter;
      isLetter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
      if (isLetter ? !mayBeLetter : byte !== SPACE || i === 0) return 0;
      type = type * 256 + byte;
    }
    return type;
  }

  /** Whether there are sizes here, with heads of zlib streams at the offsets that they give. */
  #looksLikeBand(at: number): boolean {
    this.steps++;
    const lowAt = this.#passSizes(at);
    const [low, high, mesh] = this.#sizes;
    if (lowAt === 0 || low + high + mesh === 0 || (low > 0 && !this.#hasLowPalette)) return false;
    return (
      this.#looksLikeStream(lowAt, low) &&
      this.#looksLikeStream(lowAt + low, high) &&
      this.#looksLikeStream(lowAt + low + high, mesh)
    );
  }

  /** Offset after the sizes of a band, which are kept; 0 when one of them is invalid. */
  #passSizes(at: number): number {
    const sizes = this.#sizes;
    let next = at;
    for (let i = 0; i < sizes.length && next > 0; i++) {
      if (i === MESH_SIZE && !this.#hasMesh) break;
      next = this.#passVarint(next);
      sizes[i] = this.#value;
    }
    if (sizes[MESH_SIZE] > 0 && next > 0) next = this.#passVarint(next);
    return next;
  }

  /** Whether a zlib stream of this size, and a checksum, may begin at an offset. A size of 0 is possible too. */
  #looksLikeStream(at: number, size: number): boolean {
    if (at + size + CRC_SIZE > this.#bytes.length) return false;
    const head = (this.#bytes[at] << 8) | this.#bytes[at + 1];
    return size === 0 || (((head >> 8) & 15) === 8 && head % 31 === 0);
  }

  /** Offset after a varint, whose value is kept; 0 when it is invalid. */
  #passVarint(at: number): number {
    let value = 0;
    for (let i = 0, scale = 1; i < MAX_VARINT_SIZE && at + i < this.#bytes.length; i++, scale *= 128) {
      const byte = this.#bytes[at + i];
      value += (byte & 0x7f) * scale;
      if (byte > 127) continue;
      this.#value = value;
      const isNeedless = byte === 0 && i > 0;
      return isNeedless || value > 0xffffffff ? 0 : at + i + 1;
    }
    return 0;
  }
}
