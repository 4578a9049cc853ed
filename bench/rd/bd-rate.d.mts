/** Types of bd-rate.mjs, for the tests. */

export interface RatePoint {
  readonly bytes: number;
  /** More is better; `Infinity` for a lossless file. */
  readonly quality: number;
}

export type BdRate =
  | { readonly percent: number; readonly from: number; readonly to: number; readonly problem?: never }
  | { readonly problem: 'too few points' | 'no overlap'; readonly percent?: never };

export function paretoFront(points: readonly RatePoint[]): RatePoint[];
export function lossyFront(points: readonly RatePoint[]): RatePoint[];
export function bdRate(test: readonly RatePoint[], anchor: readonly RatePoint[]): BdRate;
export function interpolateMonotone(
  x: readonly number[],
  y: readonly number[],
): { at(position: number): number; integrate(from: number, to: number): number };
