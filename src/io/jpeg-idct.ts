/**
 * The inverse DCT of a JPEG's block. It equals libjpeg's accurate integer DCT in every bit, so its samples are those that
 * most programs show. This is a hot loop.
 *
 * @see C. Loeffler, A. Ligtenberg, G. S. Moschytz: Practical fast 1-D DCT algorithms with 11 multiplications (ICASSP 1989)
 */

/** Fractional bits of the factors. */
const FACTOR_BITS = 13;
/** Fractional bits that are kept between the two passes. */
const KEPT_BITS = 2;
const COLUMN_SHIFT = FACTOR_BITS - KEPT_BITS;
const COLUMN_HALF = 1 << (COLUMN_SHIFT - 1);
/** Includes the 3 bits by which two passes scale a block up. */
const ROW_SHIFT = FACTOR_BITS + KEPT_BITS + 3;
/** A half for rounding, and the offset of 128 of the samples. */
const ROW_HALF = (1 << (ROW_SHIFT - 1)) + (128 << ROW_SHIFT);

const F_0_298 = 2446;
const F_0_390 = 3196;
const F_0_541 = 4433;
const F_0_765 = 6270;
const F_0_899 = 7373;
const F_1_175 = 9633;
const F_1_501 = 12299;
const F_1_847 = 15137;
const F_1_961 = 16069;
const F_2_053 = 16819;
const F_2_562 = 20995;
const F_3_072 = 25172;

/** The result of the first pass. */
const between = new Int32Array(64);

/** Fills a block that has only DC. The result equals that of {@link invertBlock}. */
export function fillBlock(dc: number, factor: number, samples: Uint8ClampedArray, to: number, stride: number): void {
  const value = ((Math.imul(Math.imul(dc, factor), 1 << KEPT_BITS) + 16) >> 5) + 128;
  for (let y = 0, at = to; y < 8; y++, at += stride) samples.fill(value, at, at + 8);
}

/**
 * Makes the samples of a block.
 *
 * @param blocks - the coefficients of the block begin at `from`
 * @param quantization - the factors of the coefficients
 * @param to - position of the block's first sample in `samples`, whose lines are `stride` apart
 */
export function invertBlock(
  blocks: Int16Array,
  from: number,
  quantization: Int32Array,
  samples: Uint8ClampedArray,
  to: number,
  stride: number,
): void {
  for (let x = 0; x < 8; x++) invertColumn(blocks, from, quantization, x);
  for (let y = 0; y < 8; y++) invertRow(y * 8, samples, to + y * stride);
}

function invertColumn(blocks: Int16Array, from: number, quantization: Int32Array, x: number): void {
  const at = from + x;
  const c0 = Math.imul(blocks[at], quantization[x]);
  const b1 = blocks[at + 8];
  const b2 = blocks[at + 16];
  const b3 = blocks[at + 24];
  const b4 = blocks[at + 32];
  const b5 = blocks[at + 40];
  const b6 = blocks[at + 48];
  const b7 = blocks[at + 56];
  if ((b1 | b2 | b3 | b4 | b5 | b6 | b7) === 0) {
    const value = c0 << KEPT_BITS;
    for (let i = x; i < 64; i += 8) between[i] = value;
    return;
  }
  const c1 = Math.imul(b1, quantization[x + 8]);
  const c2 = Math.imul(b2, quantization[x + 16]);
  const c3 = Math.imul(b3, quantization[x + 24]);
  const c4 = Math.imul(b4, quantization[x + 32]);
  const c5 = Math.imul(b5, quantization[x + 40]);
  const c6 = Math.imul(b6, quantization[x + 48]);
  const c7 = Math.imul(b7, quantization[x + 56]);

  const even = Math.imul(c2 + c6, F_0_541);
  const even2 = even - Math.imul(c6, F_1_847);
  const even3 = even + Math.imul(c2, F_0_765);
  const sum = ((c0 + c4) << FACTOR_BITS) + COLUMN_HALF;
  const difference = ((c0 - c4) << FACTOR_BITS) + COLUMN_HALF;
  const e0 = sum + even3;
  const e3 = sum - even3;
  const e1 = difference + even2;
  const e2 = difference - even2;

  const odd = Math.imul(c7 + c3 + c5 + c1, F_1_175);
  const z1 = Math.imul(c7 + c1, -F_0_899);
  const z2 = Math.imul(c5 + c3, -F_2_562);
  const z3 = Math.imul(c7 + c3, -F_1_961) + odd;
  const z4 = Math.imul(c5 + c1, -F_0_390) + odd;
  const o0 = Math.imul(c7, F_0_298) + z1 + z3;
  const o1 = Math.imul(c5, F_2_053) + z2 + z4;
  const o2 = Math.imul(c3, F_3_072) + z2 + z3;
  const o3 = Math.imul(c1, F_1_501) + z1 + z4;

  between[x] = (e0 + o3) >> COLUMN_SHIFT;
  between[x + 8] = (e1 + o2) >> COLUMN_SHIFT;
  between[x + 16] = (e2 + o1) >> COLUMN_SHIFT;
  between[x + 24] = (e3 + o0) >> COLUMN_SHIFT;
  between[x + 32] = (e3 - o0) >> COLUMN_SHIFT;
  between[x + 40] = (e2 - o1) >> COLUMN_SHIFT;
  between[x + 48] = (e1 - o2) >> COLUMN_SHIFT;
  between[x + 56] = (e0 - o3) >> COLUMN_SHIFT;
}

function invertRow(from: number, samples: Uint8ClampedArray, to: number): void {
  const c0 = between[from];
  const c1 = between[from + 1];
  const c2 = between[from + 2];
  const c3 = between[from + 3];
  const c4 = between[from + 4];
  const c5 = between[from + 5];
  const c6 = between[from + 6];
  const c7 = between[from + 7];

  const even = Math.imul(c2 + c6, F_0_541);
  const even2 = even - Math.imul(c6, F_1_847);
  const even3 = even + Math.imul(c2, F_0_765);
  const sum = ((c0 + c4) << FACTOR_BITS) + ROW_HALF;
  const difference = ((c0 - c4) << FACTOR_BITS) + ROW_HALF;
  const e0 = sum + even3;
  const e3 = sum - even3;
  const e1 = difference + even2;
  const e2 = difference - even2;

  const odd = Math.imul(c7 + c3 + c5 + c1, F_1_175);
  const z1 = Math.imul(c7 + c1, -F_0_899);
  const z2 = Math.imul(c5 + c3, -F_2_562);
  const z3 = Math.imul(c7 + c3, -F_1_961) + odd;
  const z4 = Math.imul(c5 + c1, -F_0_390) + odd;
  const o0 = Math.imul(c7, F_0_298) + z1 + z3;
  const o1 = Math.imul(c5, F_2_053) + z2 + z4;
  const o2 = Math.imul(c3, F_3_072) + z2 + z3;
  const o3 = Math.imul(c1, F_1_501) + z1 + z4;

  samples[to] = (e0 + o3) >> ROW_SHIFT;
  samples[to + 1] = (e1 + o2) >> ROW_SHIFT;
  samples[to + 2] = (e2 + o1) >> ROW_SHIFT;
  samples[to + 3] = (e3 + o0) >> ROW_SHIFT;
  samples[to + 4] = (e3 - o0) >> ROW_SHIFT;
  samples[to + 5] = (e2 - o1) >> ROW_SHIFT;
  samples[to + 6] = (e1 - o2) >> ROW_SHIFT;
  samples[to + 7] = (e0 - o3) >> ROW_SHIFT;
}
