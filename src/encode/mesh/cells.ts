/**
 * Sums over the pixels of each finest cell of a mesh. With them, the squared error of a surface follows from the values of its
 * vertices alone, and pixels need not be visited again.
 *
 * Inside a cell the surface is `sum of h_a * v_a` over the four corners `a`, where `h_a` falls linearly from 1 at the corner to 0
 * at the others. So the squared error against pixels `p` is `v' G v - 2 b' v + e`, with the matrix `G = sum of h_a * h_b`, which
 * is the same for all cells, the projections `b_a = sum of h_a * p`, and the energy `e = sum of p * p`.
 */

import { MESH_FRACTION_BITS } from '../../codec/mesh.js';
import type { Tune } from '../rate-distortion/weights.js';

/** The pixels of a band. */
export interface BandPixels {
  readonly width: number;
  readonly height: number;
  /** Packed colours. */
  readonly colours: Uint32Array;
  /** How much a squared error at each pixel counts. */
  readonly weights: Float32Array;
  /** Whether all pixels are opaque. */
  readonly opaque: boolean;
  readonly tune: Tune;
}

/** Corners of a cell: top left, top right, bottom left, bottom right. */
export const CORNERS = 4;

/** The sums of all cells of a band, row-major. Pixels beyond the picture count as the nearest pixel of it. */
export interface CellSums {
  /** Cells across and down. */
  readonly across: number;
  readonly down: number;
  readonly channels: number;
  /** For each cell and corner, one number a channel, in 1/16 of a code unit. */
  readonly projections: Float64Array;
  /** For each cell the energy, each channel multiplied by its importance. */
  readonly energies: Float64Array;
  /** For each cell the mean weight of its pixels. */
  readonly weights: Float64Array;
  /** The matrix G, row-major. */
  readonly gram: Float64Array;
  /** What a squared error in each channel counts, in squared code units; channels are treated as independent. */
  readonly importance: Float64Array;
}

/** Values of a vertex are in 1/16 of a code unit. */
const UNIT = 1 << MESH_FRACTION_BITS;

/**
 * What a squared error of 1/16 of a code unit counts in luma, orange, green and alpha. Luma is a gray error; orange and green
 * are the chroma channels of YCoCg. See `rate-distortion/error-space.ts` for the tunes, `kmeans/colour-space.ts` for alpha.
 */
const IMPORTANCE: Readonly<Record<Tune, readonly number[]>> = {
  psnr: [3, 2, 3, 1.5],
  ssim: [3, 1.05, 1.55, 1.5],
};

/** Measures the cells of a band. */
export function measureCells(pixels: BandPixels, finestLog2: number): CellSums {
  const side = 1 << finestLog2;
  const across = Math.ceil(pixels.width / side);
  const down = Math.ceil(pixels.height / side);
  const channels = pixels.opaque ? 3 : 4;
  const sums: CellSums = {
    across,
    down,
    channels,
    projections: new Float64Array(across * down * CORNERS * channels),
    energies: new Float64Array(across * down),
    weights: new Float64Array(across * down),
    gram: makeGram(side),
    importance: Float64Array.from(IMPORTANCE[pixels.tune], (factor) => factor / (UNIT * UNIT)),
  };
  const heights = makeHeights(side);
  for (let row = 0, cell = 0; row < down; row++) {
    for (let column = 0; column < across; column++, cell++) {
      addPixels(pixels, sums, cell, column * side, row * side, side, heights);
    }
  }
  return sums;
}

/** `h_a` of each pixel of a cell: four numbers a pixel, row-major. */
function makeHeights(side: number): Float64Array {
  const heights = new Float64Array(side * side * CORNERS);
  for (let y = 0, at = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const [u, v] = [x / side, y / side];
      heights[at++] = (1 - u) * (1 - v);
      heights[at++] = u * (1 - v);
      heights[at++] = (1 - u) * v;
      heights[at++] = u * v;
    }
  }
  return heights;
}

function makeGram(side: number): Float64Array {
  const heights = makeHeights(side);
  const gram = new Float64Array(CORNERS * CORNERS);
  for (let at = 0; at < heights.length; at += CORNERS) {
    for (let a = 0; a < CORNERS; a++) {
      for (let b = 0; b < CORNERS; b++) gram[CORNERS * a + b] += heights[at + a] * heights[at + b];
    }
  }
  return gram;
}

/** Adds the pixels of a cell. Channels are multiplied by alpha, which changes nothing where it is 255. */
function addPixels(
  { width, height, colours, weights, opaque }: BandPixels,
  sums: CellSums,
  cell: number,
  left: number,
  top: number,
  side: number,
  heights: Float64Array,
): void {
  const { channels, projections, importance } = sums;
  const first = cell * CORNERS * channels;
  let energy = 0;
  let weight = 0;
  for (let j = 0, from = 0; j < side; j++) {
    const row = Math.min(top + j, height - 1) * width;
    for (let i = 0; i < side; i++, from += CORNERS) {
      const pixel = row + Math.min(left + i, width - 1);
      const colour = colours[pixel];
      const alpha = opaque ? 255 : colour >>> 24;
      const red = ((colour & 255) * alpha) / 255;
      const green = (((colour >>> 8) & 255) * alpha) / 255;
      const blue = (((colour >>> 16) & 255) * alpha) / 255;
      const y = (UNIT / 4) * (red + 2 * green + blue);
      const o = (UNIT / 2) * (red - blue);
      const g = (UNIT / 4) * (2 * green - red - blue);
      const a = UNIT * alpha;
      for (let corner = 0, at = first; corner < CORNERS; corner++, at += channels) {
        const factor = heights[from + corner];
        projections[at] += factor * y;
        projections[at + 1] += factor * o;
        projections[at + 2] += factor * g;
        if (!opaque) projections[at + 3] += factor * a;
      }
      energy += importance[0] * y * y + importance[1] * o * o + importance[2] * g * g;
      if (!opaque) energy += importance[3] * a * a;
      weight += weights[pixel];
    }
  }
  sums.energies[cell] = energy;
  sums.weights[cell] = weight / (side * side);
}

/**
 * The weighted squared error of each cell whose corners could have any values, regardless of its neighbours: what a mesh can
 * reach at best.
 */
export function measureFreely(sums: CellSums): Float64Array {
  const { channels, projections, energies, weights, importance } = sums;
  const inverse = invert(sums.gram);
  return energies.map((energy, cell) => {
    const first = cell * CORNERS * channels;
    let error = energy;
    for (let a = 0; a < CORNERS; a++) {
      for (let b = 0; b < CORNERS; b++) {
        const factor = inverse[CORNERS * a + b];
        for (let c = 0; c < channels; c++) {
          error -=
            importance[c] * factor * projections[first + a * channels + c] * projections[first + b * channels + c];
        }
      }
    }
    return weights[cell] * Math.max(0, error);
  });
}

/** The inverse of a symmetric positive matrix of four rows, by Gauss and Jordan. */
function invert(matrix: Float64Array): Float64Array {
  const rest = matrix.slice();
  const inverse = new Float64Array(CORNERS * CORNERS);
  for (let i = 0; i < CORNERS; i++) inverse[i * (CORNERS + 1)] = 1;
  for (let pivot = 0; pivot < CORNERS; pivot++) {
    const scale = rest[pivot * (CORNERS + 1)];
    for (let column = 0; column < CORNERS; column++) {
      rest[pivot * CORNERS + column] /= scale;
      inverse[pivot * CORNERS + column] /= scale;
    }
    for (let row = 0; row < CORNERS; row++) {
      if (row === pivot) continue;
      const factor = rest[row * CORNERS + pivot];
      for (let column = 0; column < CORNERS; column++) {
        rest[row * CORNERS + column] -= factor * rest[pivot * CORNERS + column];
        inverse[row * CORNERS + column] -= factor * inverse[pivot * CORNERS + column];
      }
    }
  }
  return inverse;
}
