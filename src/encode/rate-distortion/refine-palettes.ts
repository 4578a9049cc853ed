/** Palettes after lossy matching: each entry moves to the weighted mean of the pixels that ended up with it. */

import { bandAt } from '../../codec/bands.js';
import type { Grid } from '../../codec/grid.js';
import { visitRuns } from '../../codec/index-plane.js';
import type { BandPlanes } from '../../codec/reconstruct.js';
import type { Header } from '../../format/header.js';
import {
  DIMENSIONS,
  embedColour,
  embedColours,
  packColours,
  squaredDistance,
  unembedColour,
  unpackColours,
} from '../kmeans/colour-space.js';
import type { Palettes } from '../palettes.js';
import type { PreparedPicture } from '../prepare.js';

/** A picture and its indices, one byte each. */
export interface IndexedPicture {
  readonly picture: PreparedPicture;
  readonly header: Pick<Header, 'stripWidth' | 'bandBlockRows'>;
  readonly grid: Grid;
  readonly bitmap: Uint8Array;
  readonly planes: readonly BandPlanes[];
}

/**
 * Moves every entry that is used, but those to keep.
 *
 * @param weights - one a pixel of the picture
 * @param keepColours - packed colours whose entries stay
 */
export function refinePalettes(
  indexed: IndexedPicture,
  palettes: Palettes,
  weights: Float32Array,
  keepColours: Uint32Array,
): Palettes {
  const low = new EntryMeans(palettes.low, indexed.picture.opaque, keepColours);
  const high = new EntryMeans(palettes.high, indexed.picture.opaque, keepColours);
  visitIndices(indexed, (isHigh, pixel, index) => {
    (isHigh ? high : low).add(indexed.picture.colours[pixel], index, weights[pixel]);
  });
  return { low: low.finish(), high: high.finish(), exact: false };
}

/** Sum over the pixels of the squared distance between colour and entry, code units squared. */
export function measureDistortion(indexed: IndexedPicture, palettes: Palettes): number {
  const { colours, opaque } = indexed.picture;
  const low = embedColours(packColours(palettes.low), opaque);
  const high = embedColours(packColours(palettes.high), opaque);
  const point = new Float64Array(DIMENSIONS);
  let distortion = 0;
  visitIndices(indexed, (isHigh, pixel, index) => {
    embedColour(colours[pixel], opaque, point, 0);
    distortion += squaredDistance(point, 0, isHigh ? high : low, index * DIMENSIONS);
  });
  return distortion;
}

function visitIndices(indexed: IndexedPicture, visit: (isHigh: number, pixel: number, index: number) => void): void {
  const { header, grid, bitmap, planes } = indexed;
  planes.forEach(({ low, high }, bandIndex) => {
    let lowAt = 0;
    let highAt = 0;
    visitRuns(header, grid, bitmap, bandAt(grid, header, bandIndex), (isHigh, pixel, length) => {
      for (let i = 0; i < length; i++) visit(isHigh, pixel + i, isHigh ? high[highAt++] : low[lowAt++]);
    });
  });
}

/** The weighted mean of the colours of each entry. */
class EntryMeans {
  readonly #colours: Uint32Array;
  readonly #opaque: boolean;
  readonly #isKept: readonly boolean[];
  readonly #sums: Float64Array;
  readonly #weights: Float64Array;
  readonly #point = new Float64Array(DIMENSIONS);

  constructor(palette: Uint8Array, opaque: boolean, keepColours: Uint32Array) {
    this.#colours = packColours(palette).slice();
    this.#opaque = opaque;
    this.#isKept = Array.from(this.#colours, (colour) => keepColours.includes(colour) || colour === 0);
    this.#sums = new Float64Array(this.#colours.length * DIMENSIONS);
    this.#weights = new Float64Array(this.#colours.length);
  }

  add(colour: number, index: number, weight: number): void {
    embedColour(colour, this.#opaque, this.#point, 0);
    for (let d = 0; d < DIMENSIONS; d++) this.#sums[index * DIMENSIONS + d] += weight * this.#point[d];
    this.#weights[index] += weight;
  }

  finish(): Uint8Array {
    for (let index = 0; index < this.#colours.length; index++) {
      const weight = this.#weights[index];
      if (weight === 0 || this.#isKept[index]) continue;
      for (let d = 0; d < DIMENSIONS; d++) this.#point[d] = this.#sums[index * DIMENSIONS + d] / weight;
      this.#colours[index] = unembedColour(this.#point, 0, this.#opaque);
    }
    return unpackColours(this.#colours);
  }
}
