/** "akm/salvage": the intact bands of a damaged file. Apart from the decoder, which stays the smaller. */

import { checkBytes } from '../check.js';
import { bandAt, countBands } from '../codec/bands.js';
import { paletteWords } from '../codec/palette.js';
import { drawBand } from '../codec/reconstruct.js';
import type { Smooth } from '../codec/smooth.js';
import { FormatError } from '../error.js';
import { MAX_INFLATE_RATIO } from '../format/constants.js';
import type { BandFrame } from '../format/read-container.js';
import type { Image } from '../image.js';
import { runSteps } from '../steps.js';
import { allocateWords } from './allocate.js';
import { type FoundBands, findBands } from './find-bands.js';
import { type InflateBand, makeInflateBand } from './inflate-band.js';
import { type DecodeOptions, type ResolvedDecodeOptions, resolveDecodeOptions } from './options.js';
import { type Prefix, parseContainer, parsePrefix } from './parse.js';
import { type Metadata, readChunks } from './read-info.js';

/** Bands that follow each other and are lost. */
export interface LostBands {
  /** Bands `firstBand` (included) to `endBand` (not). */
  readonly firstBand: number;
  readonly endBand: number;
  /** Pixel rows `top` (included) to `bottom` (not). */
  readonly top: number;
  readonly bottom: number;
}

/** What could be saved of a file. */
export interface Salvaged {
  /** The picture; the rows of lost bands are transparent. */
  readonly image: Image;
  /** Bands that the picture has. */
  readonly bandCount: number;
  /** Those that are lost, top to bottom; empty when every pixel is there. */
  readonly lost: readonly LostBands[];
  /** The first fault of the file; undefined when there is none. */
  readonly fault?: FormatError;
  /** Of the chunks, as far as they are intact. */
  readonly metadata: Metadata;
}

/**
 * Decodes the intact bands of a damaged file; the rest of the picture becomes transparent.
 *
 * A band counts as intact when its CRC-32 is right and its planes inflate to what they should. A file without a fault is
 * decoded as by `decode`. Bands have no numbers in a file: where one is missing to the byte, as if cut out, those behind it
 * move up. Smoothing does not look beyond a lost band: up to 15 rows beside it may differ a little.
 *
 * @param bytes - an AKM 1 file, of which the prefix must be intact
 * @returns the picture, and what is missing of it
 * @throws FormatError when the prefix is damaged or no band is intact: the file's first fault, there being nothing to save;
 *   else as `decode`
 */
export function salvage(bytes: Uint8Array, options?: DecodeOptions): Salvaged {
  const resolved = resolveDecodeOptions(options);
  const prefix = parsePrefix(checkBytes('bytes', bytes), resolved);
  const faults: FormatError[] = [];
  const found = orFault(() => readBands(bytes, prefix), faults) ?? findBands(bytes, prefix);
  checkSize(bytes, prefix, faults);
  const bandCount = countBands(prefix.grid, prefix.header);
  const drawing = new Drawing(bytes, prefix, resolved, faults);
  for (const [index, frame] of found.bands) drawing.add(index, frame);
  const metadata = orFault(() => readChunks(bytes, found.chunks ?? [], resolved), faults) ?? {};
  return { image: drawing.finish(), bandCount, lost: listLost(prefix, drawing.drawn), fault: faults[0], metadata };
}

/** All bands of a file whose structure is intact. */
function readBands(bytes: Uint8Array, prefix: Prefix): FoundBands {
  const { bands, chunks } = parseContainer(bytes, prefix);
  return { bands: new Map(bands.entries()), chunks };
}

/** Refuses what `decode` refuses too: more pixels than bytes can stand for, before memory is taken for them. */
function checkSize(bytes: Uint8Array, { grid, end }: Prefix, faults: readonly FormatError[]): void {
  if (grid.width * grid.height <= bytes.length * MAX_INFLATE_RATIO) return;
  throw (
    faults[0] ??
    new FormatError(
      'plane-stream',
      'bands',
      end,
      `${bytes.length} bytes can't hold ${grid.width}x${grid.height} pixels`,
    )
  );
}

/** A picture that grows by the bands that inflate; memory is taken when the first does. */
class Drawing {
  readonly drawn: number[] = [];
  readonly #prefix: Prefix;
  readonly #smooth: Smooth;
  readonly #inflateBand: InflateBand;
  readonly #faults: FormatError[];
  #words: Uint32Array | undefined;

  constructor(bytes: Uint8Array, prefix: Prefix, options: ResolvedDecodeOptions, faults: FormatError[]) {
    this.#prefix = prefix;
    this.#inflateBand = makeInflateBand(bytes, prefix, options);
    this.#smooth = options.smooth;
    this.#faults = faults;
  }

  add(index: number, frame: BandFrame): void {
    const { header, grid, bitmap, lowPalette, highPalette } = this.#prefix;
    const band = bandAt(grid, header, index);
    const planes = orFault(() => this.#inflateBand(frame, band), this.#faults);
    if (planes === undefined) return;
    this.#words ??= allocateWords(grid.width * grid.height);
    const tables = { low: paletteWords(lowPalette), high: paletteWords(highPalette) };
    drawBand(this.#words, header, grid, bitmap, band, planes, tables);
    this.drawn.push(index);
  }

  /** @throws the first fault, when nothing was drawn */
  finish(): Image {
    const { header, grid, bitmap } = this.#prefix;
    if (this.#words === undefined) throw this.#faults[0];
    runSteps(this.#smooth(this.#words, grid, bitmap, header.smoothPasses, header.smoothThreshold));
    return { width: grid.width, height: grid.height, data: new Uint8Array(this.#words.buffer) };
  }
}

/** The gaps between the bands that were drawn, which are in ascending order. */
function listLost({ grid, header }: Prefix, drawn: readonly number[]): LostBands[] {
  const lost: LostBands[] = [];
  let next = 0;
  for (const index of [...drawn, countBands(grid, header)]) {
    if (index > next) {
      const { top } = bandAt(grid, header, next);
      const { bottom } = bandAt(grid, header, index - 1);
      lost.push({ firstBand: next, endBand: index, top, bottom });
    }
    next = index + 1;
  }
  return lost;
}

/** What a function returns; undefined when the bytes are wrong, which is noted. */
function orFault<T>(read: () => T, faults: FormatError[]): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    faults.push(error);
    return undefined;
  }
}
