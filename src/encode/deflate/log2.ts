/** Binary logarithms from `+ - * /` alone, so that they are the same on every machine. */

const TABLE_BITS = 12;
const TABLE_SIZE = 1 << TABLE_BITS;
/** Bits behind the point of each entry. */
const FRACTION_BITS = 30;

/** The last entry of {@link LOG2_TABLE}. */
export const LOG2_TABLE_LAST = TABLE_SIZE;

/** What {@link log2} returns for the smallest numbers, for loops that look it up themselves. */
export const LOG2_TABLE = Float64Array.from({ length: TABLE_SIZE + 1 }, (_, n) => (n === 0 ? 0 : computeLog2(n)));

/** The bits of the logarithm one by one: squaring a number doubles its logarithm. */
function computeLog2(n: number): number {
  let result = 31 - Math.clz32(n);
  let mantissa = n / (1 << result);
  let bit = 0.5;
  for (let i = 0; i < FRACTION_BITS; i++) {
    mantissa *= mantissa;
    if (mantissa >= 2) {
      mantissa /= 2;
      result += bit;
    }
    bit /= 2;
  }
  return result;
}

/**
 * Binary logarithm, to about eight digits behind the point.
 *
 * @param n - an integer 0..2^31 - 1; of 0 it is 0, so that `n * log2(n)` is right there too
 */
export function log2(n: number): number {
  if (n <= TABLE_SIZE) return LOG2_TABLE[n];
  const shift = 32 - Math.clz32(n) - TABLE_BITS;
  const scaled = n / (1 << shift);
  const below = Math.floor(scaled);
  return shift + LOG2_TABLE[below] + (LOG2_TABLE[below + 1] - LOG2_TABLE[below]) * (scaled - below);
}
