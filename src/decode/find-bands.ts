/**
 * Where the intact bands of a damaged file lie: by the sizes that it states, and where these are lost, by looking.
 *
 * A file may be made so that a band or a chunk seems to begin at every byte, and each to reach to the end. So the checksum of
 * a range takes constant time, nothing is looked at again that has led nowhere, and no error is made on the way: the work
 * is linear in the file's size.
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
/** Chunk types from here on begin with a lower-case letter, which says that they can be skipped. */
const FIRST_LOWER_CASE = 0x61000000;

/** Bands one behind the other, as the sizes say. Not all of them need be intact. */
export interface BandRun {
  /** Number of the first one in the picture. */
  readonly firstBand: number;
  readonly endBand: number;
  /** Offset of the first one. */
  readonly offset: number;
}

/** What is left of a file behind its prefix. */
export interface FoundBands {
  /** By their numbers, ascending. */
  readonly runs: readonly BandRun[];
  /** Where the chunks begin, when all that lies behind the bands is intact. */
  readonly tailOffset?: number;
  /** Offsets at which something was looked for: what the search has cost. */
  readonly steps: number;
}

/** Bands one behind the other, up to one that does not fit in the file, or to an intact tail. */
interface Chain {
  readonly offset: number;
  readonly length: number;
  /** Bands up to the last intact one, included, and the offset behind that; without any, where the chain begins. */
  readonly intactLength: number;
  readonly intactEnd: number;
  readonly tailOffset?: number;
}

/**
 * Finds the intact bands of a file whose prefix is.
 *
 * From the front, bands are followed by their sizes, also over one whose checksum is wrong: what comes next shows whether
 * its sizes were right. Behind sizes that are wrong the next intact bands are looked for; their numbers are known only
 * when they reach to an intact end of the file. Bands without a number are given up: no row is ever put in a wrong place.
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
      // Where there are more than can be, those next to the tail have numbers all the same.
      const surplus = Math.max(0, length - (count - known));
      runs.push({ firstBand: count - length + surplus, endBand: count, offset: search.skipBands(offset, surplus) });
      return { runs, tailOffset, steps: search.steps };
    }
    // Behind the band at `at` at least, which is intact.
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
  /** Offsets at which something was looked for; the work at each is bounded. */
  steps = 0;
  readonly #bytes: Uint8Array;
  readonly #hasLowPalette: boolean;
  readonly #ranges: Crc32Ranges;
  /** Where a band was looked for on the way to a tail that is not there. */
  readonly #followed: OffsetSet;
  /** Where chunks lead to no intact end. */
  readonly #noTails: OffsetSet;
  /** The value of the varint that was passed last. */
  #value = 0;

  constructor(bytes: Uint8Array, { header }: Prefix) {
    this.#bytes = bytes;
    this.#hasLowPalette = header.k1 > 0;
    this.#ranges = new Crc32Ranges(bytes);
    this.#followed = new OffsetSet(bytes.length);
    this.#noTails = new OffsetSet(bytes.length);
  }

  /** Follows `count` bands, behind which a tail may be. */
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

  /** Follows any number of bands until they lead to a tail, or to where an earlier chain went in vain. */
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

  /** Offset behind bands that are known to be there. */
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

  /** Offset behind a band whose sizes stand here; 0 when they are none, or the band does not fit in the file. */
  #passBand(at: number): number {
    this.steps++;
    const highAt = this.#passVarint(at);
    const lowSize = this.#value;
    const lowAt = highAt === 0 ? 0 : this.#passVarint(highAt);
    const end = lowAt + lowSize + this.#value + CRC_SIZE;
    return lowAt === 0 || end > this.#bytes.length ? 0 : end;
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
      // Refuses it.
      if (type < FIRST_LOWER_CASE) readTail(new ByteReader(this.#bytes, 'chunks', at));
      previous = type;
      at = end;
    }
    return false;
  }

  /** Four letters, or fewer and spaces, as a number that is in their order; 0 when there are none. */
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

  /** Whether two sizes stand here and heads of zlib streams where these say. */
  #looksLikeBand(at: number): boolean {
    this.steps++;
    const highAt = this.#passVarint(at);
    const lowSize = this.#value;
    if (highAt === 0 || (lowSize > 0 && !this.#hasLowPalette)) return false;
    const lowAt = this.#passVarint(highAt);
    const highSize = this.#value;
    if (lowAt === 0 || lowSize + highSize === 0) return false;
    return this.#looksLikeStream(lowAt, lowSize) && this.#looksLikeStream(lowAt + lowSize, highSize);
  }

  /** Whether a zlib stream of a size, and a checksum, may begin at an offset; no stream may as well. */
  #looksLikeStream(at: number, size: number): boolean {
    if (at + size + CRC_SIZE > this.#bytes.length) return false;
    const head = (this.#bytes[at] << 8) | this.#bytes[at + 1];
    return size === 0 || (((head >> 8) & 15) === 8 && head % 31 === 0);
  }

  /** Offset behind a varint, whose value is then kept; 0 when there is none. */
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
