/** The measures of detail by their definitions, to check the fast ones on small pictures. */

import type { Image } from '../../../src/image.js';

/** A block's pixels in floating point: `values[row][column]`, colours 0..255. */
export interface Pixel {
  readonly rgb: readonly [number, number, number];
  readonly alpha: number;
}

/** Cuts a picture into blocks, row-major, the last ones clipped. */
export function cutBlocks({ width, height, data }: Image, side: number): Pixel[][][] {
  const blocks: Pixel[][][] = [];
  for (let top = 0; top < height; top += side) {
    for (let left = 0; left < width; left += side) {
      const block: Pixel[][] = [];
      for (let y = top; y < Math.min(top + side, height); y++) {
        const row: Pixel[] = [];
        for (let x = left; x < Math.min(left + side, width); x++) {
          const at = (y * width + x) * 4;
          row.push({ rgb: [data[at]!, data[at + 1]!, data[at + 2]!], alpha: data[at + 3]! });
        }
        block.push(row);
      }
      blocks.push(block);
    }
  }
  return blocks;
}

/** Mean eigenvalue of the colour covariance, by eigen-decomposition, as the mean over black and white. */
export function plainEigenvalue(block: Pixel[][]): number {
  const pixels = block.flat();
  if (pixels.length === 1) return 0;
  const means = [0, 255].map((background) => {
    const eigenvalues = jacobiEigenvalues(
      covariance(pixels.map(({ rgb, alpha }) => rgb.map((c) => (c * alpha + background * (255 - alpha)) / 255))),
    );
    return eigenvalues.reduce((sum, value) => sum + value, 0) / 3;
  });
  return (means[0]! + means[1]!) / 2;
}

export function plainVariance(block: Pixel[][]): number {
  const values = block.flat().map(amplitude);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

export function plainGradient(block: Pixel[][]): number {
  const rows = block.map((row) => row.map(amplitude));
  const down = transpose(transpose(rows).map(gradient));
  const across = rows.map(gradient);
  return across.flatMap((row, y) => row.map((dx, x) => Math.hypot(dx, down[y]![x]!))).reduce((sum, norm) => sum + norm);
}

function amplitude({ rgb: [r, g, b], alpha }: Pixel): number {
  const luma = (0.2125 * r + 0.7154 * g + 0.0721 * b) / 255;
  return (luma * alpha) / 255 + (1 - alpha / 255) * 0.5;
}

/** `numpy.gradient` of a line; 0 for a single value. */
function gradient(line: number[]): number[] {
  return line.map((_, i) => {
    const before = Math.max(0, i - 1);
    const after = Math.min(line.length - 1, i + 1);
    return after === before ? 0 : (line[after]! - line[before]!) / (after - before);
  });
}

function transpose(rows: number[][]): number[][] {
  return rows[0]!.map((_, x) => rows.map((row) => row[x]!));
}

function covariance(points: number[][]): number[][] {
  const mean = [0, 1, 2].map((c) => points.reduce((sum, point) => sum + point[c]!, 0) / points.length);
  return mean.map((meanI, i) =>
    mean.map((meanJ, j) => points.reduce((sum, p) => sum + (p[i]! - meanI) * (p[j]! - meanJ), 0) / (points.length - 1)),
  );
}

/** Eigenvalues of a symmetric matrix by cyclic Jacobi rotations. */
export function jacobiEigenvalues(matrix: number[][]): number[] {
  const a = matrix.map((row) => [...row]);
  const n = a.length;
  for (let sweep = 0; sweep < 30; sweep++) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (Math.abs(a[p]![q]!) < 1e-300) continue;
        const theta = (a[q]![q]! - a[p]![p]!) / (2 * a[p]![q]!);
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        rotate(a, p, q, c, t * c);
      }
    }
  }
  return a.map((row, i) => row[i]!);
}

function rotate(a: number[][], p: number, q: number, c: number, s: number): void {
  for (const row of a) [row[p], row[q]] = [c * row[p]! - s * row[q]!, s * row[p]! + c * row[q]!];
  const rowP = a[p]!.map((value, k) => c * value - s * a[q]![k]!);
  const rowQ = a[p]!.map((value, k) => s * value + c * a[q]![k]!);
  a[p] = rowP;
  a[q] = rowQ;
}
