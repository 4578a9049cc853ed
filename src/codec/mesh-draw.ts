/** Draws the surface of a mesh: bilinear interpolation in integers (spec, section 5.4). */

import { type Band, type Grid, SEGMENT_WIDTH } from './layout.js';
import { MESH_FRACTION_BITS } from './mesh.js';
import { ALPHA, type BandMesh, GREEN, LUMA, type MeshValues, ORANGE } from './mesh-values.js';

/** The largest value of a channel that is drawn without clamping, in 1/16 of a code unit. */
const MOST = 255 << MESH_FRACTION_BITS;

/** A word of a picture has the bytes R, G, B, A in memory; so its number depends on the machine. */
const LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/**
 * Draws the blocks of a mesh in a band, segment by segment.
 *
 * @param target - out, `width * height` words; those of other blocks stay
 * @param isLittleEndian - whether red is a word's lowest byte; default: as the machine stores the bytes R, G, B, A
 */
export function drawMesh(
  target: Uint32Array,
  { width }: Pick<Grid, 'width'>,
  band: Band,
  { lattice, values }: BandMesh,
  isLittleEndian = LITTLE_ENDIAN,
): void {
  const { columns, finestLog2, cells: pyramid } = lattice;
  const [cells] = pyramid;
  const side = 1 << finestLog2;
  const hasAlpha = values.length > ALPHA;
  const paint = makePainter(hasAlpha, finestLog2, isLittleEndian);
  const paintQuickly =
    !hasAlpha && isLittleEndian && finestLog2 <= MAX_PACKED_LOG2 ? makeQuickPainter(finestLog2) : paint;
  const room = 4 * (Math.min(columns - 1, SEGMENT_WIDTH >> finestLog2) + 1);
  let above = new Int32Array(room);
  let below = new Int32Array(room);
  for (let start = 0; start < width; start += SEGMENT_WIDTH) {
    const first = start >> finestLog2;
    const end = Math.ceil(Math.min(width, start + SEGMENT_WIDTH) / side);
    readRow(values, first, end - first + 1, below);
    for (let top = band.top, row = 0; top < band.bottom; top += side, row++) {
      [above, below] = [below, above];
      readRow(values, (row + 1) * columns + first, end - first + 1, below);
      const bottom = Math.min(top + side, band.bottom);
      for (let cell = first; cell < end; cell++) {
        if (cells[row * (columns - 1) + cell] === 0) continue;
        const left = cell * side;
        const count = Math.min(side, width - left);
        const at = 4 * (cell - first);
        const painter = isInRange(above, at) && isInRange(below, at) ? paintQuickly : paint;
        painter(target, top * width + left, count, bottom - top, width, above, below, at);
      }
    }
  }
}

/** Reads vertices of a row as red, green, blue and alpha. */
function readRow(values: MeshValues, from: number, count: number, row: Int32Array): void {
  const luma = values[LUMA];
  const orange = values[ORANGE];
  const green = values[GREEN];
  const alpha = values[ALPHA];
  for (let x = 0, i = from, at = 0; x < count; x++, i++, at += 4) {
    const base = luma[i] - green[i];
    row[at] = base + orange[i];
    row[at + 1] = luma[i] + green[i];
    row[at + 2] = base - orange[i];
    row[at + 3] = alpha === undefined ? MOST : alpha[i];
  }
}

/**
 * Draws a cell.
 *
 * @param first - the place of the cell's first pixel in the target
 * @param count - pixels across, and `rows` down: the cell may be clipped
 * @param above - the row of vertices above the pixels, and `below` the next one; the cell's left vertices are at `at`
 */
type Painter = (
  target: Uint32Array,
  first: number,
  count: number,
  rows: number,
  width: number,
  above: Int32Array,
  below: Int32Array,
  at: number,
) => void;

/** Draws any cell. */
function makePainter(hasAlpha: boolean, finestLog2: number, isLittleEndian: boolean): Painter {
  const side = 1 << finestLog2;
  const shift = 2 * finestLog2 + MESH_FRACTION_BITS;
  const half = 1 << (shift - 1);
  const [redAt, greenAt, blueAt, alphaAt] = isLittleEndian ? [0, 8, 16, 24] : [24, 16, 8, 0];
  return (target, first, count, rows, width, above, below, at) => {
    for (let j = 0, start = first; j < rows; j++, start += width) {
      const i = side - j;
      const red0 = above[at] * i + below[at] * j;
      const green0 = above[at + 1] * i + below[at + 1] * j;
      const blue0 = above[at + 2] * i + below[at + 2] * j;
      const alpha0 = above[at + 3] * i + below[at + 3] * j;
      const redStep = above[at + 4] * i + below[at + 4] * j - red0;
      const greenStep = above[at + 5] * i + below[at + 5] * j - green0;
      const blueStep = above[at + 6] * i + below[at + 6] * j - blue0;
      const alphaStep = above[at + 7] * i + below[at + 7] * j - alpha0;
      let red = red0 * side + half;
      let green = green0 * side + half;
      let blue = blue0 * side + half;
      let alpha = alpha0 * side + half;
      for (let pixel = start; pixel < start + count; pixel++) {
        const a = hasAlpha ? clamp(alpha >> shift, 255) : 255;
        const r = unmultiply(red >> shift, a);
        const g = unmultiply(green >> shift, a);
        const b = unmultiply(blue >> shift, a);
        target[pixel] = (r << redAt) | (g << greenAt) | (b << blueAt) | (a << alphaAt);
        red += redStep;
        green += greenStep;
        blue += blueStep;
        alpha += alphaStep;
      }
    }
  };
}

function clamp(value: number, most: number): number {
  return value < 0 ? 0 : value > most ? most : value;
}

/** A channel from its product with alpha, rounded; 0 where alpha is 0. */
function unmultiply(product: number, alpha: number): number {
  if (alpha === 255) return clamp(product, 255);
  return alpha === 0 ? 0 : Math.floor((255 * clamp(product, alpha) + (alpha >> 1)) / alpha);
}

/** Up to this distance of vertices, the sums of two channels fit in a number of 32 bits. */
const MAX_PACKED_LOG2 = 2;
const PACKED_BITS = 16;

/** Whether no pixel of the cell above or below these vertices has to be clamped. */
function isInRange(row: Int32Array, at: number): boolean {
  // A negative number has the high bits set, too.
  const bits = row[at] | row[at + 1] | row[at + 2] | row[at + 4] | row[at + 5] | row[at + 6];
  if ((bits & ~FITTING_BITS) !== 0) return false;
  return (
    row[at] <= MOST &&
    row[at + 1] <= MOST &&
    row[at + 2] <= MOST &&
    row[at + 4] <= MOST &&
    row[at + 5] <= MOST &&
    row[at + 6] <= MOST
  );
}

/** The bits of numbers that may be in range. */
const FITTING_BITS = (256 << MESH_FRACTION_BITS) - 1;

/**
 * Draws opaque cells whose pixels need no clamping, for machines that store a word's lowest byte first. Red and blue are sums of
 * 16 bits in one number, so that one addition advances both.
 */
function makeQuickPainter(finestLog2: number): Painter {
  const side = 1 << finestLog2;
  // Sums of smaller cells are multiplied, so that a channel's byte is always the upper one of its 16 bits.
  const scale = side << (PACKED_BITS - 8 - 2 * finestLog2 - MESH_FRACTION_BITS);
  const unit = scale / side;
  const half = 128;
  return (target, first, count, rows, width, above, below, at) => {
    for (let j = 0, start = first; j < rows; j++, start += width) {
      const i = side - j;
      const red = above[at] * i + below[at] * j;
      const green = above[at + 1] * i + below[at + 1] * j;
      const blue = above[at + 2] * i + below[at + 2] * j;
      const redStep = above[at + 4] * i + below[at + 4] * j - red;
      const greenStep = above[at + 5] * i + below[at + 5] * j - green;
      const blueStep = above[at + 6] * i + below[at + 6] * j - blue;
      let redBlue = (red * scale + half) | 0;
      redBlue = (redBlue + ((blue * scale + half) << PACKED_BITS)) | 0;
      let middle = green * scale + half;
      const redBlueStep = (redStep * unit + ((blueStep * unit) << PACKED_BITS)) | 0;
      const middleStep = greenStep * unit;
      for (let pixel = start; pixel < start + count; pixel++) {
        target[pixel] = 0xff000000 | ((redBlue >>> 8) & 0xff00ff) | (middle & 0xff00);
        redBlue = (redBlue + redBlueStep) | 0;
        middle += middleStep;
      }
    }
  };
}
