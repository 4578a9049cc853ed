/** Classifiers: they decide which blocks of a picture have low detail and which have high detail. */

import { checkBytes, checkInteger, checkOneOf } from '../../check.js';
import { OptionError } from '../../error.js';
import { checkImage } from '../../image.js';
import { type BlockMeasure, measureEigenvalue, measureGradient, measureVariance } from './measures.js';

export type { BlockMeasure } from './measures.js';
export { measureEigenvalue, measureGradient, measureVariance } from './measures.js';

/** How blocks are classified before there are palettes. */
export interface Classifier {
  /** Blocks below the median of this measure are low. Without a measure all blocks share one palette. */
  readonly measure?: BlockMeasure;
  /** Whether the classes are then refined together with the palettes; see `codebook.ts`. */
  readonly refines?: true;
}

/** All classifiers by name. */
export const CLASSIFIERS = {
  codebook: { measure: measureEigenvalue, refines: true },
  none: {},
  eigen: { measure: measureEigenvalue },
  variance: { measure: measureVariance },
  gradient: { measure: measureGradient },
} as const satisfies Readonly<Record<string, Classifier>>;

/** Name of a classifier. */
export type ClassifierName = keyof typeof CLASSIFIERS;

/** Whether a classifier refines the classes that its measure gives. */
export function refinesMap(name: ClassifierName): boolean {
  const { refines }: Classifier = CLASSIFIERS[name];
  return refines === true;
}

/** Names of all classifiers, in the table's order. */
export const CLASSIFIER_NAMES = Object.keys(CLASSIFIERS) as readonly ClassifierName[];

/**
 * Classifies the blocks of a picture by a measure. For `codebook`, these are the classes before refinement.
 *
 * @param name - the classifier
 * @param pixels - `width * height * 4` bytes RGBA with straight alpha
 * @param blockSide - in pixels, 1 to 256; blocks at the right and lower edge are clipped to the picture
 * @returns one byte a block, row-major: 0 = low detail, 1 = high detail; `undefined` when all blocks share one palette
 * @throws {@link OptionError} when an argument is not valid
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { classify, decode } from 'akm';
 *
 * const { data, width, height } = decode(readFileSync('photo.akm'));
 * const blockMap = classify('eigen', new Uint8Array(data), width, height, 16);
 * console.log(blockMap?.length === Math.ceil(width / 16) * Math.ceil(height / 16)); // true
 * ```
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

/** Ranges of at most this length are sorted instead of partitioned. */
const SORT_LENGTH = 64;
/** After this many partitions the rest is sorted, so that no input takes quadratic time. */
const MAX_PARTITIONS = 64;

/**
 * Median of the values; of an even number of them, the mean of the middle two (as `numpy.median`).
 *
 * @param values - at least one, no NaN; left as they are
 * @throws {@link OptionError} when there are none
 */
export function medianThreshold(values: Float64Array): number {
  if (values.length === 0) throw new OptionError('values', 'expected at least one');
  const scratch = values.slice();
  const middle = Math.floor(scratch.length / 2);
  const upper = select(scratch, middle);
  if (scratch.length % 2 === 1) return upper;
  let lower = scratch[0];
  for (let i = 1; i < middle; i++) lower = Math.max(lower, scratch[i]);
  return (lower + upper) / 2;
}

/**
 * Classifies blocks by a threshold, the median unless given.
 *
 * @returns one byte a block: 0 (low) strictly below the threshold, 1 (high) at or above; a flat picture is all high
 */
export function classifyBlocks(values: Float64Array, threshold = medianThreshold(values)): Uint8Array {
  const classes = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) classes[i] = values[i] < threshold ? 0 : 1;
  return classes;
}

/**
 * Finds the value that sorting would put at `index`. No value before it is larger (Hoare's selection).
 *
 * @param values - reordered
 */
function select(values: Float64Array, index: number): number {
  let left = 0;
  let right = values.length - 1;
  for (let round = 0; right - left > SORT_LENGTH && round < MAX_PARTITIONS; round++) {
    const pivot = middleOfThree(values[left], values[(left + right) >>> 1], values[right]);
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i > j) break;
      const swapped = values[i];
      values[i++] = values[j];
      values[j--] = swapped;
    }
    if (index <= j) right = j;
    else if (index >= i) left = i;
    else return values[index];
  }
  values.subarray(left, right + 1).sort();
  return values[index];
}

function middleOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
