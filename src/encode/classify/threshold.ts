/** Splits blocks into low and high detail at the median of their measure. */

import { OptionError } from '../../error.js';

/** Ranges up to this long are sorted rather than parted further. */
const SORT_LENGTH = 64;
/** Partings before the rest is sorted whatever its length, so that no input takes quadratic time. */
const MAX_PARTINGS = 64;

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
  let lower = scratch[0]!;
  for (let i = 1; i < middle; i++) lower = Math.max(lower, scratch[i]!);
  return (lower + upper) / 2;
}

/**
 * Classifies blocks by a threshold, the median unless given.
 *
 * @returns one byte a block: 0 (low) strictly below the threshold, 1 (high) at or above; a flat picture is all high
 */
export function classifyBlocks(values: Float64Array, threshold = medianThreshold(values)): Uint8Array {
  const classes = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) classes[i] = values[i]! < threshold ? 0 : 1;
  return classes;
}

/**
 * Finds the value that sorting would put at `index`, and leaves none larger before it (Hoare's selection).
 *
 * @param values - reordered
 */
function select(values: Float64Array, index: number): number {
  let left = 0;
  let right = values.length - 1;
  for (let round = 0; right - left > SORT_LENGTH && round < MAX_PARTINGS; round++) {
    const pivot = middleOfThree(values[left]!, values[(left + right) >>> 1]!, values[right]!);
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const swapped = values[i]!;
      values[i++] = values[j]!;
      values[j--] = swapped;
    }
    if (index <= j) right = j;
    else if (index >= i) left = i;
    else return values[index]!;
  }
  values.subarray(left, right + 1).sort();
  return values[index]!;
}

function middleOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
