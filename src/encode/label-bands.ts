/**
 * Labels a band's pixels with palette indices, and gathers the labels into index planes.
 *
 * Labels lie in picture order, one a pixel. Planes hold them in scan order, one plane for each class of blocks.
 */

import { type Band, countBandPixels } from '../codec/bands.js';
import type { Grid } from '../codec/grid.js';
import { planeSize, visitRuns } from '../codec/index-plane.js';
import type { BandPlanes } from '../codec/reconstruct.js';
import { MAX_K_ONE_BYTE } from '../format/constants.js';
import type { Header } from '../format/header.js';
import { ditherBand } from './dither.js';
import type { ResolvedEncodeOptions } from './options.js';
import { type ClassSearches, makeSearches, type Palettes } from './palettes.js';
import type { PreparedPicture } from './prepare.js';

/** The labels of a band, and what they cost. */
export interface BandLabels {
  /** One a pixel of the band, row-major; valid until the next band is labelled. */
  readonly labels: Uint16Array;
  /** Sum of squared error over the band's pixels, code units squared (`kmeans/colour-space.ts`). */
  readonly distortion: number;
}

/** Labels bands one at a time; what it learns of the colours of one serves the next, and no result depends on the order. */
export class BandLabeller {
  readonly #picture: PreparedPicture;
  readonly #grid: Grid;
  readonly #bitmap: Uint8Array;
  readonly #searches: ClassSearches;
  readonly #dithers: boolean;
  #labels = new Uint16Array(0);

  constructor(picture: PreparedPicture, grid: Grid, bitmap: Uint8Array, palettes: Palettes, dithers: boolean) {
    this.#picture = picture;
    this.#grid = grid;
    this.#bitmap = bitmap;
    this.#dithers = dithers;
    this.#searches = makeSearches(palettes, picture.opaque);
  }

  /** Labels the pixels of a band, by nearest entry or by error diffusion. */
  label(band: Band): BandLabels {
    const size = (band.bottom - band.top) * this.#grid.width;
    if (this.#labels.length < size) this.#labels = new Uint16Array(size);
    const labels = this.#labels.subarray(0, size);
    const distortion = this.#dithers
      ? ditherBand(this.#picture, this.#grid, this.#bitmap, band, this.#searches, labels)
      : this.#labelNearest(band, labels);
    return { labels, distortion };
  }

  #labelNearest(band: Band, labels: Uint16Array): number {
    const { colours } = this.#picture;
    const { low, high } = this.#searches;
    const bandStart = band.top * this.#grid.width;
    let distortion = 0;
    visitRuns({ stripWidth: 0 }, this.#grid, this.#bitmap, band, (isHigh, pixel, length) => {
      const { search } = isHigh === 1 ? high : low;
      distortion += search.mapRun(colours, pixel, pixel + length, labels, pixel - bandStart);
    });
    return distortion;
  }
}

/**
 * Gathers a band's labels into its two planes (spec, section 5).
 *
 * @param labels - one a pixel of the band, row-major, each below its class's palette size
 */
export function gatherPlanes(
  labels: Uint16Array,
  header: Pick<Header, 'k1' | 'k2' | 'stripWidth'>,
  grid: Grid,
  bitmap: Uint8Array,
  band: Band,
): BandPlanes {
  const pixels = countBandPixels(grid, bitmap, band);
  const low = new Uint8Array(planeSize(pixels.low, header.k1));
  const high = new Uint8Array(planeSize(pixels.high, header.k2));
  const lowUpper = header.k1 > MAX_K_ONE_BYTE ? pixels.low : 0;
  const highUpper = header.k2 > MAX_K_ONE_BYTE ? pixels.high : 0;
  const bandStart = band.top * grid.width;
  let lowAt = 0;
  let highAt = 0;
  visitRuns(header, grid, bitmap, band, (isHigh, pixel, length) => {
    const from = pixel - bandStart;
    if (isHigh) {
      gatherRun(labels, from, length, high, highAt, highUpper);
      highAt += length;
    } else {
      gatherRun(labels, from, length, low, lowAt, lowUpper);
      lowAt += length;
    }
  });
  return { low, high };
}

/** @param upper - offset in the plane of the high bytes; 0 when an index is one byte */
function gatherRun(
  labels: Uint16Array,
  from: number,
  length: number,
  plane: Uint8Array,
  at: number,
  upper: number,
): void {
  for (let i = 0; i < length; i++) plane[at + i] = labels[from + i];
  if (upper === 0) return;
  for (let i = 0; i < length; i++) plane[upper + at + i] = labels[from + i] >>> 8;
}

/** All that choosing the indices needs: what the stages before have decided. */
export interface IndexingJob {
  readonly picture: PreparedPicture;
  readonly grid: Grid;
  readonly bitmap: Uint8Array;
  readonly palettes: Palettes;
  /** The header, as far as it is known. */
  readonly layout: Header;
  readonly labeller: BandLabeller;
  readonly options: ResolvedEncodeOptions;
  /** Factor of the perceptual weights; see `rate-distortion/choose-colours.ts`. */
  readonly weightScale: number;
  /** Whether the low class keeps its nearest entries: flat blocks cost hardly anything as they are. */
  readonly keepsLow: boolean;
}
