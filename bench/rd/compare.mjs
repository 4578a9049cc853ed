/** From points to curves, and from curves to BD-rates. */

import { bdRate } from './bd-rate.mjs';
import { metricNamed } from './metrics.mjs';

/**
 * One file of one picture. Metrics that were not measured are absent.
 *
 * @typedef {{ picture: string, curve: string, setting: string, bytes: number, psnr: number, ssim?: number,
 *   butteraugli?: number, ssimulacra?: number }} Point
 * @typedef {{ picture: string, test: string, anchor: string, metric: string } & ReturnType<typeof bdRate>} Comparison
 */

/**
 * @param {readonly Point[]} points
 * @param {string} metric
 * @returns {import('./bd-rate.mjs').RatePoint[]} without the points that lack the metric
 */
export function ratePoints(points, metric) {
  const { toQuality } = metricNamed(metric);
  return points
    .filter((point) => point[metric] !== undefined)
    .map((point) => ({ bytes: point.bytes, quality: point.psnr === Infinity ? Infinity : toQuality(point[metric]) }));
}

/**
 * Compares two curves picture by picture. Skips pictures without a point in one of them.
 *
 * @param {readonly Point[]} points of all pictures and curves
 * @param {{ pictures: readonly string[], test: string, anchor: string, metric: string }} which
 * @returns {Comparison[]}
 */
export function compareCurves(points, { pictures, test, anchor, metric }) {
  return pictures.flatMap((picture) => {
    const [ours, theirs] = [test, anchor].map((curve) =>
      points.filter((point) => point.picture === picture && point.curve === curve),
    );
    if (ours.length === 0 || theirs.length === 0) return [];
    return [{ picture, test, anchor, metric, ...bdRate(ratePoints(ours, metric), ratePoints(theirs, metric)) }];
  });
}

/**
 * Mean, best and worst of the pictures that can be compared, and the reasons for the others.
 *
 * @param {readonly Comparison[]} comparisons
 */
export function summarise(comparisons) {
  const compared = comparisons.filter(({ percent }) => percent !== undefined);
  const percents = compared.map(({ percent }) => percent);
  const problems = new Map();
  for (const { problem } of comparisons) if (problem) problems.set(problem, (problems.get(problem) ?? 0) + 1);
  return {
    count: compared.length,
    mean: percents.reduce((sum, percent) => sum + percent, 0) / percents.length,
    best: Math.min(...percents),
    worst: Math.max(...percents),
    problems,
  };
}

/**
 * The smallest lossless file of each curve.
 *
 * @param {readonly Point[]} points of one picture
 * @returns {Map<string, number>} bytes by curve, only of curves that reach it
 */
export function losslessSizes(points) {
  const sizes = new Map();
  for (const { curve, bytes, psnr } of points) {
    if (psnr === Infinity) sizes.set(curve, Math.min(bytes, sizes.get(curve) ?? Infinity));
  }
  return sizes;
}
