/** Classifiers: which blocks of a picture take the palette of calm blocks, and which that of busy ones. */

import { checkBytes, checkInteger, checkOneOf } from '../../check.js';
import { checkImage } from '../../image.js';
import type { BlockMeasure } from './blocks.js';
import { measureEigenvalue } from './eigenvalue.js';
import { measureGradient } from './gradient.js';
import { classifyBlocks } from './threshold.js';
import { measureVariance } from './variance.js';

export type { BlockMeasure } from './blocks.js';
export { measureEigenvalue } from './eigenvalue.js';
export { measureGradient } from './gradient.js';
export { classifyBlocks, medianThreshold } from './threshold.js';
export { measureVariance } from './variance.js';

/** How a picture's blocks are told apart before there are palettes. */
export interface Classifier {
  /** Measure of detail whose median parts the blocks; without one, all blocks share one palette. */
  readonly measure?: BlockMeasure;
  /** Whether that split is only where a joint refinement with the palettes begins; see `codebook.ts`. */
  readonly refines?: true;
}

/**
 * All classifiers by name.
 */
export const CLASSIFIERS = {
  codebook: { measure: measureEigenvalue, refines: true },
  none: {},
  eigen: { measure: measureEigenvalue },
  variance: { measure: measureVariance },
  gradient: { measure: measureGradient },
} as const satisfies Readonly<Record<string, Classifier>>;

/** Name of a classifier. */
export type ClassifierName = keyof typeof CLASSIFIERS;

/** Whether a classifier goes on from its measure's split. */
export function refinesMap(name: ClassifierName): boolean {
  const { refines }: Classifier = CLASSIFIERS[name];
  return refines === true;
}

/** Names of all classifiers, in the table's order. */
export const CLASSIFIER_NAMES = Object.keys(CLASSIFIERS) as readonly ClassifierName[];

/**
 * Classifies the blocks of a picture by a measure alone: with `codebook`, the split that it begins with.
 *
 * @param pixels - `width * height * 4` bytes, RGBA, straight alpha
 * @param blockSide - in pixels, 1..256; blocks at the right and lower edge are clipped to the picture
 * @returns one byte a block, row-major: 0 low detail, 1 high; `undefined` when all blocks share one palette
 */
export function classify(
  name: ClassifierName,
  pixels: Uint8Array,
  width: number,
  height: number,
  blockSide: number,
): Uint8Array | undefined {
  const { measure }: Classifier = CLASSIFIERS[checkOneOf('name', name, CLASSIFIER_NAMES)];
  const bytes = checkImage({ width, height, data: checkBytes('pixels', pixels) });
  checkInteger('blockSide', blockSide, 1, 256);
  return measure === undefined ? undefined : classifyBlocks(measure(bytes, width, height, blockSide));
}
