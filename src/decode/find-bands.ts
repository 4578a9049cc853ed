/** Where the intact bands of a damaged file lie: by the sizes that it states, and where these are lost, by looking. */

import { ByteReader } from '../bits/byte-reader.js';
import { crc32 } from '../bits/crc32.js';
import { countBands } from '../codec/bands.js';
import { FormatError } from '../error.js';
import { type BandFrame, type ChunkFrame, readBandExtent, readTail } from '../format/read-container.js';
import type { Prefix } from './parse.js';

/** What is left of a file behind its prefix. */
export interface FoundBands {
  /** The bands whose checksum is right, by their number. */
  readonly bands: ReadonlyMap<number, BandFrame>;
  /** The chunks, when all that lies behind the bands is intact. */
  readonly chunks?: readonly ChunkFrame[];
}

/** Bytes that may be checksummed in search of bands, for each byte of the file: a bound on the work, hardly ever reached. */
const WORK_PER_BYTE = 32;

/** Bands one behind the other, as the sizes say. */
interface Chain {
  /** The intact ones, by their number in the chain. */
  readonly intact: ReadonlyMap<number, BandFrame>;
  /** Bands up to the tail, when the chain comes to an intact one. */
  readonly length?: number;
  readonly chunks?: readonly ChunkFrame[];
  /** Offset behind the last intact band, or where the chain begins. */
  readonly end: number;
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
  const count = countBands(prefix.grid, prefix.header);
  const front = search.follow(prefix.end, count, true);
  if (front.length !== undefined) return { bands: front.intact, chunks: front.chunks };

  const found = new Map(front.intact);
  const known = Math.max(-1, ...found.keys()) + 1;
  if (known === count) return { bands: found };
  for (let at = search.findBand(front.end); at !== undefined; ) {
    const chain = search.follow(at, count - known, false);
    if (chain.length !== undefined) {
      for (const [number, frame] of chain.intact) found.set(count - chain.length + number, frame);
      return { bands: found, chunks: chain.chunks };
    }
    // Behind the band at `at` at least, which is intact.
    at = search.findBand(chain.end);
  }
  return { bands: found };
}

class BandSearch {
  readonly #bytes: Uint8Array;
  readonly #hasLowPalette: boolean;
  #work: number;

  constructor(bytes: Uint8Array, { header }: Prefix) {
    this.#bytes = bytes;
    this.#hasLowPalette = header.k1 > 0;
    this.#work = bytes.length * WORK_PER_BYTE;
  }

  /**
   * Follows bands by their sizes until these lead nowhere or to the tail.
   *
   * @param most - bands that there may be
   * @param isWhole - whether there must be as many before the tail
   */
  follow(start: number, most: number, isWhole: boolean): Chain {
    const intact = new Map<number, BandFrame>();
    let end = start;
    for (let number = 0, offset = start; ; number++) {
      if (number === most || (!isWhole && number > 0)) {
        const chunks = this.#readTail(offset);
        if (chunks !== undefined) return { intact, length: number, chunks, end: offset };
      }
      const band = number < most ? this.#readBand(offset) : undefined;
      if (band === undefined) return { intact, end };
      offset = band.frame.end;
      if (!band.isIntact) continue;
      intact.set(number, band.frame);
      end = offset;
    }
  }

  /** Offset of the first intact band from an offset on. */
  findBand(from: number): number | undefined {
    for (let at = from; at < this.#bytes.length && this.#work > 0; at++) {
      if (this.#looksLikeBand(at) && this.#readBand(at)?.isIntact) return at;
    }
    return undefined;
  }

  /** A band at an offset, if its sizes fit in the file. */
  #readBand(offset: number): { frame: BandFrame; isIntact: boolean } | undefined {
    const reader = new ByteReader(this.#bytes, 'bands', offset);
    const read = () => {
      const extent = readBandExtent(reader, 0);
      const computed = crc32(this.#bytes, offset, reader.offset);
      const isIntact = reader.readUint32('CRC-32') === computed;
      return { frame: { ...extent, end: reader.offset }, isIntact };
    };
    const band = unlessFaulty(read);
    this.#work -= reader.offset - offset;
    return band;
  }

  #readTail(offset: number): readonly ChunkFrame[] | undefined {
    const reader = new ByteReader(this.#bytes, 'chunks', offset);
    const tail = unlessFaulty(() => readTail(reader));
    this.#work -= reader.offset - offset;
    return tail?.chunks;
  }

  /** Whether two sizes stand here and heads of zlib streams where these say; far cheaper than a checksum. */
  #looksLikeBand(at: number): boolean {
    const low = this.#peekSize(at);
    if (low === undefined || (low.value > 0 && !this.#hasLowPalette)) return false;
    const high = this.#peekSize(low.end);
    if (high === undefined || low.value + high.value === 0) return false;
    return this.#looksLikeStream(high.end, low.value) && this.#looksLikeStream(high.end + low.value, high.value);
  }

  #peekSize(at: number): { value: number; end: number } | undefined {
    let value = 0;
    for (let i = 0, scale = 1; i < 5; i++, scale *= 128) {
      const byte = this.#bytes[at + i];
      value += (byte & 127) * scale;
      if (byte < 128) return { value, end: at + i + 1 };
    }
    return undefined;
  }

  /** Whether a zlib stream of a size may begin at an offset; none is as well. */
  #looksLikeStream(at: number, size: number): boolean {
    if (size === 0) return true;
    const [method, flags] = [this.#bytes[at], this.#bytes[at + 1]];
    return at + size + 4 < this.#bytes.length && (method & 15) === 8 && ((method << 8) | flags) % 31 === 0;
  }
}

/** What a function returns; undefined when the bytes are wrong. */
function unlessFaulty<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}
