/** From centres to a palette: rounding to 8 bits, replacing duplicates, and the final order. */

import type { Assigner } from './assign.js';
import { makeAssigner } from './assign.js';
import { DIMENSIONS, embedColours, squaredDistance, unembedColour } from './colour-space.js';
import type { WeightedPoints } from './histogram.js';
import { FarthestPoints } from './lloyd.js';

/** A rounded palette with the labels of the points under it. */
export interface RoundedPalette {
  /** Distinct packed colours; those to keep come first. */
  readonly colours: Uint32Array;
  /** The same as `k * 4` coordinates. */
  readonly centres: Float64Array;
  /** Has labelled the points with these centres. */
  readonly assigner: Assigner;
  /** Squared distance of each point to its entry. */
  readonly errors: Float64Array;
  /** Weight of the points of each entry. */
  readonly weights: Float64Array;
  /** Sum of weight times squared distance of the points to their entries. */
  readonly distortion: number;
}

/** What a palette must contain. */
export interface RoundOptions {
  /** Number of entries, if there are enough colours. */
  readonly k: number;
  /** Distinct packed colours that come first; the first centres are replaced by them. */
  readonly kept: Uint32Array;
  readonly opaque: boolean;
}

/**
 * Rounds centres to distinct colours. If that leaves fewer than `k`, it adds the colours farthest from any entry, until
 * there are `k` or no colour has an error.
 *
 * @param assigner - has labelled the points, approximately with these centres
 */
export function roundPalette(
  points: WeightedPoints,
  centres: Float64Array,
  assigner: Assigner,
  options: RoundOptions,
): RoundedPalette {
  const { kept, opaque } = options;
  const entries = new Map(Array.from(kept, (colour, index) => [colour, index]));
  const entryOf = Uint16Array.from({ length: centres.length / DIMENSIONS }, (_, index) => index);
  for (let c = kept.length; c < entryOf.length; c++) {
    const colour = unembedColour(centres, c * DIMENSIONS, opaque);
    const known = entries.get(colour);
    entryOf[c] = known ?? entries.size;
    if (known === undefined) entries.set(colour, entries.size);
  }
  const colours = Uint32Array.from(entries.keys());
  const fits = colours.length === entryOf.length;
  const hints = fits ? assigner.labels : assigner.labels.map((label) => entryOf[label]);
  const laid = layPalette(points, colours, opaque, fits ? assigner : createAssigner(points, colours, hints));
  if (colours.length >= options.k || !(laid.distortion > 0)) return laid;
  return refill(points, laid, options);
}

/** Labels the points with a palette of distinct colours. */
function layPalette(points: WeightedPoints, colours: Uint32Array, opaque: boolean, assigner: Assigner): RoundedPalette {
  const centres = embedColours(colours, opaque);
  assigner.assign(centres);
  const { labels } = assigner;
  const errors = new Float64Array(labels.length);
  const weights = new Float64Array(colours.length);
  let distortion = 0;
  for (let i = 0; i < labels.length; i++) {
    errors[i] = squaredDistance(points.coordinates, i * DIMENSIONS, centres, labels[i] * DIMENSIONS);
    distortion += points.weights[i] * errors[i];
    weights[labels[i]] += points.weights[i];
  }
  return { colours, centres, assigner, errors, weights, distortion };
}

function createAssigner(points: WeightedPoints, colours: Uint32Array, hints: Uint16Array): Assigner {
  return makeAssigner(points.coordinates, colours.length, hints);
}

/** Adds the farthest colours until the palette is full. */
function refill(points: WeightedPoints, laid: RoundedPalette, { k, opaque }: RoundOptions): RoundedPalette {
  const entries = new Set(laid.colours);
  const farthest = new FarthestPoints(points.coordinates, laid.assigner.labels, laid.centres);
  const taken = new Float64Array(DIMENSIONS);
  while (entries.size < k && farthest.take(taken, 0)) entries.add(unembedColour(taken, 0, opaque));
  if (entries.size === laid.colours.length) return laid;
  const colours = Uint32Array.from(entries);
  return layPalette(points, colours, opaque, createAssigner(points, colours, laid.assigner.labels));
}

/** Orders colours by luma, the dark ones first, and colours of one luma by their packed value. */
export function orderByLuma(colours: Uint32Array): Uint32Array {
  return Uint32Array.from(colours).sort((a, b) => lumaOf(a) - lumaOf(b) || a - b);
}

/** Luma of a packed colour in ten-thousandths (ITU-R BT.709), without alpha. */
function lumaOf(colour: number): number {
  return 2126 * (colour & 255) + 7152 * ((colour >>> 8) & 255) + 722 * ((colour >>> 16) & 255);
}
