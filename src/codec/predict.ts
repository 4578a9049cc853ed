/**
 * Predicted indices: a plane may hold the difference of each index from a guess based on its neighbours (spec, section 5).
 *
 * If the palette goes from dark to light, as that of a gray picture does, neighbours have close indices. Then the
 * differences are small, and deflate to fewer bytes.
 */

import { PREDICT_ABOVE, PREDICT_LEFT, PREDICT_MEAN } from '../format/constants.js';
import type { Band, Layout } from './layout.js';

/** The properties of a plane of one palette on which its prediction depends. */
export interface PredictedPlane {
  readonly layout: Pick<Layout, 'width' | 'stripWidth'>;
  readonly band: Pick<Band, 'top' | 'bottom'>;
  /** Entries of the palette, 1..256. */
  readonly k: number;
  /** 1..4. */
  readonly predictor: number;
}

/** Turns the differences of a plane into indices, in place. Both are below `k`. */
export function restoreIndices(plane: Uint8Array, place: PredictedPlane): void {
  const { k, predictor } = place;
  visitIndexRows(place, (start, end, above) => {
    for (let i = start; i < end; i++) {
      const index = plane[i] + predict(plane, i, i > start, above, predictor);
      plane[i] = index < k ? index : index - k;
    }
  });
}

/** The inverse of {@link restoreIndices}, in a new array. */
export function predictIndices(plane: Uint8Array, place: PredictedPlane): Uint8Array<ArrayBuffer> {
  const { k, predictor } = place;
  const differences = new Uint8Array(plane.length);
  visitIndexRows(place, (start, end, above) => {
    for (let i = start; i < end; i++) {
      const difference = plane[i] - predict(plane, i, i > start, above, predictor);
      differences[i] = difference < 0 ? difference + k : difference;
    }
  });
  return differences;
}

/**
 * Walks the rows of all strips in a plane that holds every pixel of its band.
 *
 * @param visit - receives the start and the end of a row in the plane, and the distance back to the index above; the distance
 *   is 0 in the first row of a strip
 */
export function visitIndexRows(
  { layout: { width, stripWidth }, band: { top, bottom } }: Pick<PredictedPlane, 'layout' | 'band'>,
  visit: (start: number, end: number, above: number) => void,
): void {
  let start = 0;
  for (let left = 0; left < width; left += stripWidth || width) {
    const across = Math.min(stripWidth || width, width - left);
    for (let y = top; y < bottom; y++) {
      visit(start, start + across, y > top ? across : 0);
      start += across;
    }
  }
}

/** The guess for index `i` of a plane. A missing neighbour has the value of the other one; if both are missing, it is 0. */
function predict(plane: Uint8Array, i: number, hasLeft: boolean, above: number, predictor: number): number {
  const before = hasLeft ? plane[i - 1] : 0;
  const up = above > 0 ? plane[i - above] : before;
  const left = hasLeft ? before : up;
  if (predictor === PREDICT_ABOVE) return up;
  if (predictor === PREDICT_MEAN) return (left + up) >> 1;
  if (predictor === PREDICT_LEFT || left === up) return left;
  // Paeth's rule: the neighbour that is nearest to left + up - corner; of equals, the first in this order.
  const corner = plane[i - above - 1];
  const toLeft = Math.abs(up - corner);
  const toUp = Math.abs(left - corner);
  const toCorner = Math.abs(left + up - 2 * corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
