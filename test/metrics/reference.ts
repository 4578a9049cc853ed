/** The metrics by brute force and by definition, to check the fast ones on small pictures. */

import type { Image } from '../../src/image.js';

/** RGB of a picture over a gray background: `width * height * 3` values, rounded to integers. */
export function flatten(image: Image, background: number): number[] {
  const rgb: number[] = [];
  for (let i = 0; i < image.data.length; i += 4) {
    const alpha = image.data[i + 3]! / 255;
    for (let c = 0; c < 3; c++) rgb.push(Math.round(image.data[i + c]! * alpha + background * (1 - alpha)));
  }
  return rgb;
}

/** Mean over black and white of a metric of two flattened pictures. */
export function overBlackAndWhite(a: Image, b: Image, metric: (a: number[], b: number[]) => number): number {
  return (metric(flatten(a, 0), flatten(b, 0)) + metric(flatten(a, 255), flatten(b, 255))) / 2;
}

export function plainMse(a: number[], b: number[]): number {
  return a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0) / a.length;
}

/** Mean SSIM, Gaussian window on luma 601, for a picture `width` pixels wide. */
export function plainSsim(a: number[], b: number[], width: number): number {
  const luma = (rgb: number[], i: number): number => 0.299 * rgb[i]! + 0.587 * rgb[i + 1]! + 0.114 * rgb[i + 2]!;
  return meanOverWindows(a.length / 3 / width, width, 5, (samples) => {
    const total = samples.reduce((sum, { weight }) => sum + weight, 0);
    return index(
      samples.map(({ at, weight }) => ({ x: luma(a, at * 3), y: luma(b, at * 3), weight: weight / total })),
      1,
    );
  });
}

/** Mean SSIM of the study, 3x3x3 cube. */
export function plainSsimStudy(a: number[], b: number[], width: number): number {
  return meanOverWindows(a.length / 3 / width, width, 1, (samples) => {
    const n = samples.length * 3;
    const cube = samples.flatMap(({ at }) =>
      [0, 1, 2].map((c) => ({ x: a[at * 3 + c]!, y: b[at * 3 + c]!, weight: 1 / n })),
    );
    return index(cube, n / (n - 1));
  });
}

/** Averages over all positions of a window that reaches `reach` pixels each way, or as far as the picture allows. */
function meanOverWindows(
  height: number,
  width: number,
  reach: number,
  measure: (samples: { at: number; weight: number }[]) => number,
): number {
  const reachX = Math.min(reach, Math.floor((width - 1) / 2));
  const reachY = Math.min(reach, Math.floor((height - 1) / 2));
  const found: number[] = [];
  for (let y = reachY; y < height - reachY; y++) {
    for (let x = reachX; x < width - reachX; x++) {
      const samples = [];
      for (let dy = -reachY; dy <= reachY; dy++) {
        for (let dx = -reachX; dx <= reachX; dx++) {
          samples.push({ at: (y + dy) * width + x + dx, weight: Math.exp(-(dx * dx + dy * dy) / (2 * 1.5 * 1.5)) });
        }
      }
      found.push(measure(samples));
    }
  }
  return found.reduce((sum, value) => sum + value, 0) / found.length;
}

/** The SSIM index of weighted pairs (weights sum to 1), two-pass; `unbias` multiplies the covariances. */
function index(pairs: { x: number; y: number; weight: number }[], unbias: number): number {
  const mean = (f: (pair: { x: number; y: number }) => number): number =>
    pairs.reduce((sum, pair) => sum + pair.weight * f(pair), 0);
  const meanX = mean(({ x }) => x);
  const meanY = mean(({ y }) => y);
  const varianceX = unbias * mean(({ x }) => (x - meanX) ** 2);
  const varianceY = unbias * mean(({ y }) => (y - meanY) ** 2);
  const covariance = unbias * mean(({ x, y }) => (x - meanX) * (y - meanY));
  const c1 = 2.55 ** 2;
  const c2 = 7.65 ** 2;
  return (
    ((2 * meanX * meanY + c1) * (2 * covariance + c2)) / ((meanX ** 2 + meanY ** 2 + c1) * (varianceX + varianceY + c2))
  );
}
