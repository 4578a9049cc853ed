/**
 * Powers by multiplication and square roots only.
 *
 * `Math.pow` may differ between engines in its last bit, and rounding can turn that into a different pixel. With this
 * function a file gives the same pixels everywhere.
 */

/** Halvings of the exponent's fraction. After these, a root is 1 within the precision of a number. */
const MAX_ROOTS = 60;

/**
 * `base ** exponent`, within a relative error of about 1e-13 for exponents up to 100.
 *
 * @param base - 0 or more
 * @param exponent - 0 or more
 */
export function power(base: number, exponent: number): number {
  if (base === 0) return exponent === 0 ? 1 : 0;
  let whole = Math.floor(exponent);
  let fraction = exponent - whole;
  let result = 1;
  for (let square = base; whole > 0 && square > 0 && square < Infinity; square *= square) {
    if (whole % 2 === 1) result *= square;
    whole = Math.floor(whole / 2);
  }
  // The square has overflowed or underflowed, so the rest of the exponent gives the same limit.
  if (whole > 0 && base !== 1) return base < 1 ? 0 : Infinity;
  let root = base;
  for (let i = 0; i < MAX_ROOTS && fraction > 0; i++) {
    root = Math.sqrt(root);
    fraction *= 2;
    if (fraction >= 1) {
      result *= root;
      fraction -= 1;
    }
  }
  return result;
}
