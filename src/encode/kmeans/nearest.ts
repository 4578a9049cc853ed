/**
 * The nearest palette entry of any colour, exactly, ties to the lower index.
 *
 * A kernel labels runs of colours if one is available (`nearest-kernel.ts`). Otherwise recent colours come from a
 * direct-mapped cache of fixed size, and others from a search in a tree (`nearest-tree.ts`). Memory is bounded by a few
 * megabytes, whatever the palette and the picture.
 */

import { checkInteger } from '../../check.js';
import { CACHE_BITS, HASH_FACTOR } from '../../wasm/constants.js';
import { DIMENSIONS, embedColour, embedColours, packColours } from './colour-space.js';
import { type FindPoint, type MapRun, openFindKernel, openMapKernel } from './nearest-kernel.js';
import { NearestTree } from './nearest-tree.js';

/** Nearest-entry search in one palette. */
export class NearestSearch {
  /** Entries of the palette. */
  readonly k: number;
  readonly #opaque: boolean;
  readonly #centres: Float64Array;
  readonly #palette: Uint8Array;
  /** Made at first use. */
  #madeTree: NearestTree | undefined;
  /** The kernel, or its substitute, chosen at first use. */
  #map: MapRun | undefined;
  /** The same for points. */
  #find: FindPoint | undefined;
  readonly #point = new Float64Array(DIMENSIONS);
  /** Cached colours, used without a kernel. A slot is in use when its label isn't 0. */
  #cachedColours = new Uint32Array(0);
  /** Index of the entry + 1. */
  #cachedLabels = new Uint16Array(0);
  #cachedErrors = new Float64Array(0);

  /**
   * @param palette - `k * 4` bytes R, G, B, A, 1 <= k <= 4096; entries may repeat
   * @param opaque - whether the picture is opaque: alpha counts as 255, and distances of colours are exact integers
   * @throws OptionError when k is out of range
   */
  constructor(palette: Uint8Array, opaque: boolean) {
    this.k = checkInteger('palette entries', palette.length / 4, 1, 4096);
    this.#opaque = opaque;
    this.#centres = embedColours(packColours(palette), opaque);
    this.#palette = palette.slice();
  }

  get #tree(): NearestTree {
    this.#madeTree ??= new NearestTree(this.#centres);
    return this.#madeTree;
  }

  /** Index of the entry nearest to a packed colour. */
  find(colour: number): number {
    if (this.#opaque) return this.#tree.find(colour & 255, (colour >>> 8) & 255, (colour >>> 16) & 255, 0);
    const point = this.#point;
    embedColour(colour, false, point, 0);
    return this.#tree.find(point[0], point[1], point[2], point[3]);
  }

  /** Index of the entry nearest to a point of the space of `colour-space.ts`, such as a colour with diffused error added. */
  findPoint(x: number, y: number, z: number, w: number): number {
    this.#find ??= openFindKernel(this.#tree) ?? ((...point) => this.#tree.find(...point));
    return this.#find(x, y, z, w);
  }

  /** Squared distance of a packed colour to an entry, in code units squared; an integer in an opaque picture. */
  squaredDistance(colour: number, index: number): number {
    const at = index * DIMENSIONS;
    const point = this.#point;
    embedColour(colour, this.#opaque, point, 0);
    const dx = point[0] - this.#centres[at];
    const dy = point[1] - this.#centres[at + 1];
    const dz = point[2] - this.#centres[at + 2];
    const dw = point[3] - this.#centres[at + 3];
    return dx * dx + dy * dy + dz * dz + dw * dw;
  }

  /**
   * Labels the pixels `start .. end - 1` of a picture.
   *
   * @param colours - packed pixels
   * @param labels - out, written from `to` on
   * @returns sum of squared distances, in code units squared, added up in pixel order
   */
  mapRun(colours: Uint32Array, start: number, end: number, labels: Uint8Array | Uint16Array, to: number): number {
    this.#map ??= openMapKernel(this.#palette, this.#opaque, () => this.#tree) ?? this.#mapPlainly;
    return this.#map(colours, start, end, labels, to);
  }

  /** The substitute for the kernel: uses the tree that also finds single colours. */
  #mapPlainly: MapRun = (colours, start, end, labels, to) => {
    if (this.#cachedColours.length === 0) this.#makeCache();
    const cachedColours = this.#cachedColours;
    const cachedLabels = this.#cachedLabels;
    const cachedErrors = this.#cachedErrors;
    let error = 0;
    let i = start;
    let out = to;
    while (i < end) {
      const colour = colours[i];
      const slot = Math.imul(colour, HASH_FACTOR) >>> (32 - CACHE_BITS);
      if (cachedColours[slot] !== colour || cachedLabels[slot] === 0) this.#cache(colour, slot);
      const label = cachedLabels[slot] - 1;
      const squared = cachedErrors[slot];
      do {
        labels[out++] = label;
        error += squared;
        i++;
      } while (i < end && colours[i] === colour);
    }
    return error;
  };

  #makeCache(): void {
    this.#cachedColours = new Uint32Array(1 << CACHE_BITS);
    this.#cachedLabels = new Uint16Array(1 << CACHE_BITS);
    this.#cachedErrors = new Float64Array(1 << CACHE_BITS);
  }

  #cache(colour: number, slot: number): void {
    const label = this.find(colour);
    this.#cachedColours[slot] = colour;
    this.#cachedLabels[slot] = label + 1;
    this.#cachedErrors[slot] = this.squaredDistance(colour, label);
  }
}
