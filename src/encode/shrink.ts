/**
 * Pictures that were enlarged by whole numbers, such as screenshots of old games. They are stored at their original size, and
 * a decoder enlarges them again (spec, section 7).
 */

import { MAX_SCALE } from '../format/constants.js';
import { isScaled, type Scale, storedHeight, storedWidth, UNSCALED } from '../format/header.js';
import { unpackColours } from './kmeans/colour-space.js';
import type { PreparedPicture } from './prepare.js';

/** Saving fewer pixels is not worth the two bytes of the header's fields. */
const LEAST_SAVING = 64;

/**
 * Reduces a picture whose pixels form equal cells of one colour each, to one pixel a cell.
 *
 * @returns the reduced picture, or the picture itself if it has no such cells
 */
export function shrinkPicture(picture: PreparedPicture): PreparedPicture {
  const scale = findScale(picture);
  const columns = storedWidth({ width: picture.width, scale });
  const rows = storedHeight({ height: picture.height, scale });
  if (picture.width * picture.height - columns * rows < LEAST_SAVING) return picture;
  const colours = new Uint32Array(columns * rows);
  for (let row = 0, to = 0; row < rows; row++) {
    const y = Math.max(0, row * scale.y - scale.offsetY);
    for (let column = 0; column < columns; column++) {
      colours[to++] = picture.colours[y * picture.width + Math.max(0, column * scale.x - scale.offsetX)];
    }
  }
  return {
    width: columns,
    height: rows,
    colours,
    bytes: unpackColours(colours),
    opaque: picture.opaque,
    source: picture.source ?? { width: picture.width, height: picture.height, data: picture.bytes },
    scale,
    clearedPixels: picture.clearedPixels,
    ...(picture.hidden === undefined ? {} : { hidden: picture.hidden }),
  };
}

/** The largest cells that the picture consists of. */
function findScale(picture: PreparedPicture): Scale {
  const across = findCells(picture.width, columnChanges(picture));
  const down = findCells(picture.height, rowChanges(picture));
  const scale = { x: across.side, y: down.side, offsetX: across.offset, offsetY: down.offset };
  return isScaled(scale) ? scale : UNSCALED;
}

/** The places at which cells may begin: the common distance between them, and one of the places. */
interface Changes {
  /** The greatest common divisor of the distances between all places; 0 when there are fewer than two. */
  readonly step: number;
  /** The first place, 1 or more; 0 when there is none. */
  readonly first: number;
}

/** The largest side of cells with a border at every change, and how much of the first cell is cut off. */
function findCells(length: number, { step, first }: Changes): { side: number; offset: number } {
  const most = Math.min(MAX_SCALE, length);
  for (let side = most; side > 1; side--) {
    if (step % side === 0) return { side, offset: (side - (first % side)) % side };
  }
  return { side: 1, offset: 0 };
}

/** The columns at which some row changes colour. Stops as soon as no cells are possible. */
function columnChanges({ width, height, colours }: PreparedPicture): Changes {
  let step = 0;
  let first = 0;
  for (let y = 0; y < height && step !== 1; y++) {
    const start = y * width;
    for (let x = 1; x < width && step !== 1; x++) {
      if (colours[start + x] === colours[start + x - 1]) continue;
      if (first === 0) first = x;
      else step = greatestCommonDivisor(step, Math.abs(x - first));
    }
  }
  return { step, first };
}

/** The rows that differ from the one above. Stops as soon as no cells are possible. */
function rowChanges({ width, height, colours }: PreparedPicture): Changes {
  let step = 0;
  let first = 0;
  for (let y = 1; y < height && step !== 1; y++) {
    if (areRowsEqual(colours, width, y)) continue;
    if (first === 0) first = y;
    else step = greatestCommonDivisor(step, y - first);
  }
  return { step, first };
}

function areRowsEqual(colours: Uint32Array, width: number, y: number): boolean {
  const start = y * width;
  for (let i = start; i < start + width; i++) if (colours[i] !== colours[i - width]) return false;
  return true;
}

/** The greatest common divisor; 0 is divisible by all numbers. */
function greatestCommonDivisor(a: number, b: number): number {
  let divisor = a;
  for (let rest = b; rest > 0; ) [divisor, rest] = [rest, divisor % rest];
  return divisor;
}
