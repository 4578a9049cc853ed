/** Labels: for each pixel of a band, the index of its colour in the palette of its block's class. */

import type { Band } from '../codec/bands.js';
import type { Grid } from '../codec/grid.js';
import { visitRuns } from '../codec/index-plane.js';
import { ditherBand } from './dither.js';
import { type ClassSearches, makeSearches } from './palette-search.js';
import type { Palettes } from './palettes.js';
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
