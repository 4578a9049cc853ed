/** Palettes after lossy matching: each entry moves to the weighted mean of the pixels that use it. */

import { visitRuns } from '../../codec/index-planes.js';
import { bandAt, type Layout } from '../../codec/layout.js';
import type { BandPlanes } from '../../codec/reconstruct.js';
import { MAX_K_ONE_BYTE } from '../../format/constants.js';
import { DIMENSIONS, embedColour, packColours, unembedColour, unpackColours } from '../kmeans/colour-space.js';
import type { Palettes } from '../palettes.js';
import type { PreparedPicture } from '../prepare.js';
import { ErrorMeter } from './error-space.js';

/** A picture and its indices, one byte each. */
export interface IndexedPicture {
  readonly picture: PreparedPicture;
  readonly layout: Layout;
  readonly planes: readonly BandPlanes[];
}

/**
 * Moves every used entry, except those to keep.
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
  const { colours, opaque } = indexed.picture;
  const low = new EntryMeans(palettes.low, opaque, keepColours);
  const high = new EntryMeans(palettes.high, opaque, keepColours);
  visitPlaneRuns(indexed, (isHigh, pixel, length, plane, at) => {
    (isHigh ? high : low).add(colours, weights, pixel, length, plane, at);
  });
  return { low: low.finish(), high: high.finish(), exact: false };
}

/** Sum over the pixels of the squared distance between colour and entry, code units squared. */
export function measureDistortion(indexed: IndexedPicture, palettes: Palettes): number {
  const { colours, opaque } = indexed.picture;
  const meter = new ErrorMeter(opaque, 'psnr');
  const low = packColours(palettes.low);
  const high = packColours(palettes.high);
  let distortion = 0;
  visitPlaneRuns(indexed, (isHigh, pixel, length, plane, at) => {
    const entries = isHigh ? high : low;
    for (let i = 0; i < length; i++) distortion += meter.measure(colours[pixel + i], entries[plane[at + i]]);
  });
  return distortion;
}

/**
 * @param pixel - offset of a run's first pixel in the picture
 * @param plane - the plane of its class
 * @param at - where its indices begin there
 */
type PlaneRunVisitor = (isHigh: number, pixel: number, length: number, plane: Uint8Array, at: number) => void;

function visitPlaneRuns({ layout, planes }: IndexedPicture, visit: PlaneRunVisitor): void {
  planes.forEach(({ low, high }, bandIndex) => {
    const at = [0, 0];
    visitRuns(layout, bandAt(layout, bandIndex), (isHigh, pixel, length) => {
      visit(isHigh, pixel, length, isHigh ? high : low, at[isHigh]);
      at[isHigh] += length;
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

  /** Adds the pixels of a run; see {@link PlaneRunVisitor}. */
  add(colours: Uint32Array, weights: Float32Array, pixel: number, length: number, plane: Uint8Array, at: number): void {
    const sums = this.#sums;
    const point = this.#point;
    for (let i = 0; i < length; i++) {
      const colour = colours[pixel + i];
      const weight = weights[pixel + i];
      const index = plane[at + i];
      const to = index * DIMENSIONS;
      if (this.#opaque) {
        sums[to] += weight * (colour & 255);
        sums[to + 1] += weight * ((colour >>> 8) & 255);
        sums[to + 2] += weight * ((colour >>> 16) & 255);
      } else {
        embedColour(colour, false, point, 0);
        for (let d = 0; d < DIMENSIONS; d++) sums[to + d] += weight * point[d];
      }
      this.#weights[index] += weight;
    }
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

/** A class's palette, and its planes. */
export interface PaletteUse {
  /** `k * 4` bytes RGBA. */
  readonly palette: Uint8Array;
  /** One a band. */
  readonly planes: readonly Uint8Array[];
}

/**
 * Drops unused entries, and renumbers the planes in place. The order of the entries stays.
 *
 * @returns `k' * 4` bytes RGBA with at least one entry; palettes of more than 256 colours are returned as they are
 */
export function compactPalette({ palette, planes }: PaletteUse): Uint8Array {
  const k = palette.length / 4;
  if (k > MAX_K_ONE_BYTE || k === 0) return palette;
  const isUsed = new Uint8Array(k);
  for (const plane of planes) for (let i = 0; i < plane.length; i++) isUsed[plane[i]] = 1;
  const newIndex = new Uint8Array(k);
  const compacted = new Uint8Array(palette.length);
  let count = 0;
  for (let index = 0; index < k; index++) {
    if (isUsed[index] === 0) continue;
    compacted.set(palette.subarray(index * 4, index * 4 + 4), count * 4);
    newIndex[index] = count++;
  }
  if (count === 0) return palette.slice(0, 4);
  for (const plane of planes) for (let i = 0; i < plane.length; i++) plane[i] = newIndex[plane[i]];
  return compacted.slice(0, count * 4);
}

/** The planes of each class. */
export function planesOfClasses(bands: readonly BandPlanes[]): { low: Uint8Array[]; high: Uint8Array[] } {
  return { low: bands.map(({ low }) => low), high: bands.map(({ high }) => high) };
}
