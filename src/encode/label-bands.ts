/**
 * Labels a band's pixels with palette indices, and gathers the labels into index planes.
 *
 * Labels lie in picture order, one a pixel. Planes hold them in scan order, one plane for each class of blocks.
 */

import { planeSize, visitRuns } from '../codec/index-planes.js';
import { type Band, countBandPixels, type Layout } from '../codec/layout.js';
import type { BandPlanes } from '../codec/reconstruct.js';
import { MAX_K_ONE_BYTE } from '../format/constants.js';
import { ditherBand } from './dither.js';
import type { StoredMesh } from './mesh/stored-mesh.js';
import type { ResolvedEncodeOptions } from './options.js';
import { type ClassSearches, makeSearches, type Palettes } from './palettes.js';
import type { PreparedPicture } from './prepare.js';

/** The labels of a band, and their distortion. */
export interface BandLabels {
  /** One a pixel of the band, row-major; valid until the next band is labelled. */
  readonly labels: Uint16Array;
  /** Sum of squared error over the band's pixels, code units squared (`kmeans/colour-space.ts`). */
  readonly distortion: number;
}

/** Labels bands one at a time. It caches colours between bands, but no result depends on the order. */
export class BandLabeller {
  readonly #picture: PreparedPicture;
  readonly #layout: Layout;
  readonly #searches: ClassSearches;
  readonly #dithers: boolean;
  #labels = new Uint16Array(0);

  constructor(picture: PreparedPicture, layout: Layout, palettes: Palettes, dithers: boolean) {
    this.#picture = picture;
    this.#layout = { ...layout, stripWidth: 0 };
    this.#dithers = dithers;
    this.#searches = makeSearches(palettes, picture.opaque);
  }

  /** Labels the pixels of a band, by nearest entry or by error diffusion. */
  label(band: Band): BandLabels {
    const size = (band.bottom - band.top) * this.#layout.width;
    if (this.#labels.length < size) this.#labels = new Uint16Array(size);
    const labels = this.#labels.subarray(0, size);
    const distortion = this.#dithers
      ? ditherBand(this.#picture, this.#layout, band, this.#searches, labels)
      : this.#labelNearest(band, labels);
    return { labels, distortion };
  }

  #labelNearest(band: Band, labels: Uint16Array): number {
    const { colours } = this.#picture;
    const { low, high } = this.#searches;
    const bandStart = band.top * this.#layout.width;
    let distortion = 0;
    visitRuns(this.#layout, band, (isHigh, pixel, length) => {
      const { search } = isHigh === 1 ? high : low;
      distortion += search.mapRun(colours, pixel, pixel + length, labels, pixel - bandStart);
    });
    return distortion;
  }
}

/**
 * Gathers a band's labels into its two planes (spec, section 5).
 *
 * @param labels - one a pixel of the band, row-major, each an index into the palette of its class
 */
export function gatherPlanes(
  labels: Uint16Array,
  layout: Layout,
  band: Band,
  palettes: Pick<Palettes, 'low' | 'high'>,
): BandPlanes {
  const pixels = countBandPixels(layout, band);
  const [k1, k2] = [palettes.low.length / 4, palettes.high.length / 4];
  const low = new Uint8Array(planeSize(pixels.low, k1));
  const high = new Uint8Array(planeSize(pixels.high, k2));
  const lowUpper = k1 > MAX_K_ONE_BYTE ? pixels.low : 0;
  const highUpper = k2 > MAX_K_ONE_BYTE ? pixels.high : 0;
  const bandStart = band.top * layout.width;
  let lowAt = 0;
  let highAt = 0;
  visitRuns(layout, band, (isHigh, pixel, length) => {
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

/** All that choosing the indices needs: the results of the stages before. */
export interface IndexingContext {
  readonly picture: PreparedPicture;
  readonly layout: Layout;
  readonly palettes: Palettes;
  readonly labeller: BandLabeller;
  readonly options: ResolvedEncodeOptions;
  /** Factor of the perceptual weights; see `rate-distortion/choose-colours.ts`. */
  readonly weightScale: number;
  /** The mesh that draws the layout's mesh blocks, if the caller has chosen them. */
  readonly mesh?: StoredMesh;
  /** Whether the low class keeps its nearest entries: flat blocks already cost almost nothing. */
  readonly keepsLow: boolean;
}
